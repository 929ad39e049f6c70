import { stages, type Stage } from '@ordertrace/conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claim, complete, operatorSteps, pack, ship } from '../src/domain/operator-steps.js';
import { approve, cancel, close, partnerSteps, submit } from '../src/domain/partner-steps.js';
import { answerCancellation, shopNews, shopNewsTypes } from '../src/domain/shop-news.js';
import type { WorkOrder } from '../src/domain/work-order.js';

const at = new Date('2026-11-20T10:00:00Z');
const order = (stage: Stage, tenantId = 'retail'): WorkOrder => ({
  tenantId,
  orderId: '40001',
  stage,
  stageSince: at,
  createdAt: at,
  material: 'brass',
  quantity: 1,
  model: { key: `${tenantId}/40001/a.stl` },
  operator: 'olga',
});
const stage = fc.constantFrom(...stages);
const refused = expect.objectContaining({ code: 'WRONG_STAGE' }) as Error;

describe('an operator’s steps', () => {
  const moves = {
    complete: (it: WorkOrder) => complete(it, at),
    pack: (it: WorkOrder) => pack(it, at),
    ship: (it: WorkOrder) => ship(it, at, { carrier: 'post', trackingNumber: 'T' }),
  };

  it('lead where the table says, and nowhere from any other stage', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])), (from, name) => {
        const allowed: readonly Stage[] = operatorSteps[name].from;
        if (!allowed.includes(from)) expect(() => moves[name](order(from))).toThrow(refused);
        else expect(moves[name](order(from))).toMatchObject({ stage: operatorSteps[name].to });
      }),
    );
  });

  it('are told to the shop of its own orders only', () => {
    expect(complete(order('IN_PRODUCTION'), at).messages).toHaveLength(1);
    expect(complete(order('IN_PRODUCTION', 'goldwerk'), at).messages).toEqual([]);
  });

  it('give one operator an order, who may ask twice', () => {
    expect(claim(order('APPROVED'), at, 'pjotr')).toMatchObject({ stage: 'IN_PRODUCTION' });
    expect(claim(order('IN_PRODUCTION'), at, 'olga')).toBeUndefined();
    expect(() => claim(order('IN_PRODUCTION'), at, 'pjotr')).toThrow(
      expect.objectContaining({ code: 'already_claimed' }),
    );
    expect(() => claim(order('PRICED'), at, 'olga')).toThrow(refused);
  });
});

describe('a partner’s steps', () => {
  const moves = {
    submit: (it: WorkOrder) => submit(it, at),
    approve: (it: WorkOrder) => approve(it, 'PO-1'),
    cancel,
    close,
  };

  it('lead where the table says, and nowhere from any other stage', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])), (from, name) => {
        const allowed: readonly Stage[] = partnerSteps[name].from;
        if (!allowed.includes(from)) expect(() => moves[name](order(from))).toThrow(refused);
        else
          expect(moves[name](order(from))).toMatchObject({ stage: partnerSteps[name].to, actor: 'partner' });
      }),
    );
  });
});

describe('news of the shop', () => {
  it('move an order on, are known, are refused, or come again: nothing else, in any stage', () => {
    fc.assert(
      fc.property(stage, fc.constantFrom(...shopNewsTypes), (from, type) => {
        let move;
        try {
          move = shopNews(order(from), type);
        } catch (error) {
          expect(error).toMatchObject({ code: 'TOO_EARLY' });
          return;
        }
        if (['CANCELLED', 'REJECTED'].includes(from))
          expect(move).toEqual({ kind: 'refused', stage: from, reasonCode: 'order_is_over' });
        // The shop records these transitions itself.
        else expect(move ?? {}).not.toHaveProperty('actor');
      }),
    );
  });

  it('request a cancellation, which is accepted until production begins, and never forced', () => {
    fc.assert(
      fc.property(stage, (from) => {
        const answer = answerCancellation(order(from), at);
        if (from === 'CANCELLED') expect(answer).toBeUndefined();
        else if (['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'].includes(from))
          expect(answer).toMatchObject({ stage: 'CANCELLED', actor: 'customer' });
        else
          expect(answer).toEqual({
            kind: 'refused',
            stage: from,
            reasonCode: from === 'REJECTED' ? 'order_is_over' : 'production_has_begun',
          });
      }),
    );
  });
});
