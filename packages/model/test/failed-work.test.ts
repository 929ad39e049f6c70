import { orderKnowledge, type HopSpan, type OrderError } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow, minute, ref, second, transition } from './sample-flow.js';
import { start } from './sample-hop.js';
import { consume, coverage, publish, span } from './sample-order.js';

const queue = 'orders.submitted';
const error = { status: 'error', statusCode: 'ERROR' } as const;

function errorsIn(
  spans: readonly HopSpan[],
  rest: Partial<Parameters<typeof orderKnowledge>[0]> = {},
): readonly OrderError[] {
  return orderKnowledge({ ref, flow, events: [], spans, coverage, nowNanos: start + 60n * minute, ...rest })
    .errors;
}

function namesIn(spans: readonly HopSpan[], of = flow): readonly string[] {
  return errorsIn(spans, { flow: of }).map(({ name }) => name);
}

function below(parent: HopSpan, name: string, rest: Partial<HopSpan> = {}): HopSpan {
  const { traceId, spanId: parentSpanId, startNanos, service } = parent;
  return span(name, startNanos, { traceId, parentSpanId, service, ...error, durationNanos: 1n, ...rest });
}

describe('an operation in which work failed', () => {
  const server = span('POST /orders', start, {
    kind: 'server',
    carrier: 'request',
    service: 'mes-api',
    ...error,
    statusCode: '500',
  });

  it.each<[what: string, spans: readonly HopSpan[], failed: readonly string[]]>([
    ['is the outermost that failed', [server, below(server, 'INSERT')], ['POST /orders']],
    [
      'is none where its caller ended well',
      [{ ...server, status: 'ok', statusCode: '200' }, below(server, 'INSERT')],
      [],
    ],
    [
      'is a server with a 5xx code, without an error status',
      [{ ...server, status: 'unset' }],
      ['POST /orders'],
    ],
    ['is no client with a 5xx code alone', [{ ...server, kind: 'client', status: 'unset' }], []],
    ['is no server with a 4xx code', [{ ...server, statusCode: '404' }], []],
    [
      'is no client with a refusal',
      [span('call', start, { kind: 'client', carrier: 'request', ...error, statusCode: '409' })],
      [],
    ],
    [
      'is a consumer with a refusal',
      [span('take', start, { kind: 'consumer', carrier: 'message', ...error, statusCode: '409' })],
      ['take'],
    ],
    ['is none that only looks', [{ ...server, method: 'GET' }], []],
    [
      'is a span whose parent had ended before',
      [{ ...server, status: 'ok', statusCode: '200', durationNanos: 0n }, below(server, 'async job')],
      ['async job'],
    ],
    [
      'is none whose parent was not seen',
      [span('INSERT', start, { ...error, parentSpanId: '9'.repeat(16) })],
      [],
    ],
    [
      'is a request whose caller was not seen',
      [{ ...server, parentSpanId: '9'.repeat(16) }],
      ['POST /orders'],
    ],
    [
      'is a message whose sender was not seen',
      [span('take', start, { kind: 'consumer', carrier: 'message', ...error, parentSpanId: '9'.repeat(16) })],
      ['take'],
    ],
  ])('%s', (_, spans, failed) => {
    expect(namesIn(spans)).toEqual(failed);
  });

  it('is that of a consumer, whatever its sender did', () => {
    const sender = publish('shop-api', queue, start, { durationNanos: minute });
    const consumer = consume([sender, 'parent'], 'mes-api', start + 1n, error);
    expect(namesIn([sender, consumer])).toEqual([consumer.name]);
    const inner = below(sender, 'lambda', { service: 'mes-api' });
    expect(namesIn([sender, inner])).toEqual(['lambda']);
  });

  it('of another application is survived by a caller that took as long; its clock does not matter', () => {
    const caller = { ...server, status: 'ok', statusCode: '200', startNanos: start + minute } as const;
    const call = (durationNanos: bigint) =>
      below(caller, 'charge', { service: 'billing', kind: 'server', startNanos: start, durationNanos });
    expect(namesIn([caller, call(caller.durationNanos)])).toEqual([]);
    expect(namesIn([caller, call(caller.durationNanos + 1n)])).toEqual(['charge']);
  });

  it.each(['orders.notify', 'mail it', 'mailer'])(
    'is none where the flow calls its %s optional',
    (optional) => {
      const mail = span('mail it', start, {
        kind: 'consumer',
        carrier: 'message',
        service: 'mailer',
        destination: 'orders.notify',
        ...error,
      });
      expect(namesIn([mail])).toEqual(['mail it']);
      expect(namesIn([mail], { ...flow, messages: { ...flow.messages, optional: [optional] } })).toEqual([]);
      expect(namesIn([mail], { ...flow, requests: { ...flow.requests, optional: [optional] } })).toEqual([]);
    },
  );

  it('is an item of a batch that went on, for the order of that item', () => {
    const two = { tenantId: 'retail', orderId: '2' };
    const batch = span('poll', start, { durationNanos: minute, orders: [] });
    const item = below(batch, 'handle', { orders: [ref] });
    const other = below(batch, 'handle other', { orders: [two] });
    expect(namesIn([batch, item, other])).toEqual(['handle']);
    expect(namesIn([{ ...batch, orders: [ref, two] }, item, other])).toEqual(['handle']);
    expect(namesIn([{ ...batch, orders: [ref] }, item])).toEqual([]);
    expect(namesIn([{ ...batch, kind: 'server' }, item])).toEqual([]);
  });
});

