import {
  foldOrder,
  isAbandoned,
  isAtRisk,
  timestampText,
  type FoldInput,
  type Hop,
  type LearnedStageTimes,
  type OrderKnowledge,
  type Work,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow, hour, minute, ref, second, transition } from './sample-flow.js';
import { end, hop, knowing, orderError, start } from './sample-hop.js';

const submitted = [transition('CREATED', start - minute), transition('SUBMITTED', start - second)];

function stateOf(knowledge: Partial<OrderKnowledge>, nowNanos: bigint, rest: Partial<FoldInput> = {}) {
  const { events = submitted } = rest;
  return foldOrder({
    ref,
    flow,
    events,
    knowledge: knowing({ events, ...knowledge }),
    nowNanos,
    ...{ firstSeenNanos: start, lastSeenNanos: start },
    ...rest,
  });
}

function verdictOn(
  knowledge: Partial<OrderKnowledge>,
  nowNanos = start + 10n * minute,
  rest: Partial<FoldInput> = {},
) {
  const { diagnosis } = stateOf(knowledge, nowNanos, rest);
  if (diagnosis === undefined) throw new Error('The order is closed.');
  return diagnosis;
}

function codeOf(hops: readonly Hop[], rest: Partial<OrderKnowledge> = {}): string {
  return verdictOn({ hops, ...rest }).code;
}

const onTime = { stage: 'SUBMITTED', application: 'mes-api', waits_for: 'machine' };
const sentSpan = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

describe('an order on track', () => {
  it('shows its stage, who must act, and the next stages with the deadline of the usual one', () => {
    expect(verdictOn({})).toEqual({
      situation: 'on_track',
      code: 'on_track',
      details: onTime,
      owner: 'mes-api',
      sinceNanos: start - second,
      evidence: [{ type: 'transition', stage: 'SUBMITTED', timeNanos: start - second }],
      next: [
        { stage: 'PRICED', dueNanos: start - second + hour },
        { stage: 'REJECTED' },
        { stage: 'CANCELLED' },
      ],
    });
    expect(stateOf({}, start).checkNanos).toBe(start - second + hour);
  });

  it('belongs to the person that its stage waits for', () => {
    expect(verdictOn({}, start, { events: [transition('CREATED', start)] })).toMatchObject({
      owner: 'customer',
      details: { application: 'shop-api', waits_for: 'customer' },
    });
  });

  it('may be in a stage that the flow does not know', () => {
    expect(verdictOn({}, start, { events: [transition('NEW', start)] })).toMatchObject({
      ...{ owner: '', next: [] },
      details: { stage: 'NEW', unknown_stage: 1 },
    });
  });

  it('may have no stage at all: only telemetry names it', () => {
    expect(verdictOn({}, start + hour, { events: [] })).toEqual({
      ...{ situation: 'on_track', code: 'on_track', details: { stage: '' }, owner: '', sinceNanos: start },
      ...{ evidence: [], next: [] },
    });
  });
});

