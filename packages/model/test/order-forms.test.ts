import { isOneOrder, withOneForm, type HopSpan, type OrderRef } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at } from './sample-flow.js';
import { span } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const plain: OrderRef = { tenantId: 'retail', orderId: 'A B/7' };
const encoded: OrderRef = { tenantId: 'retail', orderId: 'A+B/7' };
const other: OrderRef = { tenantId: 'retail', orderId: 'C' };
const traceId = '0af7651916cd43dd8448eb211c80319c';

let ids = 0;
function named(orders: readonly OrderRef[], parent?: HopSpan): HopSpan {
  const spanId = (++ids).toString(16).padStart(16, '0');
  const made = span('work', start, { service: 'mes-api', traceId, spanId });
  return { ...made, orders, ...(parent === undefined ? {} : { parentSpanId: parent.spanId }) };
}

function isOne(...spans: HopSpan[]): boolean {
  return isOneOrder(plain, { spans, logs: [] });
}

describe('an id with a blank and its form-encoded form', () => {
  it.each([
    ['the encoded below the plain', plain, encoded],
    ['the plain below the encoded', encoded, plain],
  ])('are one order with %s', (_, above, below) => {
    const parent = named([above]);
    expect(isOne(parent, named([below], parent))).toBe(true);
  });

  it('are one order across a span that names none', () => {
    const parent = named([plain]);
    const gateway = named([], parent);
    expect(isOne(parent, gateway, named([encoded], gateway))).toBe(true);
  });

  it('are one order by a link', () => {
    const sender = named([plain]);
    const receiver = { ...named([encoded]), links: [sender] };
    expect(isOne(sender, receiver)).toBe(true);
  });

  it('are one order by a log record in the span', () => {
    const parent = named([plain]);
    const logs = [{ traceId, spanId: parent.spanId, orders: [encoded] }];
    expect(isOneOrder(plain, { spans: [parent], logs })).toBe(true);
  });

  it('are two orders in one trace where neither is below the other', () => {
    const root = named([]);
    expect(isOne(root, named([plain], root), named([encoded], root))).toBe(false);
  });

  it('are two orders across a span of another order', () => {
    const parent = named([plain]);
    const between = named([other], parent);
    expect(isOne(parent, between, named([encoded], between))).toBe(false);
  });

  it('are two orders where a record names both, whatever else is seen', () => {
    const parent = named([plain]);
    expect(isOne(parent, named([encoded], parent), named([plain, encoded]))).toBe(false);
  });

  it('are not joined by a span of several orders', () => {
    const batch = named([plain, other]);
    expect(isOne(batch, named([encoded], batch))).toBe(false);
  });

  it('are two orders where their tenants differ', () => {
    const parent = named([plain]);
    expect(isOne(parent, named([{ ...encoded, tenantId: 'acme' }], parent))).toBe(false);
  });

  it.each(['A-B', 'A B+C'])('do not exist for the id %s', (orderId) => {
    const ref = { ...plain, orderId };
    expect(isOneOrder(ref, { spans: [named([ref])], logs: [] })).toBe(false);
    expect(withOneForm(ref, [{ orders: [encoded] }])).toEqual([{ orders: [encoded] }]);
  });

  it('become the plain id, with the other orders as they are', () => {
    expect(withOneForm(plain, [{ orders: [encoded, other] }])).toEqual([{ orders: [plain, other] }]);
  });
});