describe('the cause of a failure', () => {
  const outer = span('take', start, {
    kind: 'consumer',
    carrier: 'message',
    service: 'mes-api',
    durationNanos: minute,
    ...error,
  });

  it('is the innermost failed span, by way of those that ended last', () => {
    const early = below(outer, 'first call', { durationNanos: 5n });
    const late = below(outer, 'last call', { durationNanos: 9n });
    const well = below(outer, 'fine', { durationNanos: 50n, status: 'ok', statusCode: 'OK' });
    const deepest = below(late, 'SELECT', { service: 'database', statusCode: '42' });
    for (const spans of [
      [outer, early, late, well, deepest],
      [deepest, well, late, early, outer],
    ])
      expect(errorsIn(spans)).toMatchObject([
        { name: 'take', cause: { name: 'SELECT', service: 'database', statusCode: '42' } },
      ]);
    expect(errorsIn([outer])).toMatchObject([{ name: 'take', cause: { name: 'take' } }]);
  });

  it('names what was called, where it is a call', () => {
    const call = below(outer, 'POST', { kind: 'client', carrier: 'request', destination: 'POST billing:80' });
    expect(errorsIn([outer, call])[0]?.cause.called).toBe('POST billing:80');
    expect(errorsIn([{ ...outer, destination: queue }])[0]?.cause).not.toHaveProperty('called');
  });

  it('has the words of the innermost span that has any, by itself or in its last log line', () => {
    const inner = below(outer, 'INSERT', { errorType: 'SqlError' });
    const words = (spans: readonly HopSpan[], logs: Parameters<typeof orderKnowledge>[0]['logs'] = []) => {
      const { errorText, errorType } = errorsIn(spans, { logs })[0]?.cause ?? {};
      return [errorText, errorType];
    };
    const lineOf = ({ traceId, spanId, service }: HopSpan, errorText: string, timeNanos = start) => ({
      ...{ traceId, spanId, service, timeNanos, orders: [], errorText, errorType: 'Logged' },
    });
    expect(words([outer, inner])).toEqual([undefined, 'SqlError']);
    expect(words([{ ...outer, errorText: 'outer', errorType: 'Outer' }, inner])).toEqual(['outer', 'Outer']);
    expect(
      words([
        { ...outer, errorText: 'outer' },
        { ...inner, errorText: 'inner' },
      ]),
    ).toEqual(['inner', 'SqlError']);
    const lines = [lineOf(inner, 'b', start + 1n), lineOf(inner, 'a', start + 1n), lineOf(inner, 'c', start)];
    expect(words([{ ...outer, errorText: 'outer' }, inner], lines)).toEqual(['b', 'Logged']);
    expect(words([outer, inner], [lineOf(span('other', start), 'x')])).toEqual([undefined, 'SqlError']);
  });
});