describe('a lost message', () => {
  it('names its way, its deadline, and the span that sent it', () => {
    const verdict = verdictOn({ hops: [hop()] });
    expect(verdict).toEqual({
      situation: 'lost',
      code: 'message_not_consumed',
      certainty: 'likely',
      sinceNanos: start,
      owner: 'mes-api',
      details: {
        ...{ stage: 'SUBMITTED', destination: 'orders.submitted', sender: 'shop-api', receiver: 'mes-api' },
        allowed_ms: 300_000,
      },
      evidence: [{ type: 'hop', ...sentSpan }],
      next: verdict.next,
    });
  });

  it('has the certainty of its hop, its item, and how often its place is seen', () => {
    const coverage = { receiver: 'mes-api', seen: 98.4, unseen: 1.6, lost: 0 };
    expect(verdictOn({ hops: [hop({ certainty: 'proven', item: 'line 2', coverage })] })).toMatchObject({
      certainty: 'proven',
      details: { item: 'line 2', coverage_seen: 98, coverage_total: 100 },
    });
  });

  it('is due when it can be concluded, and belongs to its sender where no receiver is known', () => {
    const waiting = hop({ state: 'waiting', missing: [''], concludableNanos: start + 20n * minute });
    expect(verdictOn({ hops: [waiting] }).code).toBe('on_track');
    expect(stateOf({ hops: [waiting] }, start).checkNanos).toBe(start + 20n * minute);
    expect(verdictOn({ hops: [waiting] }, start + 20n * minute)).toMatchObject({
      ...{ code: 'message_not_consumed', owner: 'shop-api' },
      details: { receiver: '' },
    });
  });

  it('may be a request', () => {
    expect(codeOf([hop({ kind: 'request' })])).toBe('request_not_received');
  });

  const later = (rest: Partial<Hop>) =>
    hop({ state: 'delivered', missing: [], from: end('shop-api', start + minute), ...rest });
  it.each<[what: string, hops: readonly Hop[], found: boolean]>([
    ['was received', [hop({ missing: [] })], false],
    ['is optional', [hop({ optional: true })], false],
    ['was survived by its caller', [hop({ survived: true })], false],
    ['has a place without a known receiver', [hop({ state: 'untraced' })], false],
    ['was sent again after a failed sending', [hop({ sendFailed: true }), later({})], false],
    ['was sent in parallel', [hop(), later({})], true],
    ['was sent again, and not received', [hop({ sendFailed: true }), later({ state: 'untraced' })], true],
    ['was sent elsewhere', [hop({ sendFailed: true }), later({ destination: 'other' })], true],
    ['was sent another way', [hop({ sendFailed: true }), later({ kind: 'request' })], true],
    ['was about another item', [hop({ sendFailed: true, item: '1' }), later({ item: '2' })], true],
    ['was about the same item', [hop({ sendFailed: true, item: '1' }), later({ item: '1' })], false],
    ['was about no known item', [hop({ sendFailed: true, item: '1' }), later({})], false],
    ['was sent at the same time', [hop({ sendFailed: true }), later({ from: end('shop-api') })], true],
    [
      'was sent by another application too early',
      [hop(), later({ from: end('agent', start + minute) })],
      true,
    ],
    [
      'was sent by another application at the deadline',
      [hop(), later({ from: end('agent', start + 5n * minute) })],
      false,
    ],
  ])('that %s', (_, hops, found) => {
    expect(codeOf(hops)).toBe(found ? 'message_not_consumed' : 'on_track');
  });

  it('counts all its sendings as one, with the errors of each', () => {
    const second = { traceId: '1'.repeat(32), spanId: '1'.repeat(16) };
    const third = { traceId: '2'.repeat(32), spanId: '2'.repeat(16) };
    const hops = [
      hop({ resent: [end('shop-api', start + minute, second)] }),
      hop({ from: end('shop-api', start + 2n * minute, third), dueNanos: start + 6n * minute }),
    ];
    const errors = [second, third].map((at, i) =>
      orderError({ ...at, isCall: true, tries: 2 + i, cause: { ...orderError().cause, spanId: `${i}` } }),
    );
    expect(verdictOn({ hops, errors })).toMatchObject({
      code: 'message_not_consumed',
      sinceNanos: start,
      details: { failed_tries: 5 },
      evidence: [
        { type: 'hop', ...sentSpan },
        { type: 'span', spanId: '0' },
        { type: 'span', spanId: '1' },
      ],
    });
    expect(verdictOn({ hops: [hop()] }).details).not.toHaveProperty('failed_tries');
  });

  it.each<[what: string, rest: Partial<Hop>]>([
    ['place', { destination: 'other' }],
    ['item', { item: '2' }],
    ['sender', { from: end('agent', start + minute) }],
  ])('is a finding for each %s', (_, rest) => {
    const hops = [hop({ item: '1' }), hop({ item: '1', from: end('shop-api', start + minute), ...rest })];
    expect(verdictOn({ hops })).toMatchObject({ sinceNanos: hops[1]!.from.timeNanos });
  });

  it('is history once the order moved on after it', () => {
    const events = [...submitted, transition('PRICED', start + minute)];
    expect(verdictOn({ hops: [hop()], events }, start + 10n * minute, { events }).code).toBe('on_track');
  });
});

