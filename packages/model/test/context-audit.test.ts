import { auditContext, type AuditedLog, type HopSpan, type OrderRef } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, second } from './sample-flow.js';
import { consume, publish, span } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const order: OrderRef = { tenantId: 'retail', orderId: '48213' };
const traceId = '0af7651916cd43dd8448eb211c80319c';

function named(part: HopSpan, ...orders: OrderRef[]): HopSpan {
  return { ...part, orders };
}

function log(part: Partial<AuditedLog>): AuditedLog {
  return { timeNanos: start, service: 'mes-api', orders: [], line: () => 'stock checked', ...part };
}

function losses(spans: readonly HopSpan[], logs: readonly AuditedLog[] = []) {
  return auditContext({ spans, logs }).findings.map(({ loss, service, place, count }) => ({
    loss,
    service,
    place,
    count,
  }));
}

describe('the context audit', () => {
  const sender = named(publish('shop-api', 'orders.submitted', start, { messageId: 'm-1' }), order);

  it('finds nothing where every record names its order and every message its sending', () => {
    const receiver = named(consume([sender, 'link'], 'mes-api', start + second), order);
    const line = log({ traceId: receiver.traceId, orders: [order] });
    const audit = auditContext({ spans: [sender, receiver], logs: [line] });
    expect(audit.findings).toEqual([]);
    expect(audit.hops).toMatchObject([{ from: 'shop-api', to: 'mes-api', received: 1, withOrder: 1 }]);
    expect(audit).toMatchObject({ orders: 1, ordersWithoutTenant: 0 });
  });

  it('names the hop whose receiver no longer names the order, not what only follows from it', () => {
    const receiver = named(consume([sender, 'parent'], 'mes-api', start + second));
    const inner = named(
      span('UPDATE stock', start + second, {
        service: 'mes-api',
        traceId: receiver.traceId,
        parentSpanId: receiver.spanId,
      }),
    );
    expect(losses([sender, receiver, inner])).toEqual([
      { loss: 'hop_drops_order', service: 'mes-api', place: 'orders.submitted', count: 1 },
    ]);
    expect(auditContext({ spans: [sender, receiver, inner], logs: [] }).services).toMatchObject([
      { service: 'mes-api', spans: 2, spansWithoutOrder: 2 },
      { service: 'shop-api', spans: 1, spansWithOrder: 1 },
    ]);
  });

  it('names the span that drops it within its application', () => {
    const outer = named(span('price it', start, { service: 'mes-api' }), order);
    const inner = named(
      span('SELECT prices', start, {
        service: 'mes-api',
        traceId: outer.traceId,
        parentSpanId: outer.spanId,
      }),
    );
    expect(losses([outer, inner])).toEqual([
      { loss: 'span_drops_order', service: 'mes-api', place: 'SELECT prices', count: 1 },
    ]);
  });

  it('tells messages of which only the id is left from those with nothing at all', () => {
    const byId = named(consume([sender, 'message id'], 'mes-api', start + second), order);
    const alone = named(
      span('process', start, { kind: 'consumer', carrier: 'message', destination: 'payments' }),
      order,
    );
    expect(losses([sender, byId, alone])).toEqual([
      expect.objectContaining({ loss: 'message_without_context', place: 'payments' }),
      { loss: 'message_unlinked', service: 'mes-api', place: 'orders.submitted', count: 1 },
    ]);
  });

  it('gathers log lines by what they say, and gives the order that their trace tells', () => {
    const span1 = named(span('POST /orders', start, { traceId }), order);
    const lines = [log({ traceId }), log({ traceId }), log({ line: () => 'ready' })];
    const { findings, services } = auditContext({ spans: [span1], logs: lines });
    expect(findings).toMatchObject([
      { loss: 'log_without_order', place: 'stock checked', count: 2, examples: [{ order }, { order }] },
      { loss: 'log_outside_trace', place: 'ready', count: 1 },
    ]);
    expect(services.find(({ service }) => service === 'mes-api')).toMatchObject({
      logs: 3,
      logsWithoutOrder: 2,
      logsOutsideTrace: 1,
    });
  });

  it('takes a log line outside any trace that names its order for none that is lost', () => {
    expect(losses([], [log({ orders: [order] })])).toEqual([]);
  });

  it('finds orders whose tenant nothing in their trace tells', () => {
    const bare = { tenantId: '', orderId: '7' };
    const spans = [named(span('GET /a', start), bare)];
    expect(losses(spans)).toMatchObject([{ loss: 'order_without_tenant', place: 'GET /a' }]);
    expect(auditContext({ spans, logs: [] })).toMatchObject({ orders: 1, ordersWithoutTenant: 1 });
    const told = named(span('GET /b', start, { traceId: spans[0]!.traceId }), { ...bare, tenantId: 'acme' });
    expect(losses([...spans, told])).toEqual([]);
  });

  it('leaves traces alone that have nothing to do with an order', () => {
    expect(losses([span('GET /healthz', start)], [log({ traceId })])).toEqual([]);
  });

  it('keeps the list short however many places there are, and counts all of them', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => log({ line: () => `line ${'x'.repeat(i)}` }));
    const { findings } = auditContext({ spans: [], logs: lines });
    expect(findings.length).toBeLessThanOrEqual(201);
    expect(findings.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(findings[0]).toMatchObject({ place: '(other)', count: 800 });
    expect(findings[0]!.examples).toHaveLength(3);
  });
});
