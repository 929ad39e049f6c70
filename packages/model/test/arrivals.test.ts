import {
  hopsOf,
  type Coverage,
  type Hop,
  type HopContext,
  type HopSpan,
  type OrderEvent,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow, hour, minute, ref, second } from './sample-flow.js';
import { start } from './sample-hop.js';
import { consume, coverage, coverageOf, publish, span } from './sample-order.js';

const queue = 'orders.submitted';
const sent = publish('shop-api', queue, start, { messageId: 'm-1' });
const inTrace = { traceId: sent.traceId, parentSpanId: sent.spanId };
const at = start + second;

function hopsIn(spans: readonly HopSpan[], rest: Partial<HopContext> = {}): readonly Hop[] {
  return hopsOf(spans, { flow, coverage, nowNanos: start + hour, ...rest });
}

/** The hop of the first of these spans. */
function hopIn(spans: readonly HopSpan[], rest: Partial<HopContext> = {}): Hop {
  const found = hopsIn(spans, rest).find(({ from }) => from.spanId === spans[0]?.spanId);
  if (found === undefined) throw new Error('The first span sends nothing.');
  return found;
}

function inner(service: string, rest: Partial<HopSpan> = {}): HopSpan {
  return span('work', at, { service, ...inTrace, ...rest });
}

const begun: OrderEvent = {
  ...{ ...ref, type: 'work_started', work: 'pricing', timeNanos: at, service: 'mes-api' },
  ...{ traceId: sent.traceId, spanId: 'f'.repeat(16) },
};
const entered: OrderEvent = {
  ...{ ...ref, type: 'transition', stage: 'PRICED', timeNanos: at, service: 'mes-api' },
  ...{ traceId: sent.traceId, spanId: 'f'.repeat(16) },
};
const line = { traceId: sent.traceId, spanId: 'f'.repeat(16), service: 'mes-api', timeNanos: at, orders: [] };