describe('a receipt that is only not seen', () => {
  const unseen = hop({ state: 'unseen', coverage: { receiver: 'mes-api', seen: 3, unseen: 1, lost: 0 } });

  it('is a verdict at the deadline of the stage, with its last sign', () => {
    expect(codeOf([unseen])).toBe('on_track');
    const lastSign = { service: 'shop-api', operation: 'POST', timeNanos: start, sentTo: 'orders.submitted' };
    expect(verdictOn({ hops: [unseen], lastSign }, start + hour)).toMatchObject({
      situation: 'stuck',
      code: 'receipt_not_seen',
      certainty: 'likely',
      owner: 'mes-api',
      lastSign,
      details: {
        ...onTime,
        ...{
          allowed_ms: 3_600_000,
          last_application: 'shop-api',
          last_operation: 'POST',
          sent_to: 'orders.submitted',
        },
        ...{ destination: 'orders.submitted', sender: 'shop-api', receiver: 'mes-api' },
        ...{ coverage_seen: 3, coverage_total: 4 },
      },
      evidence: [{ type: 'hop', ...sentSpan }, { type: 'transition' }],
    });
  });

  it('is of the last such sending, and belongs to the stage where no receiver is known', () => {
    const last = hop({
      state: 'unseen',
      destination: 'last',
      missing: [''],
      from: end('agent', start + minute),
    });
    expect(verdictOn({ hops: [unseen, last] }, start + hour)).toMatchObject({
      owner: 'mes-api',
      details: { destination: 'last', receiver: '' },
    });
  });
});

describe('a passed deadline', () => {
  it('says who must act, how long was allowed, and the last sign where there is one', () => {
    const { details, ...verdict } = verdictOn({}, start - second + hour);
    expect(verdict).toMatchObject({
      ...{ situation: 'stuck', code: 'stage_overdue', certainty: 'proven', owner: 'mes-api' },
      sinceNanos: start - second + hour,
    });
    expect(details).toEqual({ ...onTime, allowed_ms: 3_600_000 });
    expect(verdict).not.toHaveProperty('lastSign');
    const lastSign = { service: 'mes-api', operation: 'price', timeNanos: start };
    expect(verdictOn({ lastSign }, start + hour).details).toEqual({
      ...onTime,
      ...{ allowed_ms: 3_600_000, last_application: 'mes-api', last_operation: 'price' },
    });
  });

  it('counts in working days where the stage does', () => {
    const events = [transition('APPROVED', start)];
    expect(verdictOn({}, start + 30n * hour, { events })).toMatchObject({
      code: 'stage_overdue',
      details: { allowed_working_days: 1, working_day_hours: 9 },
    });
  });
});

