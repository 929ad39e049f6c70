import { arrivalTimeKey } from '@ordertrace/conventions';
import type { AttributeValue, LogRecord, Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces, spanOf } from '@ordertrace/otlp';
import { describe, expect, it } from 'vitest';
import { sampleLog, sampleSpan } from './samples.js';
import { storedLogs, storedSpans } from './stored.js';

function spanRow(changes: Partial<Span>) {
  return storedSpans(decodeTraces(encodeTraces([sampleSpan(changes)]), 'protobuf').batch)[0];
}

function ordersOf(attributes: [string, AttributeValue][], ofResource: [string, AttributeValue][] = []) {
  const resource = { attributes: new Map(ofResource) };
  return spanRow({ attributes: new Map(attributes), resource })?.orders.map(
    ({ tenantId, orderId }) => `${tenantId}/${orderId}`,
  );
}

describe('the order of a record', () => {
  it('is named by its attributes', () => {
    expect(
      ordersOf([
        ['order_id', '48213'],
        ['tenant_id', 'retail'],
      ]),
    ).toEqual(['retail/48213']);
  });

  it('may be a number', () => {
    expect(ordersOf([['order_id', 48213n]])).toEqual(['/48213']);
  });

  it.each<[AttributeValue]>([['48213'], [48213n], [48213]])(
    'is one order, whatever type names it: %s',
    (value) => {
      expect(ordersOf([['order_id', value]])).toEqual(['/48213']);
    },
  );

  it.each([
    ['A%2F7%20b', 'A/7 b'],
    ['100%', '100%'],
    ['a%ff', 'a%ff'],
    ['A+7', 'A+7'],
  ])('is decoded where baggage was put on it undecoded: %s', (value, id) => {
    expect(ordersOf([['order_id', value]])).toEqual([`/${id}`]);
    expect(ordersOf([['order_id', [value]]])).toEqual([`/${id}`]);
  });

  it('has the tenant of the resource where the record names none', () => {
    expect(ordersOf([['order_id', '1']], [['tenant_id', 'partner-7']])).toEqual(['partner-7/1']);
  });

  it('has the tenant of the record where both name one', () => {
    const own: [string, AttributeValue][] = [
      ['order_id', '1'],
      ['tenant_id', 'retail'],
    ];
    expect(ordersOf(own, [['tenant_id', 'partner-7']])).toEqual(['retail/1']);
  });

  it('may be several, each named once', () => {
    expect(ordersOf([['order_id', ['1', 2n, '1', true]]], [['tenant_id', 'retail']])).toEqual([
      'retail/1',
      'retail/2',
    ]);
  });

  it.each<[AttributeValue, string[]]>([
    [
      ['a', 'b'],
      ['a/1', 'b/2'],
    ],
    [['a'], ['a/1', 'a/2']],
    [
      ['a', 'b', 'c'],
      ['/1', '/2'],
    ],
  ])('may be several with tenants %j', (tenants, expected) => {
    expect(
      ordersOf([
        ['order_id', ['1', '2']],
        ['tenant_id', tenants],
      ]),
    ).toEqual(expected);
  });

  it.each(['', 'a\nb', 'a\rb', 'x'.repeat(257), true, 1.5, null])('is not named by %j', (value) => {
    expect(ordersOf([['order_id', value]])).toEqual([]);
  });

  it('may be long and in any script', () => {
    expect(ordersOf([['order_id', 'ж'.repeat(256)]])).toEqual([`/${'ж'.repeat(256)}`]);
  });

  it('is the last one where the attribute is repeated', () => {
    const twice = sampleSpan({ attributes: new Map([['order_id', '1']]) });
    const request = encodeTraces([{ ...twice, attributes: repeating('order_id', ['1', '2']) }]);
    expect(storedSpans(decodeTraces(request, 'protobuf').batch)[0]?.orders).toEqual([
      { tenantId: '', orderId: '2' },
    ]);
  });
});

/** Attributes that send one key several times. */
function repeating(key: string, values: string[]): Map<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  map[Symbol.iterator] = () => values.map((value): [string, AttributeValue] => [key, value]).values();
  return map;
}