describe('the receipt of a message', () => {
  it.each<[what: string, spans: readonly HopSpan[], context: Partial<HopContext>, proof: string | undefined]>(
    [
      ['its consumer', [consume([sent, 'parent'], 'mes-api', at)], {}, 'receiver'],
      ['a server below', [inner('mes-api', { kind: 'server' })], {}, 'receiver'],
      ['a span of another application below', [inner('mes-api')], {}, 'below'],
      ['no span of the same application below', [inner('shop-api')], {}, undefined],
      [
        'no proxy that only forwards it',
        [consume([sent, 'parent'], 'envoy', at, { forwards: true })],
        {},
        undefined,
      ],
      ['no inner span of a proxy', [inner('envoy', { forwards: true })], {}, undefined],
      [
        'a consumer without context that names the order and the queue',
        [consume([sent, 'message id'], 'mes-api', at, { messageId: 'other', destination: queue })],
        {},
        undefined,
      ],
      [
        'a consumer that names no message',
        [
          span('process', at, {
            kind: 'consumer',
            carrier: 'message',
            service: 'mes-api',
            destination: queue,
          }),
        ],
        {},
        'without_context',
      ],
      ['work that began in the trace', [], { events: [begun] }, 'work'],
      ['a stage entered below an unseen span', [], { events: [entered] }, 'unfinished'],
      ['a log line below an unseen span', [], { logs: [line] }, 'unfinished'],
      ['a span below an unseen one', [inner('mes-api', { parentSpanId: '9'.repeat(16) })], {}, 'unfinished'],
      [
        'no log line of a seen span',
        [],
        { logs: [{ ...line, spanId: sent.spanId, service: 'shop-api' }] },
        undefined,
      ],
      ['no log line outside any trace', [], { logs: [{ ...line, traceId: '' }] }, undefined],
      ['no log line from before it', [], { logs: [{ ...line, timeNanos: start - hour }] }, undefined],
      ['no log line in another trace', [], { logs: [{ ...line, traceId: '8'.repeat(32) }] }, undefined],
      [
        'no log line of an application that is not awaited',
        [],
        { logs: [{ ...line, service: 'other' }] },
        undefined,
      ],
    ],
  )('is proven by %s', (_, spans, context, proof) => {
    const found = hopIn([sent, ...spans], context);
    expect(found.proof).toBe(proof);
    expect(found.state).toBe(proof === undefined ? 'broken' : 'delivered');
    expect(found.missing).toEqual(proof === undefined ? ['mes-api'] : []);
  });

  it('names its receivers once, earliest first, and unseen work by what is known of it', () => {
    const later = consume([sent, 'parent'], 'billing', at + second);
    const first = consume([sent, 'link'], 'mes-api', at);
    expect(hopIn([sent, later, first]).to.map(({ service }) => service)).toEqual(['mes-api', 'billing']);
    const events = [{ ...begun, spanId: 'e'.repeat(16) }];
    expect(hopIn([sent], { events }).to).toMatchObject([{ service: 'mes-api', name: 'pricing' }]);
    expect(hopIn([sent], { events, logs: [line] }).to).toMatchObject([{ service: 'mes-api', name: '' }]);
    const below = [inner('mes-api'), inner('mes-api', { startNanos: at + second })];
    expect(hopIn([sent, ...below]).to).toHaveLength(1);
  });

  it('shows unseen work from its first sign to its last', () => {
    const logs = [line, { ...line, timeNanos: at + minute }, { ...line, timeNanos: at - 1n }];
    expect(hopIn([sent], { logs }).unfinished).toEqual({
      ...{ service: 'mes-api', traceId: sent.traceId, spanId: 'f'.repeat(16) },
      ...{ firstNanos: at - 1n, lastNanos: at + minute },
    });
    expect(hopIn([sent, consume([sent, 'parent'], 'mes-api', at)], { logs }).unfinished).toBeUndefined();
  });

  it('is of the order of its sender, else of those that its receivers name', () => {
    const other = { tenantId: 'retail', orderId: '2' };
    const nameless = { ...sent, orders: [] };
    const receiver = consume([sent, 'parent'], 'mes-api', at, { orders: [other, ref, other] });
    expect(hopIn([sent, receiver]).orders).toEqual([ref]);
    expect(hopIn([nameless, receiver]).orders).toEqual([other, ref]);
  });

  it('was handled where one receiver ended without an error, and seen when the first ended', () => {
    const failed = consume([sent, 'parent'], 'mes-api', at, { status: 'error' });
    const well = consume([sent, 'parent'], 'mes-api', at + second, { durationNanos: second });
    expect(hopIn([sent, failed]).handled).toBeFalsy();
    expect(hopIn([sent, failed, well])).toMatchObject({
      handled: true,
      handlingNanos: failed.durationNanos,
      seenAfterNanos: second,
    });
    expect(hopIn([sent, { ...failed, startNanos: start - second }]).seenAfterNanos).toBe(0n);
    expect(hopIn([sent]).handlingNanos).toBeFalsy();
    const forwarded = consume([sent, 'parent'], 'envoy', at, { forwards: true });
    expect(hopIn([sent, forwarded]).handled).toBeFalsy();
  });

  it('reports what is known of the sending itself', () => {
    expect(hopIn([{ ...sent, item: 'line 2', status: 'error' }])).toMatchObject({
      item: 'line 2',
      sendFailed: true,
      messageId: 'm-1',
    });
    for (const absent of ['item', 'sendFailed', 'optional', 'declared', 'movedOn', 'deadLetter'] as const)
      expect(hopIn([sent])[absent]).toBeFalsy();
    const lifeAfter = () => 'elsewhere' as const;
    expect(hopIn([sent], { lifeAfter }).movedOn).toBe(true);
    expect(hopIn([sent, consume([sent, 'parent'], 'mes-api', at)], { lifeAfter }).movedOn).toBeFalsy();
  });
});

describe('the deadline of a receipt', () => {
  it('is that of the flow, twice the usual time where that is longer, and later for a delayed message', () => {
    const end = start + sent.durationNanos;
    const usual = (usualNanos: bigint): Coverage => ({
      at: () => ({ receiver: 'mes-api', seen: 100, unseen: 0, lost: 0, usualNanos }),
    });
    expect(hopIn([sent]).dueNanos).toBe(end + 5n * minute);
    expect(hopIn([sent], { coverage: usual(2n * minute) }).dueNanos).toBe(end + 5n * minute);
    expect(hopIn([sent], { coverage: usual(3n * minute) }).dueNanos).toBe(end + 6n * minute);
    expect(hopIn([{ ...sent, notBeforeNanos: start + hour }]).dueNanos).toBe(start + hour + 5n * minute);
    expect(hopIn([{ ...sent, notBeforeNanos: start }]).dueNanos).toBe(end + 5n * minute);
    const again = { ...sent, spanId: '5'.repeat(16), startNanos: at, notBeforeNanos: start + hour };
    expect(hopIn([sent, again]).dueNanos).toBe(start + hour + 5n * minute);
  });
});