describe('a failure', () => {
  it('names the operation, its cause, and both spans', () => {
    const error = orderError();
    expect(verdictOn({ errors: [error] })).toMatchObject({
      ...{
        situation: 'failed',
        code: 'failed_with_error',
        certainty: 'proven',
        owner: 'database',
        sinceNanos: start,
      },
      details: {
        ...{ stage: 'SUBMITTED', application: 'mes-api', operation: 'process orders', tries: 1 },
        ...{ cause_application: 'database', cause_operation: 'INSERT', status_code: 'ERROR' },
      },
      evidence: [
        { type: 'span', traceId: error.cause.traceId, spanId: error.cause.spanId },
        { type: 'span', traceId: error.traceId, spanId: error.spanId },
      ],
    });
    expect(Object.keys(verdictOn({ errors: [error] }).details)).toHaveLength(7);
    const own = { ...error, cause: { ...error.cause, spanId: error.spanId } };
    expect(verdictOn({ errors: [own] }).evidence).toHaveLength(1);
  });

  it('gives what more is known: tries, item, message, call, retry queue, and the name of a gRPC code', () => {
    const { cause } = orderError();
    const error = orderError({
      ...{ tries: 3, timeNanos: start + minute, item: 'line 2', passedOnTo: 'orders.retry' },
      cause: {
        ...cause,
        statusCode: '9',
        errorText: 'deadlock',
        errorType: 'Conflict',
        called: 'billing:80',
      },
    });
    expect(verdictOn({ errors: [error] }).details).toMatchObject({
      ...{ tries: 3, last_try: timestampText(start + minute), item: 'line 2', passed_on_to: 'orders.retry' },
      ...{
        status_code: 'FAILED_PRECONDITION',
        error_text: 'deadlock',
        error_type: 'Conflict',
        called: 'billing:80',
      },
    });
  });

  it('counts from the end of its grace', () => {
    expect(verdictOn({ errors: [orderError()] }, start + minute - 1n).code).toBe('on_track');
    expect(verdictOn({ errors: [orderError()] }, start + minute).code).toBe('failed_with_error');
  });

  const sender = { ...sentSpan, isCall: true };
  it.each<[what: string, hops: readonly Hop[], errors: OrderKnowledge['errors'], code: string]>([
    ['that is the sending of a lost message', [hop()], [orderError(sender)], 'message_not_consumed'],
    [
      'whose cause is that sending',
      [hop()],
      [orderError({ cause: { ...orderError().cause, ...sentSpan } })],
      'message_not_consumed',
    ],
    ['of another span', [hop()], [orderError()], 'failed_with_error'],
    [
      'that is a lost request for which nobody waited',
      [hop({ kind: 'request' })],
      [orderError(sender)],
      'request_not_received',
    ],
    [
      'that a lost request caused in its caller',
      [hop({ kind: 'request' })],
      [orderError({ ...sender, isCall: false })],
      'failed_with_error',
    ],
  ])('%s', (_, hops, errors, code) => {
    expect(codeOf(hops, { errors })).toBe(code);
  });
});

describe('a message that was given up', () => {
  const by = end('mes-api', start + minute, { spanId: '9'.repeat(16) });
  const dead = (rest: Partial<Hop> = {}) =>
    hop({ state: 'delivered', missing: [], deadLetter: { queue: 'orders.dead', by }, ...rest });

  it('names the queue and who put it there', () => {
    expect(verdictOn({ hops: [dead()] })).toMatchObject({
      ...{ situation: 'failed', code: 'message_dead_lettered', certainty: 'proven', owner: 'mes-api' },
      sinceNanos: start + minute,
      details: {
        ...{ stage: 'SUBMITTED', destination: 'orders.submitted', dead_letter_queue: 'orders.dead' },
        ...{ sender: 'shop-api', receiver: 'mes-api' },
      },
      evidence: [
        { type: 'hop', ...sentSpan },
        { type: 'span', traceId: by.traceId, spanId: by.spanId },
      ],
    });
    expect(Object.keys(verdictOn({ hops: [dead()] }).details)).toHaveLength(5);
  });

  it('has the failure of its receiver as its cause, and no second finding', () => {
    const error = orderError();
    const to = [end('mes-api', start, { traceId: error.traceId, spanId: error.spanId })];
    const verdict = verdictOn({ hops: [dead({ to })], errors: [error] });
    expect(verdict.details).toMatchObject({ cause_application: 'database', cause_operation: 'INSERT' });
    expect(verdict.evidence[2]).toEqual({
      type: 'span',
      traceId: error.cause.traceId,
      spanId: error.cause.spanId,
    });
    expect(stateOf({ hops: [dead({ to })], errors: [error] }, start).checkNanos).toBe(start + minute);
  });

  const handled = (rest: Partial<Hop>) =>
    hop({ state: 'delivered', missing: [], handled: true, from: end('agent', start + 2n * minute), ...rest });
  it.each<[what: string, hops: readonly Hop[], found: boolean]>([
    ['is optional', [dead({ optional: true })], false],
    ['was replaced by a later one that was handled', [dead(), handled({})], false],
    ['was replaced by one that was not handled', [dead(), handled({ handled: false })], true],
    ['was replaced at another place', [dead(), handled({ destination: 'other' })], true],
    ['came after the other', [dead(), handled({ from: end('agent', start + minute) })], true],
    [
      'was itself handled before',
      [dead({ handled: true, from: end('shop-api', start + 2n * minute) })],
      true,
    ],
  ])('and %s', (_, hops, found) => {
    expect(codeOf(hops)).toBe(found ? 'message_dead_lettered' : 'on_track');
  });

  it('is history once the order moved on after it', () => {
    const events = [...submitted, transition('PRICED', start + 2n * minute)];
    expect(verdictOn({ hops: [dead()], events }, start + 10n * minute, { events }).code).toBe('on_track');
  });
});