describe('the status code of a span', () => {
  it.each<[string, Partial<Span>, [string, AttributeValue][]]>([
    ['201', {}, [['http.response.status_code', 201n]]],
    ['404', { status: 'error' }, [['http.status_code', '404']]],
    ['14', {}, [['rpc.grpc.status_code', 14n]]],
    [
      '200',
      {},
      [
        ['rpc.grpc.status_code', 14n],
        ['http.status_code', 500n],
        ['http.response.status_code', 200n],
      ],
    ],
    ['ERROR', { status: 'error' }, []],
    ['OK', { status: 'ok' }, []],
    ['OK', {}, [['http.response.status_code', true]]],
  ])('is %s', (expected, changes, attributes) => {
    expect(spanRow({ ...changes, attributes: new Map(attributes) })?.statusCode).toBe(expected);
  });
});

describe('the columns of a span', () => {
  it('have the service of the resource, and nothing where it names none', () => {
    expect(spanRow({})?.service).toBe('mes-api');
    expect(spanRow({ resource: { attributes: new Map() } })?.service).toBe('');
  });

  it('have no duration where the span ends before it starts', () => {
    expect(spanRow({ durationNanos: -5n })?.durationNanos).toBe(0n);
  });

  it('share equal resources, scopes and texts', () => {
    const spans = Array.from({ length: 5 }, () =>
      sampleSpan({
        resource: { attributes: new Map([['service.name', 'mes-api']]) },
        scope: { name: 'other', version: '', attributes: new Map() },
      }),
    );
    const requests = spans.map((span) => encodeTraces([span]));
    const { batch } = decodeTraces(Buffer.concat(requests), 'protobuf');
    expect(batch.spans.length).toBe(5);
    expect(batch.resources).toHaveLength(1);
    expect(batch.scopes).toHaveLength(1);
    expect(batch.texts).toEqual(['', 'mes-api', 'POST /orders', 'OK']);
  });

  it('leave in the body only what has no column', () => {
    expect(spanRow({ flags: 0, status: 'error' })?.body).toHaveLength(0);
  });
});

describe('the content hash', () => {
  const hashes = (spans: Span[]) => {
    const { batch } = decodeTraces(encodeTraces(spans), 'protobuf');
    return [...batch.spans.contentHash.subarray(0, batch.spans.length)];
  };

  it('is equal for equal records, in whatever request they come', () => {
    const [one] = hashes([sampleSpan({ name: 'a' })]);
    const [, again] = hashes([sampleSpan({ name: 'b' }), sampleSpan({ name: 'a' })]);
    expect(again).toBe(one);
  });

  it('differs where the record, its resource or its scope does', () => {
    const resource = { attributes: new Map([['service.name', 'shop-api']]) };
    const scope = { name: 'other', version: '1', attributes: new Map() };
    const all = [{}, { name: 'a' }, { durationNanos: 2n }, { resource }, { scope }, { resource, scope }];
    expect(new Set(all.flatMap((changes) => hashes([sampleSpan(changes)]))).size).toBe(all.length);
  });

  it('differs among many records that differ little', () => {
    const spans = Array.from({ length: 20_000 }, (_, i) =>
      sampleSpan({
        spanId: (i + 1).toString(16).padStart(16, '0'),
        startNanos: 1_544_712_660_000_000_000n + BigInt(i),
      }),
    );
    const halves = hashes(spans).map((hash) => [hash >> 32n, hash & 0xffffffffn]);
    expect(new Set(hashes(spans)).size).toBe(spans.length);
    // Each half is as good as random by itself: 20,000 of 2^32 collide less than once.
    for (const half of [0, 1]) expect(new Set(halves.map((both) => both[half])).size).toBeGreaterThan(19_990);
  });
});

describe('a span’s time of arrival', () => {
  const { startNanos, durationNanos } = sampleSpan();
  const end = startNanos + durationNanos;
  const second = 1_000_000_000n;
  function arrival(receivedNanos?: bigint) {
    const options = receivedNanos === undefined ? {} : { receivedNanos };
    const attributes = new Map<string, AttributeValue>([['order_id', '1']]);
    const { batch } = decodeTraces(encodeTraces([sampleSpan({ attributes })]), 'protobuf', options);
    const stored = storedSpans(batch)[0]!;
    return spanOf(stored).attributes.get(arrivalTimeKey);
  }

  it('is stored where the span ended more than ten seconds after it', () => {
    expect(arrival(end - 10n * second - 1n)).toBe(end - 10n * second - 1n);
    expect(arrival(1n)).toBe(1n);
  });

  it('is not stored where the clocks agree, and where it is not known', () => {
    expect(arrival(end - 10n * second)).toBeUndefined();
    expect(arrival(end + second)).toBeUndefined();
    expect(arrival()).toBeUndefined();
  });
});