describe('the target of a request', () => {
  const call = span('POST', start, {
    kind: 'client',
    carrier: 'request',
    destination: 'POST billing:80/pay',
  });
  const requests = (rest: object) => ({
    flow: { ...flow, requests: { ...flow.requests, ...rest } },
    coverage: coverageOf([]),
  });

  it.each(['POST billing:80/pay', 'billing:80/pay', '/pay', 'billing:80'])(
    'may be named as %s in a flow file',
    (name) => {
      const due = start + call.durationNanos;
      expect(hopIn([call], requests({ receivers: { [name]: ['billing'] } }))).toMatchObject({
        missing: ['billing'],
        declared: true,
      });
      expect(hopIn([call], requests({ exceptions: { [name]: 5000 } })).dueNanos).toBe(due + 5n * second);
      expect(hopIn([call], requests({ optional: [name] })).optional).toBe(true);
    },
  );

  it.each(['GET billing:80/pay', 'pay', 'billing', '/'])('is not %s', (name) => {
    expect(
      hopIn([call], requests({ receivers: { [name]: ['billing'] }, optional: [name] })).declared,
    ).toBeFalsy();
  });

  it('must receive it wherever the flow file says so, also after an answer; else the answer is enough', () => {
    const answered = { ...call, statusCode: '200' };
    const declared = requests({ receivers: { '/pay': ['billing', 'audit'] } });
    expect(hopIn([answered], declared).missing).toEqual(['billing', 'audit']);
    const server = span('POST /pay', at, {
      kind: 'server',
      service: 'audit',
      traceId: call.traceId,
      parentSpanId: call.spanId,
    });
    expect(hopIn([answered, server], declared).missing).toEqual(['billing']);
    const known = { coverage: coverageOf([['request POST billing:80/pay', 'billing']]) };
    expect(hopIn([call], known).missing).toEqual(['billing']);
    expect(hopIn([answered], known)).toMatchObject({ missing: [], proof: 'answer', state: 'delivered' });
    expect(hopIn([{ ...call, statusCode: '503' }], known)).toMatchObject({ missing: [], proof: 'answer' });
  });

  it.each<[rest: Partial<HopSpan>, looks: boolean]>([
    [{ method: 'GET' }, true],
    [{ method: 'HEAD' }, true],
    [{ method: 'OPTIONS' }, true],
    [{ method: 'POST', name: 'GET /x' }, false],
    [{ name: 'GET /x' }, true],
    [{ name: 'GETTING /x' }, false],
    [{ name: 'POST GET' }, false],
  ])('is never missed by a call that only looks: %o', (rest, looks) => {
    const known = { coverage: coverageOf([['request POST billing:80/pay', 'billing']]) };
    expect(hopIn([{ ...call, ...rest }], known).missing).toEqual(looks ? [] : ['billing']);
  });

  it.each<[route: string, method: string | undefined, is: boolean]>([
    ['/orders/{id}', 'POST', true],
    ['/orders/:id', 'POST', true],
    ['/orders/<id>', 'POST', true],
    ['/orders/{id}', undefined, true],
    ['/orders/{id}', 'PUT', false],
    ['/orders', 'POST', false],
    ['/orders/{id}/lines', 'POST', false],
    ['/{any}/7', 'POST', true],
    ['/parcels/{id}', 'POST', false],
    ['/orders/7', 'POST', true],
  ])('received without context at the route %s of a %s is the same place: %s', (destination, method, is) => {
    const to = { ...call, destination: 'POST billing:80/orders/*' };
    const server = span('request', at, {
      ...{ kind: 'server', carrier: 'request', service: 'billing', destination },
      ...(method === undefined ? {} : { method }),
    });
    expect(hopIn([to, server], { coverage: coverageOf([]) }).proof).toBe(is ? 'without_context' : undefined);
  });
});