describe('work that did not end', () => {
  const work: Work = {
    ...{
      work: 'pricing',
      service: 'calculation-service',
      startedNanos: start,
      dueNanos: start + 2n * minute,
    },
    ...{ traceId: 'a', spanId: 'b' },
  };

  it('is lost from its deadline on', () => {
    expect(verdictOn({ work: [work] }, start + 2n * minute - 1n).code).toBe('on_track');
    expect(verdictOn({ work: [work] }, start + 2n * minute)).toMatchObject({
      ...{ situation: 'lost', code: 'work_not_finished', certainty: 'likely', owner: 'calculation-service' },
      sinceNanos: start,
      details: {
        stage: 'SUBMITTED',
        work: 'pricing',
        application: 'calculation-service',
        allowed_ms: 120_000,
      },
      evidence: [{ type: 'span', traceId: 'a', spanId: 'b' }],
    });
  });

  it('without a deadline has that of its stage, and without a span the stage as evidence', () => {
    const bare: Work = { work: 'pricing', service: 'calculation-service', startedNanos: start };
    expect(verdictOn({ work: [bare] }, start + hour)).toMatchObject({
      code: 'work_not_finished',
      evidence: [{ type: 'transition' }],
    });
    const { code } = verdictOn({ work: [bare] }, start + 99n * hour, { events: [transition('NEW', start)] });
    expect(code).toBe('on_track');
  });

  it.each<[what: string, all: readonly Work[], found: boolean]>([
    ['ended', [{ ...work, endedNanos: start + minute }], false],
    [
      'began again later and ended',
      [work, { ...work, startedNanos: start + minute, endedNanos: start + 2n * minute }],
      false,
    ],
    ['ended in another run that began at once', [work, { ...work, endedNanos: start + minute }], false],
    [
      'is other work that ended',
      [work, { ...work, work: 'other', startedNanos: start + second, endedNanos: start + minute }],
      true,
    ],
  ])('and %s', (_, all, found) => {
    expect(codeOf([], { work: all })).toBe(found ? 'work_not_finished' : 'on_track');
  });

  it('is judged by its last run', () => {
    const again = { ...work, startedNanos: start + minute, dueNanos: start + 20n * minute };
    expect(codeOf([], { work: [work, again] })).toBe('on_track');
    expect(verdictOn({ work: [work, again] }, start + 20n * minute).sinceNanos).toBe(start + minute);
  });
});

