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

describe('the counts of the context audit', () => {
  const bare: OrderRef = { tenantId: '', orderId: '48213' };
  const two: OrderRef = { tenantId: 'acme', orderId: '2' };

  it('are by service, sorted by name', () => {
    const root = named(span('POST /orders', start, { traceId }), order);
    const lost = named(span('SELECT', start, { traceId, service: 'database', parentSpanId: '9'.repeat(16) }));
    const logs = [log({ traceId, orders: [order] }), log({ traceId }), log({})];
    expect(auditContext({ spans: [root, lost, named(span('GET /healthz', start))], logs }).services).toEqual([
      {
        service: 'database',
        spans: 1,
        spansWithOrder: 0,
        spansWithoutOrder: 1,
        logs: 0,
        logsWithOrder: 0,
        logsWithoutOrder: 0,
        logsOutsideTrace: 0,
      },
      {
        service: 'mes-api',
        spans: 0,
        spansWithOrder: 0,
        spansWithoutOrder: 0,
        logs: 3,
        logsWithOrder: 1,
        logsWithoutOrder: 1,
        logsOutsideTrace: 1,
      },
      {
        service: 'shop-api',
        spans: 2,
        spansWithOrder: 1,
        spansWithoutOrder: 0,
        logs: 0,
        logsWithOrder: 0,
        logsWithoutOrder: 0,
        logsOutsideTrace: 0,
      },
    ]);
  });

  it('name a span without an order only where the loss begins', () => {
    const root = named(span('POST /orders', start, { traceId, service: 'gateway' }));
    const names = named(
      span('handle', start, { traceId, parentSpanId: root.spanId, service: 'gateway' }),
      order,
    );
    const below = named(span('SELECT', start, { traceId, parentSpanId: root.spanId, service: 'gateway' }));
    const elsewhere = named(
      span('serve', start, { traceId, parentSpanId: names.spanId, service: 'mes-api' }),
    );
    expect(losses([root, names, below, elsewhere])).toEqual([
      { loss: 'span_without_order', service: 'gateway', place: 'POST /orders', count: 1 },
    ]);
  });

  it('name an order without a tenant in log lines too', () => {
    expect(losses([], [log({ traceId, orders: [bare] })])).toEqual([
      { loss: 'order_without_tenant', service: 'mes-api', place: 'stock checked', count: 1 },
    ]);
    expect(losses([], [log({ orders: [bare] })])).toHaveLength(1);
    expect(losses([named(span('a', start, { traceId }), order)], [log({ traceId, orders: [bare] })])).toEqual(
      [],
    );
    const other = { ...order, orderId: '7' };
    expect(
      losses([named(span('a', start, { traceId }), other)], [log({ traceId, orders: [bare] })]),
    ).toHaveLength(1);
  });

  it('give the order of the trace as the example, with its tenant where it is known', () => {
    const records = [named(span('a', start, { traceId }), bare), named(span('b', start, { traceId }), order)];
    for (const spans of [records, [...records].reverse()]) {
      const { findings } = auditContext({
        spans,
        logs: [log({ traceId, spanId: 'cc', timeNanos: start + 5n })],
      });
      expect(findings).toMatchObject([
        {
          loss: 'log_without_order',
          lastNanos: start + 5n,
          examples: [{ timeNanos: start + 5n, traceId, spanId: 'cc', order }],
        },
      ]);
    }
    const [outside] = auditContext({ spans: [], logs: [log({})] }).findings;
    expect(outside?.examples).toEqual([{ timeNanos: start }]);
  });

  it('count distinct orders, and those without any tenant', () => {
    const spans = [
      named(span('a', start), order, two),
      named(span('b', start), bare, { tenantId: '', orderId: '9' }),
    ];
    const logs = [log({ orders: [{ tenantId: 'beta', orderId: '2' }, two] })];
    expect(auditContext({ spans, logs })).toMatchObject({ orders: 4, ordersWithoutTenant: 1 });
  });

  it('keep the latest three examples of a place', () => {
    const lines = [1n, 5n, 3n, 4n, 2n].map((after) => log({ timeNanos: start + after }));
    const [finding] = auditContext({ spans: [], logs: lines }).findings;
    expect(finding).toMatchObject({ count: 5, lastNanos: start + 5n });
    expect(finding?.examples.map(({ timeNanos }) => timeNanos - start)).toEqual([5n, 4n, 3n]);
  });

  it('sort findings by kind, then by count, then by place', () => {
    const line = (text: string) => log({ line: () => text });
    const spans = [named(span('a', start, { traceId }), bare)];
    const { findings } = auditContext({ spans, logs: ['b', 'c', 'c', 'a'].map(line) });
    expect(findings.map(({ loss, place }) => `${loss} ${place}`)).toEqual([
      ...['log_outside_trace c', 'log_outside_trace a', 'log_outside_trace b', 'order_without_tenant a'],
    ]);
  });

  it('are by hand-over: kind, place, both applications, and what was lost there', () => {
    const send = (destination: string, ...orders: OrderRef[]) =>
      named(publish('shop-api', destination, start, { messageId: destination }), ...orders);
    const sends = [send('c', order), send('b', order), send('a', order), send('a', order)];
    const [c, b, a, more] = sends as [HopSpan, HopSpan, HopSpan, HopSpan];
    const spans = [
      ...sends,
      named(consume([c, 'link'], 'mes-api', start)),
      named(consume([b, 'link'], 'mes-api', start), order),
      named(consume([a, 'link'], 'mes-api', start), order),
      named(consume([more, 'link'], 'mes-api', start), order),
    ];
    const { hops } = auditContext({ spans, logs: [] });
    const none = { dropped: 0, unlinked: 0, withoutContext: 0 };
    const between = { kind: 'message', from: 'shop-api', to: 'mes-api' };
    expect(hops).toEqual([
      { ...between, destination: 'c', received: 1, withOrder: 0, ...none, dropped: 1 },
      { ...between, destination: 'a', received: 2, withOrder: 2, ...none },
      { ...between, destination: 'b', received: 1, withOrder: 1, ...none },
    ]);
  });

  it('name the sender of a hop, and count no loss where it named no order', () => {
    const sender = named(publish('shop-api', 'q', start));
    const receiver = named(consume([sender, 'link'], 'mes-api', start));
    expect(auditContext({ spans: [sender, receiver], logs: [] }).findings).toEqual([]);
    const { findings } = auditContext({ spans: [{ ...sender, orders: [order] }, receiver], logs: [] });
    expect(findings).toMatchObject([
      { loss: 'hop_drops_order', from: 'shop-api', examples: [{ spanId: receiver.spanId, order }] },
    ]);
  });

  it('count a consumer without context by its own queue, else by its name', () => {
    const alone = (rest: Partial<HopSpan>) =>
      span('take', start, { kind: 'consumer', carrier: 'message', ...rest });
    expect(auditContext({ spans: [alone({ orders: [] })], logs: [] })).toMatchObject({
      hops: [
        {
          kind: 'message',
          destination: 'take',
          from: '',
          to: 'shop-api',
          received: 1,
          withOrder: 0,
          withoutContext: 1,
        },
      ],
      findings: [{ loss: 'message_without_context', place: 'take' }],
    });
    expect(auditContext({ spans: [alone({ destination: 'q' })], logs: [] }).hops).toMatchObject([
      { destination: 'q', withOrder: 1 },
    ]);
    for (const known of [
      { parentSpanId: '9'.repeat(16) },
      { links: [{ traceId, spanId: '9'.repeat(16) }] },
      { kind: 'client' as const },
    ])
      expect(auditContext({ spans: [alone(known)], logs: [] }).hops).toEqual([]);
  });
});