describe('a receiver that names neither sender nor message', () => {
  const receive = (startNanos: bigint, rest: Partial<HopSpan> = {}) =>
    span('process', startNanos, {
      kind: 'consumer',
      carrier: 'message',
      service: 'mes-api',
      destination: queue,
      ...rest,
    });
  const send = (startNanos: bigint, rest: Partial<HopSpan> = {}) =>
    publish('shop-api', queue, startNanos, rest);
  const proofs = (spans: readonly HopSpan[], context: Partial<HopContext> = {}) =>
    hopsIn(spans, context).map(({ proof, to }) => (proof === undefined ? 'none' : `${to.length}`));

  it('belongs to the oldest sending that nobody received', () => {
    const sendings = [send(start), send(start + second), send(start + 2n * second)];
    expect(proofs([...sendings, receive(start + minute)])).toEqual(['1', 'none', 'none']);
    expect(proofs([...sendings, receive(start + minute), receive(start + minute + 1n)])).toEqual([
      '1',
      '1',
      'none',
    ]);
  });

  it('is a further try of the oldest that failed, else of the last', () => {
    const sendings = [send(start), send(start + second)];
    const failed = receive(start + minute, { status: 'error' });
    const well = receive(start + 2n * minute);
    expect(proofs([...sendings, failed, well, receive(start + 3n * minute)])).toEqual(['2', '1']);
    expect(proofs([...sendings, receive(start + minute), well, receive(start + 3n * minute)])).toEqual([
      '1',
      '2',
    ]);
  });

  it.each<[what: string, sender: Partial<HopSpan>, receiver: Partial<HopSpan>, is: boolean]>([
    ['a queue of its own', {}, { destination: 'other' }, false],
    ['no queue', {}, { destination: '' }, false],
    ['the message of another sending', { messageId: 'a' }, { messageId: 'b' }, false],
    ['a message, where the sender names none', {}, { messageId: 'b' }, true],
    ['another order', {}, { orders: [{ tenantId: 'retail', orderId: '2' }] }, false],
    ['no order', {}, { orders: [] }, false],
    ['its parent, which was not seen', {}, { parentSpanId: '9'.repeat(16) }, true],
    ['a time before the sending', {}, { startNanos: start - hour }, false],
    ['a time shortly before the sending, as clocks differ', {}, { startNanos: start - minute }, true],
    ['a proxy', {}, { forwards: true }, false],
  ])('with %s', (_, sender, receiver, is) => {
    expect(hopIn([send(start, sender), receive(at, receiver)], { ref }).proof === 'without_context').toBe(is);
  });

  it('with a parent or link that was seen belongs to nothing else', () => {
    const known = span('job', start);
    const linked = receive(at, { links: [{ traceId: known.traceId, spanId: known.spanId }] });
    const below = receive(at, { traceId: known.traceId, parentSpanId: known.spanId });
    for (const one of [linked, below]) expect(hopIn([send(start), known, one]).proof).toBeUndefined();
  });
});

describe('one message', () => {
  const again = (rest: Partial<HopSpan> = {}) =>
    publish('shop-api', queue, start + minute, { messageId: 'm-1', ...rest });

  it.each<[what: string, rest: Partial<HopSpan>, sendings: number]>([
    ['with the same id to the same queue', {}, 1],
    ['with another id', { messageId: 'm-2' }, 2],
    ['to another queue', { destination: 'other' }, 2],
  ])('is sent again %s', (_, rest, sendings) => {
    expect(hopsIn([sent, again(rest)])).toHaveLength(sendings);
  });

  it('without an id is another message each time', () => {
    expect(hopsIn([publish('shop-api', queue, start), publish('shop-api', queue, start)])).toHaveLength(2);
  });

  it('that its own receiver sends again is in transit once more', () => {
    const received = consume([sent, 'parent'], 'mes-api', at, { messageId: 'm-1' });
    const retried = publish('mes-api', queue, at + second, {
      messageId: 'm-1',
      traceId: received.traceId,
      parentSpanId: received.spanId,
    });
    expect(hopsIn([sent, received, retried])).toHaveLength(2);
  });

  it('is created and sent: by a link to the span that created it, or below it', () => {
    const created = publish('shop-api', queue, start, { creates: true });
    const link = { links: [{ traceId: created.traceId, spanId: created.spanId }] };
    const linked = publish('shop-api', queue, at, link);
    const below = publish('shop-api', queue, at, { traceId: created.traceId, parentSpanId: created.spanId });
    for (const one of [linked, below]) {
      const receiver = consume([one, 'parent'], 'mes-api', at + second);
      expect(hopsIn([created, one, receiver])).toMatchObject([
        { from: { spanId: created.spanId }, state: 'delivered' },
      ]);
    }
    expect(hopsIn([created, { ...linked, destination: 'other' }])).toHaveLength(2);
    expect(hopsIn([created, { ...linked, service: 'other' }])).toHaveLength(2);
    expect(hopsIn([created, { ...linked, creates: true }])).toHaveLength(2);
    expect(hopsIn([created, { ...linked, carrier: 'request', kind: 'client' }])).toHaveLength(2);
  });

  it('is known by its id alone where the two sides name the queue differently', () => {
    const receiver = consume([sent, 'message id'], 'mes-api', at, { destination: 'mes.inbox' });
    expect(hopIn([sent, receiver]).proof).toBe('receiver');
    const elsewhere = publish('shop-api', 'other', start + second, { messageId: 'm-1' });
    expect(hopsIn([sent, elsewhere, receiver]).map(({ proof }) => proof)).toEqual(['receiver', 'receiver']);
    const own = consume([sent, 'message id'], 'mes-api', at, { destination: queue });
    expect(hopsIn([sent, elsewhere, own]).map(({ proof }) => proof)).toEqual(['receiver', undefined]);
  });
});