describe('handling whose end was never seen', () => {
  const unfinished = {
    ...{ service: 'mes-api', traceId: '7'.repeat(32), spanId: '7'.repeat(16) },
    ...{ firstNanos: start + second, lastNanos: start + minute },
  };
  const running = (rest: Partial<Hop> = {}) =>
    hop({ state: 'delivered', missing: [], proof: 'unfinished', unfinished, ...rest });

  it('is broken off some minutes after its last sign', () => {
    expect(verdictOn({ hops: [running()] }, start + 11n * minute)).toMatchObject({
      ...{ situation: 'lost', code: 'work_not_finished', certainty: 'likely', owner: 'mes-api' },
      sinceNanos: start + second,
      details: { stage: 'SUBMITTED', work: 'orders.submitted', application: 'mes-api', allowed_ms: 659_000 },
      evidence: [
        { type: 'hop', ...sentSpan },
        { type: 'span', traceId: unfinished.traceId, spanId: unfinished.spanId },
      ],
    });
    expect(verdictOn({ hops: [running()] }, start + 11n * minute - 1n).code).toBe('on_track');
  });

  it('of a request is named by the call, and has no span where only its trace is known', () => {
    const verdict = verdictOn(
      { hops: [running({ kind: 'request', unfinished: { ...unfinished, spanId: '' } })] },
      start + 11n * minute,
    );
    expect(verdict).toMatchObject({ details: { work: 'send' }, evidence: [{ type: 'hop' }] });
    expect(verdict.evidence).toHaveLength(1);
  });

  it.each<[what: string, rest: Partial<Hop>]>([
    ['optional', { optional: true }],
    ['proven by its receiver', { proof: 'receiver' }],
  ])('is no finding where it is %s', (_, rest) => {
    expect(verdictOn({ hops: [running(rest)] }, start + 20n * minute).code).toBe('on_track');
  });

  it('is no finding once the order moved on after it', () => {
    const events = [...submitted, transition('PRICED', start + 2n * minute)];
    expect(verdictOn({ hops: [running()], events }, start + 20n * minute, { events }).code).toBe('on_track');
  });
});

describe('of several findings', () => {
  it('the worst counts, and of equally bad ones the latest', () => {
    const later = hop({ destination: 'later', from: end('shop-api', start + minute) });
    expect(verdictOn({ hops: [hop(), later] }).details).toMatchObject({ destination: 'later' });
    expect(verdictOn({ hops: [hop()], errors: [orderError()] }).situation).toBe('failed');
    expect(verdictOn({ hops: [hop()] }, start + 2n * hour).situation).toBe('lost');
  });

  it('the soonest still to come is when to check again', () => {
    const hops = [
      hop({ state: 'waiting', dueNanos: start + 30n * minute }),
      hop({ state: 'untraced', missing: [], dueNanos: start + 20n * minute }),
      hop({ state: 'untraced', missing: [], dueNanos: start + 5n * minute }),
    ];
    const checkAt = (now: bigint) => stateOf({ hops }, now).checkNanos;
    expect(checkAt(start)).toBe(start + 5n * minute);
    expect(checkAt(start + 5n * minute)).toBe(start + 20n * minute);
    expect(checkAt(start + 20n * minute)).toBe(start + 30n * minute);
    expect(stateOf({}, start + 2n * hour)).not.toHaveProperty('checkNanos');
  });
});