describe('log records', () => {
  function decoded(changes: Partial<LogRecord>, receivedNanos?: bigint) {
    const options = receivedNanos === undefined ? {} : { receivedNanos };
    const { batch } = decodeLogs(encodeLogs([sampleLog(changes)]), 'protobuf', options);
    return { ...storedLogs(batch)[0]!, events: batch.events };
  }

  it('have the time they were observed, or received, where they have none of their own', () => {
    expect(decoded({ timeNanos: 0n, observedNanos: 5n }, 7n).timeNanos).toBe(5n);
    expect(decoded({ timeNanos: 0n }, 7n).timeNanos).toBe(7n);
    expect(decoded({ timeNanos: 3n, observedNanos: 5n }, 7n).timeNanos).toBe(3n);
  });

  it('belong to no trace where the trace id is invalid', () => {
    const { traceId, spanId } = decoded({ traceId: '0'.repeat(32), spanId: 'eee19b7ec3c1b174' });
    expect([traceId, spanId]).toEqual([undefined, undefined]);
  });

  it('take their event name from the attribute where the field is empty', () => {
    const attributes = new Map([['event.name', 'order.seen']]);
    expect(decoded({ attributes }).eventName).toBe('order.seen');
    expect(decoded({ attributes, eventName: 'other' }).eventName).toBe('other');
  });
});

describe('order events', () => {
  function eventsOf(changes: Partial<LogRecord>) {
    return decodeLogs(encodeLogs([sampleLog(changes)]), 'protobuf').batch.events;
  }
  const base = {
    orderId: '1',
    tenantId: 'retail',
    service: 'mes-api',
    timeNanos: 1_544_712_660_000_000_000n,
  };
  const order: [string, AttributeValue][] = [
    ['order_id', '1'],
    ['tenant_id', 'retail'],
  ];

  it('are transitions', () => {
    const attributes = new Map([
      ...order,
      ['stage', 'PRICED'],
      ['previous_stage', 'SUBMITTED'],
      ['actor', 'system'],
    ] as const);
    const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
    expect(eventsOf({ eventName: 'order.transition', attributes, ...ids })).toEqual([
      { type: 'transition', ...base, ...ids, stage: 'PRICED', previousStage: 'SUBMITTED', actor: 'system' },
    ]);
  });

  it('are transitions also where only an attribute names them', () => {
    const attributes = new Map([...order, ['event.name', 'order.transition'], ['stage', 'PRICED']] as const);
    expect(eventsOf({ attributes })).toEqual([{ type: 'transition', ...base, stage: 'PRICED' }]);
  });

  it('are work that began', () => {
    const attributes = new Map<string, AttributeValue>([
      ...order,
      ['work', 'calculate price'],
      ['expected_within_ms', 1_800_000n],
    ]);
    expect(eventsOf({ eventName: 'order.work_started', attributes })).toEqual([
      { type: 'work_started', ...base, work: 'calculate price', expectedWithinMs: 1_800_000 },
    ]);
  });

  it('are one for each order they name', () => {
    const attributes = new Map<string, AttributeValue>([
      ['order_id', ['1', '2']],
      ['stage', 'SHIPPED'],
    ]);
    expect(eventsOf({ eventName: 'order.transition', attributes }).map(({ orderId }) => orderId)).toEqual([
      '1',
      '2',
    ]);
  });

  it.each<[string, Partial<LogRecord>]>([
    [
      'other events',
      { eventName: 'browser.page_view', attributes: new Map([...order, ['stage', 'PRICED']]) },
    ],
    [
      'events without an order',
      { eventName: 'order.transition', attributes: new Map([['stage', 'PRICED']]) },
    ],
    ['transitions without a stage', { eventName: 'order.transition', attributes: new Map(order) }],
    [
      'transitions into no text',
      { eventName: 'order.transition', attributes: new Map([...order, ['stage', 5n]]) },
    ],
    ['work without a name', { eventName: 'order.work_started', attributes: new Map(order) }],
  ])('are not made of %s', (_, changes) => {
    expect(eventsOf(changes)).toEqual([]);
  });

  it('leave out an actor that is none, and a time that is none', () => {
    const attributes = new Map([...order, ['stage', 'PRICED'], ['actor', 'a robot']] as const);
    expect(eventsOf({ eventName: 'order.transition', attributes })[0]).not.toHaveProperty('actor');
    const work = new Map<string, AttributeValue>([...order, ['work', 'w'], ['expected_within_ms', -1n]]);
    expect(eventsOf({ eventName: 'order.work_started', attributes: work })[0]).not.toHaveProperty(
      'expectedWithinMs',
    );
  });
});