describe('tries of failed work', () => {
  const sent = publish('shop-api', queue, start, { messageId: 'm-1' });
  const tried = (after: bigint, rest: Partial<HopSpan> = {}) =>
    consume([sent, 'link'], 'mes-api', start + after, {
      destination: queue,
      durationNanos: 0n,
      ...error,
      ...rest,
    });

  it('are one error: from the first to the last, due after the time that is allowed', () => {
    const errors = errorsIn([sent, tried(3n * second), tried(second), tried(2n * second)]);
    expect(errors).toMatchObject([
      {
        tries: 3,
        firstNanos: start + second,
        timeNanos: start + 3n * second,
        dueNanos: start + second + 5n * minute,
        isCall: false,
      },
    ]);
    const request = span('POST', start, { kind: 'client', carrier: 'request', durationNanos: 0n, ...error });
    expect(errorsIn([request])).toMatchObject([{ dueNanos: start + minute, isCall: true }]);
  });

  it('are none while the task queue will try again', () => {
    expect(errorsIn([sent, tried(second), tried(2n * second, { willRetry: true })])).toEqual([]);
    expect(errorsIn([sent, tried(second, { willRetry: true }), tried(2n * second)])).toMatchObject([
      { tries: 2 },
    ]);
  });

  it.each<[what: string, later: Partial<HopSpan>, healed: boolean]>([
    ['a later success', {}, true],
    ['a success of another operation', { name: 'other' }, false],
    ['a success in another application', { service: 'other' }, false],
    ['a success at another place', { destination: 'other' }, false],
    ['a success about another item', { item: '2' }, false],
    ['a success about the same item', { item: '1' }, true],
    ['a success before it', { startNanos: start }, false],
    ['a try that will be tried again', { willRetry: true }, false],
    ['a later failure', { status: 'error' }, false],
  ])('are healed by %s: %s', (_, later, healed) => {
    const failed = tried(second, { item: '1' });
    const next = tried(2n * second, { status: 'ok', statusCode: 'OK', ...later });
    expect(errorsIn([sent, failed, next]).length === 0).toBe(healed);
  });

  it('of another message are other work, unless it was sent only after the failure', () => {
    const parallel = publish('shop-api', queue, start, { messageId: 'm-2' });
    const after = publish('shop-api', queue, start + minute, { messageId: 'm-3' });
    const well = { status: 'ok', statusCode: 'OK', destination: queue } as const;
    const failed = tried(second);
    const took = (one: HopSpan) =>
      consume([one, 'link'], 'mes-api', start + 2n * minute, { ...well, messageId: one.messageId! });
    expect(errorsIn([sent, failed, parallel, took(parallel)])).toHaveLength(1);
    expect(errorsIn([sent, failed, after, took(after)])).toHaveLength(0);
  });

  it('without a known sending are of one message where their ids do not differ', () => {
    const work = (after: bigint, rest: Partial<HopSpan>) =>
      span('job', start + after, { service: 'mes-api', ...rest });
    const ids = (first: object, next: object) =>
      errorsIn([work(0n, { ...error, ...first }), work(second, next)]).length;
    expect(ids({}, {})).toBe(0);
    expect(ids({ messageId: 'a' }, {})).toBe(0);
    expect(ids({ messageId: 'a' }, { messageId: 'a' })).toBe(0);
    expect(ids({ messageId: 'a' }, { messageId: 'b' })).toBe(1);
  });

  it('end where the order moved on after them', () => {
    const events = [transition('SUBMITTED', start), transition('PRICED', start + minute)];
    expect(errorsIn([sent, tried(second)], { events })).toEqual([]);
    expect(errorsIn([sent, tried(2n * minute)], { events })).toHaveLength(1);
  });
});