describe('silence of an application that should have acted', () => {
  const silentAt = (nanos: bigint) => ({ silentServices: new Map([['mes-api', nanos]]) });

  it('is the verdict where it began before the deadline', () => {
    expect(verdictOn({ hops: [hop()] }, start + 10n * minute, silentAt(start))).toMatchObject({
      ...{
        situation: 'stuck',
        code: 'no_telemetry',
        certainty: 'likely',
        owner: 'mes-api',
        sinceNanos: start,
      },
      details: { stage: 'SUBMITTED', application: 'mes-api', silent_since: timestampText(start) },
    });
  });

  it('is none where it began at the deadline, or is of another application', () => {
    const code = (rest: Partial<FoldInput>) => verdictOn({ hops: [hop()] }, start + 10n * minute, rest).code;
    expect(code(silentAt(start + 5n * minute))).toBe('message_not_consumed');
    expect(code({ silentServices: new Map([['shop-api', start]]) })).toBe('message_not_consumed');
  });

  it('opens nothing before the deadline of what it explains, and explains no failure', () => {
    expect(verdictOn({ hops: [hop()] }, start + 2n * minute, silentAt(start - hour)).code).toBe('on_track');
    const { code } = verdictOn({ errors: [orderError()] }, start + 10n * minute, silentAt(start - hour));
    expect(code).toBe('failed_with_error');
  });

  it('explains a passed deadline also where it is of an application that works with the owner', () => {
    const silentServices = new Map([['calculation-service', start]]);
    expect(verdictOn({}, start + 2n * hour, { silentServices })).toMatchObject({
      ...{ code: 'no_telemetry', owner: 'calculation-service' },
    });
  });
});

describe('while telemetry is held back', () => {
  const reception = { hearing: new Map<string, never>(), blindFromNanos: start };
  const now = start + 10n * minute;

  it('what is absent is not judged, and what was seen is', () => {
    expect(verdictOn({ hops: [hop()] }, now, { reception }).code).toBe('on_track');
    expect(stateOf({ hops: [hop()] }, now, { reception }).checkNanos).toBe(now + 15n * second);
    expect(verdictOn({ errors: [orderError()] }, now, { reception }).code).toBe('failed_with_error');
    const by = end('mes-api');
    const dead = hop({ missing: [], deadLetter: { queue: 'orders.dead', by } });
    expect(verdictOn({ hops: [dead] }, now, { reception }).code).toBe('message_dead_lettered');
  });
});

describe('an order that waits long', () => {
  const day = 24n * hour;
  const created = [transition('CREATED', start)];

  it('is abandoned where only the customer could move it on', () => {
    expect(isAbandoned(verdictOn({}, start + 30n * day - 1n, { events: created }))).toBe(false);
    expect(stateOf({}, start, { events: created }).checkNanos).toBe(start + 30n * day);
    const verdict = verdictOn({}, start + 30n * day, { events: created });
    expect(verdict).toMatchObject({ code: 'on_track', details: { abandoned: 1 } });
    expect(isAbandoned(verdict)).toBe(true);
    expect(isAbandoned(undefined)).toBe(false);
  });

  it('is not abandoned where something is wrong with it', () => {
    const verdict = verdictOn({ errors: [orderError()] }, start + 40n * day, { events: created });
    expect(verdict.code).toBe('failed_with_error');
    expect(verdict.details).not.toHaveProperty('abandoned');
  });

  const learned: LearnedStageTimes = {
    usual: () => ({ samples: 99, p50Nanos: 10n * minute, p90Nanos: 20n * minute }),
    stays: () =>
      BigInt64Array.from([
        ...Array.from({ length: 90 }, () => 10n * minute),
        ...Array.from({ length: 10 }, () => 2n * hour),
      ]),
    all: [],
  };

  it('is at risk before its deadline, while it is on track or only slow', () => {
    const entered = start - second;
    const at = (now: bigint) => verdictOn({}, now, { learned });
    expect(isAtRisk(at(entered + 10n * minute))).toBe(false);
    expect(at(entered + 11n * minute)).toMatchObject({
      code: 'on_track',
      details: { at_risk: 1, at_risk_since: timestampText(entered + 10n * minute + 1n) },
    });
    expect(at(entered + 30n * minute)).toMatchObject({ code: 'slow_stage', details: { at_risk: 1 } });
    expect(isAtRisk(at(entered + 30n * minute))).toBe(true);
    expect(isAtRisk(at(entered + hour))).toBe(false);
    expect(isAtRisk(undefined)).toBe(false);
    expect(stateOf({}, entered + 1n, { learned }).checkNanos).toBe(entered + 10n * minute + 1n);
  });
});