describe('an order event on a span', () => {
  const event = (name: string, attributes: [string, AttributeValue][]) => ({
    name,
    timeNanos: 7_000_000_000n,
    attributes: new Map(attributes),
  });
  const eventsOf = (span: Partial<Span>) =>
    decodeTraces(encodeTraces([sampleSpan(span)]), 'protobuf').batch.events;

  it('tells of the span’s order', () => {
    const attributes = new Map([
      ['order_id', '48213'],
      ['tenant_id', 'retail'],
    ]);
    const events = [event('order.transition', [['stage', 'PRICED']])];
    const { traceId, spanId } = sampleSpan({});
    expect(eventsOf({ attributes, events })).toEqual([
      expect.objectContaining({
        type: 'transition',
        orderId: '48213',
        tenantId: 'retail',
        stage: 'PRICED',
        timeNanos: 7_000_000_000n,
        traceId,
        spanId,
      }),
    ]);
  });

  it('tells of the order that it names itself', () => {
    const attributes = new Map([['order_id', '1']]);
    const own: [string, AttributeValue][] = [
      ['order_id', '2'],
      ['stage', 'PRICED'],
    ];
    expect(eventsOf({ attributes, events: [event('order.transition', own)] })).toEqual([
      expect.objectContaining({ orderId: '2', stage: 'PRICED' }),
    ]);
  });

  it('is none where its name is another, it lacks the stage, or nothing names an order', () => {
    const attributes = new Map([['order_id', '1']]);
    const stage: [string, AttributeValue][] = [['stage', 'PRICED']];
    expect(eventsOf({ attributes, events: [event('order.moved', stage)] })).toEqual([]);
    expect(eventsOf({ attributes, events: [event('order.transition', [])] })).toEqual([]);
    expect(eventsOf({ attributes: new Map(), events: [event('order.transition', stage)] })).toEqual([]);
  });
});

describe('names of others', () => {
  const names = { orderIds: ['order.id', 'orderId'], tenantIds: ['shop.id'] };
  const stored = (attributes: [string, AttributeValue][]) =>
    storedSpans(
      decodeTraces(encodeTraces([sampleSpan({ attributes: new Map(attributes) })]), 'protobuf', { names })
        .batch,
    )[0]!;

  it('name the order, and are kept under our names too', () => {
    const span = stored([
      ['orderId', 48213n],
      ['shop.id', 'retail'],
    ]);
    expect(span.orders).toEqual([{ orderId: '48213', tenantId: 'retail' }]);
    const { attributes } = spanOf(span);
    expect(attributes.get('order_id')).toBe(48213n);
    expect(attributes.get('tenant_id')).toBe('retail');
    expect(attributes.get('orderId')).toBe(48213n);
  });

  it('come after ours, and in the order of the list', () => {
    const both: [string, AttributeValue][] = [
      ['orderId', '3'],
      ['order.id', '2'],
    ];
    expect(stored(both).orders).toMatchObject([{ orderId: '2' }]);
    expect(stored([...both, ['order_id', '1']]).orders).toMatchObject([{ orderId: '1' }]);
  });

  it('of log records are read too', () => {
    const log = sampleLog({ attributes: new Map([['order.id', '7']]), eventName: '' });
    const [row] = storedLogs(decodeLogs(encodeLogs([log]), 'protobuf', { names }).batch);
    expect(row?.orders).toMatchObject([{ orderId: '7' }]);
  });

  it('are nothing where they are not listed', () => {
    expect(spanRow({ attributes: new Map([['order.id', '7']]) })?.orders).toEqual([]);
  });
});
