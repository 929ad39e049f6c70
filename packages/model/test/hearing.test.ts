import { describe, expect, it } from 'vitest';
import { concludableNanos, heardNext, judgeableNanos, type TelemetryProgress } from '../src/hops/hearing.js';

const second = 1_000_000_000n;
const at = (seconds: number) => 1_790_000_000n * second + BigInt(seconds) * second;

/** Arrivals of one application: the second of each, and the second that its latest record is from. */
function heard(...arrivals: readonly (readonly [arrives: number, from: number])[]): TelemetryProgress {
  const [first, ...more] = arrivals;
  if (first === undefined) throw new RangeError('An application that was heard has an arrival.');
  const begun = heardNext(undefined, at(first[1]), at(first[0]));
  return more.reduce((known, [arrives, from]) => heardNext(known, at(from), at(arrives)), begun);
}

/** The second after which a receipt that is due at 1000 is judged, asked at `now`. */
function judgedAt(known: TelemetryProgress, now: number): number {
  const hearing = new Map([['mes', known]]);
  return Number(
    (concludableNanos({ receivers: ['mes'], dueNanos: at(1000) }, hearing, at(now)) - at(0)) / second,
  );
}

describe('a missing receipt is judged', () => {
  it('at its deadline, where the receiver was never heard', () => {
    const none = new Map<string, TelemetryProgress>();
    expect(concludableNanos({ receivers: ['mes'], dueNanos: at(1000) }, none, at(1000))).toBe(at(1000));
  });

  it('at its deadline, where the telemetry of a quiet receiver is punctual', () => {
    expect(judgedAt(heard([405, 400]), 1000)).toBe(1000);
    expect(judgedAt(heard([460, 400]), 1000)).toBe(1000);
  });

  it('at its deadline, where a punctual receiver sent something old once', () => {
    expect(judgedAt(heard([700, 699], [705, 400]), 1000)).toBe(1000);
  });

  it('later by the usual delay of the receiver’s telemetry, and a minute', () => {
    const late = heard([700, 520]);
    expect(judgedAt(late, 1000)).toBe(1015);
    expect(judgedAt(late, 1230)).toBe(1240);
    expect(judgedAt(late, 1240)).toBe(1000);
  });

  it('as soon as late telemetry has passed the deadline', () => {
    expect(judgedAt(heard([700, 520], [1181, 1001]), 1181)).toBe(1000);
  });

  it('after an outage, once twenty seconds bring no more of it', () => {
    const catchingUp = heard([1100, 100], [1110, 300]);
    expect(judgedAt(catchingUp, 1112)).toBe(1127);
    expect(judgedAt(catchingUp, 1129)).toBe(1130);
    expect(judgedAt(catchingUp, 1130)).toBe(1000);
  });

  it('after an outage that some of its telemetry has passed, for an hour', () => {
    const both = heard([1500, 100], [1501, 1500]);
    expect(judgedAt(both, 1505)).toBe(1520);
    expect(judgedAt(both, 1520)).toBe(1000);
    const endless = Array.from({ length: 400 }, (_, i) => [1500 + i * 10, 100] as const);
    expect(judgedAt(heard([1499, 1498], ...endless.slice(0, 361)), 5099)).toBe(5100);
    expect(judgedAt(heard([1499, 1498], ...endless.slice(0, 362)), 5111)).toBe(1000);
  });

  it('at its deadline, where the outage’s telemetry is past it', () => {
    expect(judgedAt(heard([1700, 1001], [1701, 1701]), 1701)).toBe(1000);
  });

  it('only when each receiver’s telemetry has passed it', () => {
    const hearing = new Map([
      ['mes', heard([900, 899])],
      ['shop', heard([700, 520])],
    ]);
    const awaited = { receivers: ['mes', 'shop'], dueNanos: at(1000) };
    expect(concludableNanos(awaited, hearing, at(1001))).toBe(at(1016));
  });

  it('as if a time ahead of the clock were now', () => {
    expect(heard([700, 900])).toEqual({ upToNanos: at(700), latenessNanos: 0n });
  });
});

describe('anything else that is absent is judged', () => {
  const judged = (now: number, known: TelemetryProgress | undefined, blindFrom?: number) => {
    const hearing = new Map(known === undefined ? [] : [['any', known]]);
    const blind = blindFrom === undefined ? {} : { blindFromNanos: at(blindFrom) };
    return Number((judgeableNanos({ hearing, ...blind }, at(1000), at(now)) - at(0)) / second);
  };

  it('at its deadline, while telemetry arrives, late or not', () => {
    expect(judged(900, undefined)).toBe(1000);
    expect(judged(1000, heard([700, 520]))).toBe(1000);
  });

  it('once the backlog of any application has passed its deadline', () => {
    expect(judged(1110, heard([1100, 100]))).toBe(1120);
    expect(judged(1120, heard([1100, 100]))).toBe(1000);
    expect(judged(1801, heard([1800, 1100]))).toBe(1000);
  });

  it('once telemetry arrives again, or after three hours', () => {
    expect(judged(1500, undefined, 999)).toBe(1515);
    expect(judged(1500, undefined, 1000)).toBe(1000);
    expect(judged(11_799, undefined, 999)).toBe(11_800);
    expect(judged(11_800, undefined, 999)).toBe(1000);
  });
});