describe('a message that a failed consumer passed on', () => {
  const sent = publish('shop-api', queue, start, { messageId: 'm-1' });
  const failed = consume([sent, 'link'], 'mes-api', start + second, { destination: queue, ...error });
  const passed = (destination: string, rest: Partial<HopSpan> = {}) =>
    publish('mes-api', destination, start + second, {
      traceId: failed.traceId,
      parentSpanId: failed.spanId,
      ...rest,
    });

  it.each<[destination: string, rest: Partial<HopSpan>, to: string | undefined]>([
    [queue, {}, queue],
    [`${queue}-retry-0`, {}, `${queue}-retry-0`],
    [`${queue}.delay.5000`, {}, `${queue}.delay.5000`],
    [`retry.${queue}`, {}, `retry.${queue}`],
    [`${queue}_backoff`, {}, `${queue}_backoff`],
    [`${queue}.retried-not`, {}, undefined],
    ['orders.retry', {}, undefined],
    ['other', {}, undefined],
    ['other', { messageId: 'm-1' }, undefined],
    [queue, { parentSpanId: '9'.repeat(16) }, undefined],
  ])('to %s %o: %s', (destination, rest, to) => {
    const errors = errorsIn([sent, failed, passed(destination, rest)], { coverage: { at: () => undefined } });
    expect(errors.map(({ passedOnTo }) => passedOnTo)).toEqual([to]);
  });

  it('is the same one where it kept its id, or was linked to the failure', () => {
    const one = { ...failed, messageId: 'm-1' };
    const none = { coverage: { at: () => undefined } };
    expect(errorsIn([sent, one, passed('other', { messageId: 'm-1' })], none)[0]?.passedOnTo).toBe('other');
    const linked = publish('mes-api', queue, start + second, {
      links: [{ traceId: failed.traceId, spanId: failed.spanId }],
    });
    expect(errorsIn([sent, failed, linked], none)[0]?.passedOnTo).toBe(queue);
  });

  it('is due after its delivery, and no error where somebody takes it or is awaited', () => {
    const retry = passed(`${queue}-retry`, { notBeforeNanos: start + 60n * minute });
    const none = { coverage: { at: () => undefined } };
    expect(errorsIn([sent, failed, retry], none)[0]?.dueNanos).toBe(start + 65n * minute);
    const well = consume([retry, 'parent'], 'mes-api', start + 61n * minute);
    expect(errorsIn([sent, failed, retry, well], none)).toEqual([]);
    const again = consume([retry, 'parent'], 'mes-api', start + 61n * minute, error);
    expect(errorsIn([sent, failed, retry, again], none).length).toBeGreaterThan(0);
    expect(
      errorsIn([sent, failed, retry, again, { ...well, startNanos: start + 62n * minute }], none),
    ).toEqual([]);
    expect(errorsIn([sent, failed, passed(queue)])).toEqual([]);
  });

  it('is the last of several', () => {
    const none = { coverage: { at: () => undefined } };
    const first = passed(`${queue}-retry-1`, { notBeforeNanos: start + 9n * minute });
    const second = passed(`${queue}-retry-2`, { notBeforeNanos: start + 8n * minute });
    for (const spans of [
      [first, second],
      [second, first],
    ])
      expect(errorsIn([sent, failed, ...spans], none)[0]?.passedOnTo).toBe(`${queue}-retry-1`);
  });
});

describe('a call without an answer', () => {
  const call = span('POST', start, {
    kind: 'client',
    carrier: 'request',
    destination: 'POST mes-api:7102',
    ...error,
  });
  const served = (rest: Partial<HopSpan>) =>
    span('POST /x', start, {
      kind: 'server',
      service: 'mes-api',
      traceId: call.traceId,
      parentSpanId: call.spanId,
      ...rest,
    });

  it.each<[what: string, spans: readonly HopSpan[], failed: number]>([
    ['that nobody is seen to receive has failed', [call], 1],
    ['that its server handled well has not', [call, served({})], 0],
    [
      'with an answer has failed, though its server ended well',
      [{ ...call, statusCode: '500' }, served({})],
      1,
    ],
    ['that its server began has not', [call, served({ parentSpanId: '9'.repeat(16), kind: 'internal' })], 0],
    [
      'is no work of its own',
      [{ ...call, carrier: 'message', kind: 'consumer' }, served({ kind: 'internal' })],
      1,
    ],
  ])('%s', (_, spans, failed) => {
    expect(errorsIn(spans)).toHaveLength(failed);
  });
});
