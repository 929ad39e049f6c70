import { stages, type Stage } from '@ordertrace/conventions';
import { orderMessage, readOrderMessage } from '@ordertrace/messaging';
import { isRefusal } from '@ordertrace/service-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancel, close, customerSteps, pay, submit, withModel } from '../src/domain/customer-steps.js';
import { isOrderId, type Order } from '../src/domain/order.js';
import { newsFor } from '../src/domain/production-news.js';

const at = new Date('2026-11-20T10:00:00Z');
const order = (stage: Stage): Order => ({
  orderId: '40001',
  stage,
  stageSince: at,
  createdAt: at,
  customer: { name: 'n', email: 'e', phone: 'p', address: 'a' },
  material: 'brass',
  quantity: 1,
  model: { key: 'retail/40001/a.stl', bytes: 1 },
});
const stage = fc.constantFrom(...stages);

describe('a customer’s steps', () => {
  const moves = {
    submit: (it: Order) => submit(it, at),
    pay: (it: Order) => pay(it, at, 'reference'),
    cancel: (it: Order) => cancel(it, at),
    close: (it: Order) => close(it, at),
  };

  it('lead where the table says, and nowhere from any other stage', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])), (from, name) => {
        const allowed: readonly Stage[] = customerSteps[name].from;
        // Production answers the cancellation of an order that it knows.
        const to = name === 'cancel' && from !== 'CREATED' ? from : customerSteps[name].to;
        if (allowed.includes(from)) expect(moves[name](order(from))?.stage).toBe(to);
        else expect(() => moves[name](order(from))).toThrow(expect.objectContaining({ code: 'WRONG_STAGE' }));
      }),
    );
  });

  it('send production nothing of the customer and the payment', () => {
    for (const [name, from] of [
      ['submit', 'CREATED'],
      ['pay', 'PRICED'],
      ['cancel', 'PRICED'],
      ['close', 'SHIPPED'],
    ] as const) {
      const { messages = [] } = moves[name](order(from)) ?? {};
      expect(messages).toHaveLength(1);
      const { data } = readOrderMessage(messages[0]!.event);
      for (const key of Object.keys(data)) {
        expect(['order_id', 'tenant_id', 'material', 'quantity', 'model_key']).toContain(key);
      }
    }
  });

  it('change the model only until it is submitted', () => {
    const model = { key: 'retail/40001/b.stl', bytes: 2 };
    expect(withModel(order('CREATED'), model).model).toEqual(model);
    expect(() => withModel(order('SUBMITTED'), model)).toThrow(/SUBMITTED/);
  });
});

describe('news of production', () => {
  const changed = (to: Stage) => {
    const data = { order_id: '40001', tenant_id: 'retail', stage: to };
    return readOrderMessage(orderMessage('order.stage_changed', data, { source: 'mes-api' }).event);
  };
  const follow = (from: Order, news: readonly Stage[]) =>
    news.reduce((now, to) => {
      const change = newsFor(now, changed(to));
      return isRefusal(change) ? now : { ...now, ...change };
    }, from);
  const production = ['IN_PRODUCTION', 'PRODUCED', 'PACKED', 'SHIPPED'] as const;

  it('end at the farthest stage, in whatever order and how often they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...production), { minLength: 1 }), (news) => {
        const farthest = production.findLast((to) => news.includes(to));
        expect(follow(order('APPROVED'), news).stage).toBe(farthest);
      }),
    );
  });

  it('are refused by a cancelled order', () => {
    expect(newsFor(order('CANCELLED'), changed('IN_PRODUCTION'))).toEqual({
      kind: 'refused',
      stage: 'CANCELLED',
      reasonCode: 'order_is_over',
    });
  });

  it('never move an order that is over, nor one that nobody has paid', () => {
    fc.assert(
      fc.property(stage, fc.array(stage), (from, news) => {
        fc.pre(!['APPROVED', 'IN_PRODUCTION', 'PRODUCED', 'PACKED'].includes(from));
        expect(follow(order(from), news).stage).toBe(from);
      }),
    );
  });
});

it('an order id is a whole number of five digits and more', () => {
  expect(['40001', '123456789012'].every(isOrderId)).toBe(true);
  expect(['', '4000', '04000', '40001 ', 'R-40001', '1234567890123', '4e4'].some(isOrderId)).toBe(false);
});
