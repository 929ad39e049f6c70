import {
  cloudEvent,
  orderMessage,
  orderMessages,
  parseCloudEvent,
  readOrderMessage,
} from '@ordertrace/messaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const options = { source: 'mes-api' };

describe('order messages', () => {
  it('are addressed to the queue of their type and read as they were made', () => {
    const data = { order_id: '40001', tenant_id: 'retail', reason_code: 'not_closed', reason: 'Open.' };
    const { queue, event } = orderMessage('order.rejected', data, options);
    expect(queue).toBe('shop.orders');
    expect(readOrderMessage(parseCloudEvent(JSON.stringify(event)))).toMatchObject({
      type: 'order.rejected',
      data,
      source: 'mes-api',
    });
  });

  it('of an unknown type are invalid', () => {
    const event = cloudEvent({
      source: 'x',
      type: 'order.eaten',
      orderId: '1',
      tenantId: 'retail',
      data: {},
    });
    expect(() => readOrderMessage(event)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
  });

  it('whose envelope names another order are invalid', () => {
    const { event } = orderMessage('order.closed', { order_id: '1', tenant_id: 'retail' }, options);
    expect(() => readOrderMessage({ ...event, orderid: '2' })).toThrow(/different orders/);
  });

  it('with wrong data are refused with the field and never its value', () => {
    const data = {
      order_id: '1',
      tenant_id: 'retail',
      price: { amount: '12.5 secret', currency: 'EUR' },
      weight_g: 1,
      print_minutes: 1,
    };
    const { event } = orderMessage('order.priced', data, options);
    expect(() => readOrderMessage(event)).toThrow(/price\.amount/);
    expect(() => readOrderMessage(event)).not.toThrow(/secret/);
  });

  it('never fail otherwise than as invalid, whatever comes in', () => {
    const types = Object.keys(orderMessages);
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.jsonValue(), fc.jsonValue(), (type, data, junk) => {
        const event = { ...cloudEvent({ source: 's', type, orderId: '1', tenantId: 't', data }) };
        for (const input of [event, { ...event, ...Object(junk) }, junk]) {
          try {
            readOrderMessage(parseCloudEvent(JSON.stringify(input)));
          } catch (error) {
            expect(error).toMatchObject({ code: 'INVALID_MESSAGE' });
          }
        }
      }),
    );
  });

  it('that are no JSON are invalid', () => {
    expect(() => parseCloudEvent('{"specversion":')).toThrow(
      expect.objectContaining({ code: 'INVALID_MESSAGE' }),
    );
  });
});
