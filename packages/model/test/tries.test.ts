import type { HopSpan, OrderState } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, second, transition } from './sample-flow.js';
import { consume, publish, span, stateAt } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const events = [
  transition('CREATED', start - minute),
  transition('SUBMITTED', start - second, { previousStage: 'CREATED' }),
];
const failed = { status: 'error', statusCode: 'ERROR' } as const;
const sending = 10_000_000n;

/** Pauses between tries, seconds: shorter and longer than any deadline, as services back off. */
const pauses = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 2, maxLength: 12 });

function triesAt(gaps: readonly number[]): bigint[] {
  let time = start;
  return [start, ...gaps.map((seconds) => (time += BigInt(seconds) * second))];
}

/** The verdicts from the first to the last try and a moment after, at each try and between. */
function verdicts(spans: readonly HopSpan[], times: readonly bigint[]): (readonly [bigint, OrderState])[] {
  const moments = times.flatMap((time) => [
    time + second / 2n,
    time + second,
    time + minute,
    time + 4n * minute,
  ]);
  const due = start + sending + 5n * minute;
  return [...moments, due]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((now) => [now, stateAt({ spans, events }, now)] as const);
}

describe('an unbroken run of errors', () => {
  it('is a failure from its first error on, and one and the same however often it is tried', () => {
    fc.assert(
      fc.property(pauses, (gaps) => {
        const times = triesAt(gaps);
        const sender = publish('shop-api', 'orders.submitted', start - second, { messageId: 'm-1' });
        const spans = times.map((time) =>
          consume([sender, 'parent'], 'mes-api', time, { ...failed, messageId: 'm-1' }),
        );
        for (const [now, { diagnosis }] of verdicts([sender, ...spans], times)) {
          const isDue = now >= start + sending + 5n * minute;
          expect(diagnosis?.code).toBe(isDue ? 'failed_with_error' : 'on_track');
          if (isDue) expect(diagnosis?.sinceNanos).toBe(start + sending);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('counts its tries, ends with a try that succeeds, and begins anew after it', () => {
    const sender = publish('shop-api', 'orders.submitted', start - second, { messageId: 'm-1' });
    const tryAt = (time: bigint, rest: Partial<HopSpan> = failed): HopSpan =>
      consume([sender, 'parent'], 'mes-api', time, { messageId: 'm-1', ...rest });
    const errors = [tryAt(start), tryAt(start + minute), tryAt(start + 3n * minute)];
    const run = stateAt({ spans: [sender, ...errors], events }, start + 6n * minute).diagnosis;
    expect(run?.details['tries']).toBe(3);
    expect(run?.evidence[0]).toMatchObject({ spanId: errors[2]?.spanId });
    const solved = [...errors, tryAt(start + 4n * minute, {})];
    expect(stateAt({ spans: [sender, ...solved], events }, start + hour / 2n).diagnosis?.code).toBe(
      'on_track',
    );
    const again = [...solved, tryAt(start + 10n * minute)];
    const state = (now: bigint) => stateAt({ spans: [sender, ...again], events }, now).diagnosis;
    expect(state(start + 14n * minute)?.code).toBe('on_track');
    expect(state(start + 15n * minute + second)).toMatchObject({
      code: 'failed_with_error',
      sinceNanos: start + 10n * minute + sending,
    });
  });

  it('of one piece of work is not put off by errors of another', () => {
    const step = (name: string, time: bigint): HopSpan =>
      span(name, time, { ...failed, kind: 'server', service: 'mes-api' });
    const spans = [step('POST /a', start), step('POST /b', start + 59n * second)];
    const codes = [61, 90, 120, 300].map(
      (seconds) => stateAt({ spans, events }, start + BigInt(seconds) * second).diagnosis?.code,
    );
    expect(new Set(codes)).toEqual(new Set(['failed_with_error']));
  });
});

describe('a message whose sending fails at every try', () => {
  const sendAt = (time: bigint): HopSpan =>
    publish('shop-api', 'orders.submitted', time, { ...failed, messageId: 'm-1' });

  it('is not consumed, from the deadline of its first sending on, with never another verdict between', () => {
    fc.assert(
      fc.property(pauses, (gaps) => {
        const times = triesAt(gaps);
        const spans = times.map(sendAt);
        for (const [now, { diagnosis }] of verdicts(spans, times)) {
          const isDue = now >= start + sending + 5n * minute;
          expect(diagnosis?.code).toBe(isDue ? 'message_not_consumed' : 'on_track');
          if (isDue) expect(diagnosis).toMatchObject({ owner: 'mes-api', sinceNanos: start });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('shows the failed sending beside the hop', () => {
    const spans = [start, start + minute].map(sendAt);
    const now = start + 6n * minute;
    const { diagnosis } = stateAt({ spans, events }, now);
    expect(diagnosis?.evidence).toEqual([
      { type: 'hop', traceId: spans[0]?.traceId, spanId: spans[0]?.spanId },
      { type: 'span', traceId: spans[1]?.traceId, spanId: spans[1]?.spanId },
    ]);
    expect(diagnosis?.details['failed_tries']).toBe(2);
  });

  it('has failed at its sender where nobody is known to receive it', () => {
    const spans = [start, start + minute].map((time) =>
      publish('shop-api', 'crm.events', time, { ...failed, messageId: 'm-2' }),
    );
    const { diagnosis } = stateAt({ spans, events }, start + 6n * minute);
    expect(diagnosis).toMatchObject({ code: 'failed_with_error', owner: 'shop-api' });
  });

  it('is told by a request that many clients tried: since the first, at every try', () => {
    const call = (time: bigint): HopSpan =>
      span('POST', time, {
        ...failed,
        kind: 'client',
        carrier: 'request',
        destination: 'mes-api:7102',
        traceId: 'a'.repeat(32),
      });
    const spans = [start, start + minute, start + 2n * minute].map(call);
    for (const seconds of [62, 125, 300]) {
      const { diagnosis } = stateAt({ spans, events }, start + BigInt(seconds) * second);
      expect(diagnosis).toMatchObject({ code: 'request_not_received', owner: 'mes-api', sinceNanos: start });
    }
    expect(flow.requests.withinMs).toBe(60_000);
  });
});
