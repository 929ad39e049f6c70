import { orderKnowledge, type HopSpan, type OrderEvent } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, ref, second, transition } from './sample-flow.js';
import { consume, coverage, publish, span, type Join } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const day = 24n * hour;

interface Telemetry {
  readonly spans: readonly HopSpan[];
  readonly events?: readonly OrderEvent[];
}

function known({ spans, events = [] }: Telemetry) {
  return orderKnowledge({ ref, flow, coverage, nowNanos: start + 2n * minute, spans, events });
}

/** When the first hop was sent and received, by the corrected clocks. */
function hopTimes(telemetry: Telemetry) {
  const [hop] = known(telemetry).hops;
  return { sent: hop?.from.timeNanos, received: hop?.to[0]?.timeNanos };
}

function eventTimes(telemetry: Telemetry): readonly bigint[] {
  return known(telemetry).events.map(({ timeNanos }) => timeNanos);
}

const sent = publish('shop-api', 'orders.submitted', start, { messageId: 'm-1' });

describe('a clock behind', () => {
  for (const join of ['parent', 'link', 'message id'] as const satisfies readonly Join[])
    it(`is corrected by a receipt that ended before its message was sent, known by ${join}`, () => {
      const receiver = consume([sent, join], 'mes-api', start - 3n * hour);
      const end = receiver.startNanos + receiver.durationNanos;
      expect(hopTimes({ spans: [receiver, sent] })).toEqual({
        sent: start,
        received: receiver.startNanos + (start - end),
      });
    });

  it('is left as it is within ten seconds', () => {
    const received = (behind: bigint) => {
      const receiver = consume([sent, 'parent'], 'mes-api', start - behind, { durationNanos: 0n });
      return hopTimes({ spans: [sent, receiver] }).received;
    };
    expect(received(10n * second)).toBe(start - 10n * second);
    expect(received(10n * second + 1n)).toBe(start);
  });

  it('is not assumed of a receipt that began early and ended after the sending: a long poll', () => {
    const receiver = consume([sent, 'link'], 'mes-api', start - hour, { durationNanos: hour });
    expect(hopTimes({ spans: [sent, receiver] }).received).toBe(start - hour);
  });

  it('is not learned from a message id that two spans sent', () => {
    const again = publish('shop-api', 'orders.submitted', start + second, { messageId: 'm-1' });
    const receiver = consume([sent, 'message id'], 'mes-api', start - hour);
    expect(hopTimes({ spans: [sent, again, receiver] }).received).toBe(start - hour);
  });

  it('belongs to an instance, and moves all that this instance recorded', () => {
    const receiver = consume([sent, 'parent'], 'mes-api', start - hour, {
      instance: 'a',
      durationNanos: 0n,
    });
    const next = publish('mes-api', 'calculations.requested', start - hour + second, { instance: 'a' });
    const other = publish('mes-api', 'orders.priced', start + minute, { instance: 'b' });
    const { hops } = known({ spans: [sent, receiver, next, other] });
    expect(hops.map(({ destination, from }) => [destination, from.timeNanos])).toEqual([
      ['orders.submitted', start],
      ['calculations.requested', start + second],
      ['orders.priced', start + minute],
    ]);
  });

  it('of a caller is corrected by a request that was received after its answer', () => {
    const call = (statusCode: string) =>
      span('POST', start - day, {
        kind: 'client',
        carrier: 'request',
        destination: 'mes-api:7102',
        durationNanos: second,
        statusCode,
      });
    const serve = ({ traceId, spanId }: HopSpan, startNanos: bigint) =>
      span('POST /x', startNanos, { kind: 'server', service: 'mes-api', traceId, parentSpanId: spanId });
    const answered = call('201');
    expect(hopTimes({ spans: [answered, serve(answered, start)] }).sent).toBe(start);
    const within = serve(answered, start - day + second);
    expect(hopTimes({ spans: [answered, within] }).sent).toBe(start - day);
    const unanswered = call('ERROR');
    expect(hopTimes({ spans: [unanswered, serve(unanswered, start)] }).sent).toBe(start - day);
  });

  it('of a whole chain is corrected from hop to hop', () => {
    const receiver = consume([sent, 'parent'], 'mes-api', start - hour, { durationNanos: 0n });
    const next = publish('mes-api', 'calculations.requested', start - hour);
    const last = consume([next, 'parent'], 'calculation-service', start - day, { durationNanos: 0n });
    const times = known({ spans: [last, next, receiver, sent] }).hops.map(({ to }) => to[0]?.timeNanos);
    expect(times).toEqual([start, start]);
  });
});

