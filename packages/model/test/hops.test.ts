import {
  handoverOf,
  hopsOf,
  hopsOfOrder,
  ordersNamed,
  placeKey,
  ReceiptLedger,
  receiptObservations,
  type AttributeValue,
  type Hop,
  type HopContext,
  type HopSpan,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, ref, second } from './sample-flow.js';
import { consume, coverage, plan, publish, sentBy, span, type Join } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
/** How long the samples' sending takes; deadlines count from its end. */
const sending = 10_000_000n;
const context: HopContext = { flow, coverage, nowNanos: start + hour };

function only(spans: readonly HopSpan[], rest: Partial<HopContext> = {}): Hop {
  const hops = hopsOf(spans, { ...context, ...rest });
  expect(hops).toHaveLength(1);
  return hops[0]!;
}

describe('hops', () => {
  for (const join of ['parent', 'link', 'message id'] as const satisfies readonly Join[])
    it(`join a message with its consumption by ${join}`, () => {
      const sender = publish('shop-api', 'orders.submitted', start, { messageId: 'm-1' });
      const receiver = consume([sender, join], 'mes-api', start + second);
      expect(only([receiver, sender])).toMatchObject({
        kind: 'message',
        destination: 'orders.submitted',
        messageId: 'm-1',
        state: 'delivered',
        from: { service: 'shop-api', spanId: sender.spanId },
        to: [{ service: 'mes-api', spanId: receiver.spanId }],
        dueNanos: start + 5n * minute + sending,
        missing: [],
      });
    });

  it('join a request with its handling', () => {
    const call = span('POST', start, { kind: 'client', carrier: 'request', destination: 'mes-api:7102' });
    const { traceId, spanId: parentSpanId } = call;
    const server = span('POST /x', start, { kind: 'server', service: 'mes-api', traceId, parentSpanId });
    expect(only([call, server])).toMatchObject({ kind: 'request', state: 'delivered' });
    expect(only([call])).toMatchObject({
      state: 'broken',
      dueNanos: start + minute + sending,
      missing: ['mes-api'],
    });
  });

  it('wait until their deadline, and are broken then', () => {
    const sender = publish('shop-api', 'orders.submitted', start);
    expect(only([sender], { nowNanos: start + 5n * minute }).state).toBe('waiting');
    expect(only([sender], { nowNanos: start + 5n * minute + sending }).state).toBe('broken');
    const messages = { ...flow.messages, exceptions: { 'orders.submitted': 60_000 } };
    expect(only([sender], { flow: { ...flow, messages }, nowNanos: start + minute + sending }).state).toBe(
      'broken',
    );
  });

  it('are untraced where nobody is known to receive', () => {
    const sender = publish('shop-api', 'crm.events', start);
    expect(only([sender])).toMatchObject({ state: 'untraced', missing: [] });
  });

  it('may have many receivers, all of which are awaited where the flow names them', () => {
    const sender = publish('shop-api', 'orders.closed', start);
    const one = consume([sender, 'link'], 'billing', start + second);
    const two = consume([sender, 'link'], 'mes-api', start + 2n * second);
    const messages = { ...flow.messages, receivers: { 'orders.closed': ['mes-api', 'billing'] } };
    const fanOut = { flow: { ...flow, messages } };
    expect(only([sender, two, one], fanOut)).toMatchObject({
      state: 'delivered',
      to: [{ service: 'billing' }, { service: 'mes-api' }],
    });
    expect(only([sender, one], fanOut)).toMatchObject({ state: 'broken', missing: ['mes-api'] });
    expect(only([sender, one])).toMatchObject({ state: 'delivered' });
  });

  it('are one hop for all sendings of one message', () => {
    const first = publish('shop-api', 'orders.submitted', start, { messageId: 'm-1', status: 'error' });
    const again = publish('shop-api', 'orders.submitted', start + minute, { messageId: 'm-1' });
    const receiver = consume([again, 'parent'], 'mes-api', start + 2n * minute);
    expect(only([again, receiver, first])).toMatchObject({
      state: 'delivered',
      from: { spanId: first.spanId },
      resent: [{ spanId: again.spanId }],
      to: [{ spanId: receiver.spanId }],
    });
  });

  it('end in one span for all messages of a batch, each order with its own', () => {
    const senders = ['1', '2', '3'].map((orderId) =>
      publish('shop-api', 'orders.submitted', start, { orders: [{ tenantId: 'retail', orderId }] }),
    );
    const links = senders.map(({ traceId, spanId }) => ({ traceId, spanId }));
    const batch = span('process', start, { kind: 'consumer', service: 'mes-api', links, orders: [] });
    const hops = hopsOf([batch, ...senders], context);
    expect(hops.map((hop) => hop.state)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(hopsOfOrder(hops, { tenantId: 'retail', orderId: '2' })).toHaveLength(1);
  });

  it('of a batch whose span names all orders stay with the order of their sender', () => {
    const orders = ['1', '2'].map((orderId) => ({ tenantId: 'retail', orderId }));
    const senders = orders.map((order, i) =>
      publish('shop-api', 'orders.submitted', start, { orders: [order], messageId: `m-${i}` }),
    );
    const nameless = publish('shop-api', 'orders.submitted', start, { orders: [] });
    const links = [...senders, nameless].map(({ traceId, spanId }) => ({ traceId, spanId }));
    const batch = span('process', start + second, { kind: 'consumer', service: 'mes-api', links, orders });
    const hops = hopsOf([batch, ...senders, nameless], context);
    expect(hopsOfOrder(hops, orders[0]!).map((hop) => hop.messageId)).toEqual(['m-0', undefined]);
    expect(hopsOfOrder(hops, orders[1]!).map((hop) => hop.messageId)).toEqual(['m-1', undefined]);
  });

  it('are apart where one message goes to two queues', () => {
    const toMes = publish('shop-api', 'orders.submitted', start, { messageId: 'm-1' });
    const toCrm = publish('shop-api', 'orders.priced', start + second, { messageId: 'm-1' });
    const receiver = consume([toMes, 'message id'], 'mes-api', start + 2n * second, {
      destination: 'orders.submitted',
    });
    const hops = hopsOf([toMes, toCrm, receiver], context);
    expect(hops.map(({ destination, state }) => [destination, state])).toEqual([
      ['orders.submitted', 'delivered'],
      ['orders.priced', 'broken'],
    ]);
  });

  it('of one message through an exchange are joined though the receivers name their queues', () => {
    const sender = publish('shop-api', 'orders', start, { messageId: 'm-1' });
    const receiver = consume([sender, 'message id'], 'mes-api', start + second, {
      destination: 'mes.orders',
    });
    expect(only([sender, receiver])).toMatchObject({ destination: 'orders', state: 'delivered' });
  });

  it('are healed by a receiver that is seen late, whatever its clock says', () => {
    const sender = publish('shop-api', 'orders.submitted', start);
    expect(only([sender]).state).toBe('broken');
    for (const apart of [-10n * minute, 0n, 10n * minute]) {
      const receiver = consume([sender, 'link'], 'mes-api', start + apart);
      expect(only([sender, receiver])).toMatchObject({ state: 'delivered', missing: [] });
    }
  });

  it('await each receiver that the flow names, one late and one never', () => {
    const sender = publish('shop-api', 'orders.closed', start);
    const late = consume([sender, 'parent'], 'billing', start + 20n * minute);
    const messages = { ...flow.messages, receivers: { 'orders.closed': ['mes-api', 'billing'] } };
    const rest = { flow: { ...flow, messages } };
    expect(only([sender], rest)).toMatchObject({ state: 'broken', missing: ['mes-api', 'billing'] });
    expect(only([sender, late], rest)).toMatchObject({ state: 'broken', missing: ['mes-api'] });
  });

  it('hand on what a sender inside delivers: a message pushed over HTTP', () => {
    const message = publish('shop-api', 'orders.submitted', start);
    const { traceId } = message;
    const call = span('POST', start, {
      kind: 'client',
      carrier: 'request',
      destination: 'mes-api:7102',
      traceId,
      parentSpanId: message.spanId,
    });
    const server = span('POST /messages', start, {
      kind: 'server',
      service: 'mes-api',
      traceId,
      parentSpanId: call.spanId,
    });
    const hops = hopsOf([server, call, message], context);
    expect(hops.map(({ kind, state }) => [kind, state])).toEqual(
      expect.arrayContaining([
        ['message', 'delivered'],
        ['request', 'delivered'],
      ]),
    );
  });

  it('count as received when work began on them, before its span is seen', () => {
    const sender = publish('mes-api', 'calculations.requested', start);
    const work = {
      ...ref,
      type: 'work_started',
      work: 'calculation',
      timeNanos: start + second,
      service: 'calculation-service',
      traceId: sender.traceId,
      spanId: 'abcdefabcdefabcd',
    } as const;
    expect(only([sender], { events: [work] })).toMatchObject({
      state: 'delivered',
      to: [{ name: 'calculation' }],
    });
    expect(only([sender], { events: [{ ...work, orderId: 'other' }] }).state).toBe('broken');
    const before = { ...work, timeNanos: start - hour };
    expect(only([sender], { events: [before] }).state).toBe('broken');
  });

  it('are the same, however their spans come: shuffled, doubled', () => {
    const { spans, events } = sentBy({ ...plan, startNanos: start, join: 'link' });
    const hops = hopsOf(spans, { ...context, events });
    fc.assert(
      fc.property(fc.shuffledSubarray([...spans, ...spans], { minLength: spans.length * 2 }), (shuffled) => {
        expect(hopsOf(shuffled, { ...context, events })).toEqual(hops);
      }),
    );
  });

  it('teach who receives where', () => {
    const { spans } = sentBy({ ...plan, startNanos: start });
    const ledger = new ReceiptLedger();
    ledger.note('order', receiptObservations(hopsOf(spans, { flow, nowNanos: start + hour })));
    expect(ledger.at(placeKey('message', 'orders.submitted'), { service: 'shop-api' })).toMatchObject({
      receiver: 'mes-api',
      seen: 1,
    });
    expect(ledger.at(placeKey('message', 'orders.priced'), { service: 'mes-api' })?.receiver).toBe(
      'shop-api',
    );
  });

  it('come from what the attributes say, and not from database calls', () => {
    const read = (attributes: Record<string, AttributeValue>) => (key: string) => attributes[key];
    const database = read({ 'db.system.name': 'postgresql', 'server.address': 'db' });
    expect(handoverOf('client', database)).toEqual({});
    const http = read({ 'http.request.method': 'POST', 'server.address': 'mes', 'server.port': 7102n });
    expect(handoverOf('client', http)).toEqual({
      carrier: 'request',
      role: 'sender',
      destination: 'POST mes:7102',
    });
    const server = read({ 'http.request.method': 'POST', 'http.route': '/orders/{id}' });
    expect(handoverOf('server', server)).toEqual({
      carrier: 'request',
      role: 'receiver',
      destination: '/orders/{id}',
    });
    const producer = read({ 'messaging.destination.name': 'q', 'messaging.message.id': '7' });
    expect(handoverOf('producer', producer)).toEqual({
      carrier: 'message',
      role: 'sender',
      destination: 'q',
      messageId: '7',
    });
    expect(handoverOf('internal', http)).toEqual({});
  });

  it('are read from the names that older conventions gave', () => {
    const read = (attributes: Record<string, AttributeValue>) => (key: string) => attributes[key];
    const call = read({ 'http.method': 'POST', 'http.url': 'http://carrier:8083/parcels/7' });
    expect(handoverOf('client', call)).toEqual({
      carrier: 'request',
      role: 'sender',
      destination: 'POST carrier:8083/parcels/*',
    });
    const old = { 'messaging.destination': 'q', 'messaging.message_id': '7' };
    expect(handoverOf('consumer', read(old))).toEqual({
      carrier: 'message',
      role: 'receiver',
      destination: 'q',
      messageId: '7',
    });
    const direct = { 'messaging.destination': '', 'messaging.rabbitmq.routing_key': 'q' };
    expect(handoverOf('producer', read(direct))).toMatchObject({ destination: 'q' });
    const unnamed = {
      'messaging.destination.name': '<default>',
      'messaging.rabbitmq.destination.routing_key': 'q',
    };
    expect(handoverOf('producer', read(unnamed))).toMatchObject({ destination: 'q' });
    const fetched = read({ ...old, 'messaging.system': 'rabbitmq', 'messaging.operation': 'receive' });
    expect(handoverOf('client', fetched), 'a client that fetches receives').toMatchObject({
      carrier: 'message',
      role: 'receiver',
    });
  });

  it('know the orders a span names: one, or a list with one tenant or each its own', () => {
    const named = (order: AttributeValue, tenant: AttributeValue): unknown =>
      ordersNamed((key) => (key === 'order_id' ? order : key === 'tenant_id' ? tenant : undefined));
    expect(named('1', 'a')).toEqual([{ orderId: '1', tenantId: 'a' }]);
    expect(named(['1', '2'], 'a')).toEqual([
      { orderId: '1', tenantId: 'a' },
      { orderId: '2', tenantId: 'a' },
    ]);
    expect(named(['1', '2'], ['a', 'b'])).toEqual([
      { orderId: '1', tenantId: 'a' },
      { orderId: '2', tenantId: 'b' },
    ]);
    expect(named('', 'a')).toEqual([]);
    expect(named(48213n, null)).toEqual([{ orderId: '48213', tenantId: '' }]);
  });
});