describe('a clock ahead', () => {
  const ahead = (arrivedNanos: bigint, rest: Partial<HopSpan> = {}) =>
    publish('mes-api', 'calculations.requested', start + 3n * hour, {
      durationNanos: second,
      arrivedNanos,
      ...rest,
    });

  it('is corrected by the arrival of its spans', () => {
    expect(hopTimes({ spans: [ahead(start + second)] }).sent).toBe(start);
  });

  it('is corrected by the span of its instance that arrived soonest', () => {
    const late = ahead(start + minute, { destination: 'orders.priced' });
    const { hops } = known({ spans: [late, ahead(start + second)] });
    expect(hops.map(({ from }) => from.timeNanos)).toEqual([start, start]);
  });

  it('moves a delayed delivery with the sending', () => {
    const nowNanos = start + 2n * hour;
    const delayed = ahead(start + second, { notBeforeNanos: start + 4n * hour });
    const [hop] = orderKnowledge({ ref, flow, coverage, nowNanos, spans: [delayed], events: [] }).hops;
    expect(hop?.dueNanos).toBe(start + hour + 5n * minute);
  });

  it('makes the receiver of its message no clock behind', () => {
    const sender = ahead(start + second);
    const receiver = consume([sender, 'parent'], 'calculation-service', start + minute);
    expect(hopTimes({ spans: [sender, receiver] })).toEqual({ sent: start, received: start + minute });
  });
});

describe('events of a wrong clock', () => {
  const behind = consume([sent, 'parent'], 'mes-api', start - hour, { durationNanos: 0n, instance: 'a' });
  const priced = transition('PRICED', start - hour + second, { service: 'mes-api' });

  it('move with the span they happened in', () => {
    const { traceId, spanId } = behind;
    const other = consume([sent, 'parent'], 'mes-api', start + second, { instance: 'b' });
    const inSpan = { ...priced, traceId, spanId };
    expect(eventTimes({ spans: [sent, behind, other], events: [inSpan] })).toEqual([start + second]);
  });

  it('move with their service, where all its instances are off by the same', () => {
    expect(eventTimes({ spans: [sent, behind], events: [priced] })).toEqual([start + second]);
    const other = consume([sent, 'parent'], 'mes-api', start + second, { instance: 'b' });
    expect(eventTimes({ spans: [sent, behind, other], events: [priced] })).toEqual([priced.timeNanos]);
    expect(eventTimes({ spans: [sent], events: [priced] })).toEqual([priced.timeNanos]);
  });

  it('move with the begin of their work', () => {
    const worked = { ...priced, startNanos: priced.timeNanos - second };
    expect(known({ spans: [sent, behind], events: [worked] }).events).toMatchObject([
      { timeNanos: start + second, startNanos: start },
    ]);
  });

  const fast = publish('mes-api', 'calculations.requested', start + 3n * hour, {
    durationNanos: 0n,
    arrivedNanos: start,
  });

  it('have the time of arrival already, where they were too far ahead', () => {
    expect(eventTimes({ spans: [fast], events: [{ ...priced, timeNanos: start }] })).toEqual([start]);
  });

  it('move where they were less ahead than the clock slack', () => {
    const slightly = { ...fast, startNanos: start + 10n * minute };
    const event = { ...priced, timeNanos: start + 11n * minute };
    expect(eventTimes({ spans: [slightly], events: [event] })).toEqual([start + minute]);
  });

  it('move where they were derived from a span, whose time was kept', () => {
    const { traceId, spanId } = fast;
    const derived = { ...priced, traceId, spanId, timeNanos: start + 3n * hour };
    expect(eventTimes({ spans: [fast], events: [derived] })).toEqual([start]);
    expect(eventTimes({ spans: [fast], events: [{ ...derived, timeNanos: start }] })).toEqual([start]);
  });
});

describe('corrected clocks', () => {
  it('depend on the set of spans alone', () => {
    const receiver = consume([sent, 'parent'], 'mes-api', start - 3n * hour);
    const next = publish('mes-api', 'calculations.requested', start - 3n * hour + second);
    const fast = consume([next, 'link'], 'calculation-service', start + day, {
      arrivedNanos: start + second,
    });
    const spans = [sent, receiver, next, fast];
    const events = [transition('PRICED', start - 3n * hour, { service: 'mes-api' })];
    const expected = known({ spans, events });
    fc.assert(
      fc.property(fc.shuffledSubarray([...spans, ...spans], { minLength: spans.length * 2 }), (shuffled) => {
        expect(known({ spans: shuffled, events })).toEqual(expected);
      }),
    );
  });
});
