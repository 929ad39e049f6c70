import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockShifts } from '../src/diagnosis/progress.js';
import type { Hop, HopEnd } from '../src/hops/hop.js';
import { minute } from './sample-flow.js';

function end(service: string, timeNanos: bigint): HopEnd {
  return { traceId: 't', spanId: 's', service, name: '', timeNanos, statusCode: 'OK' };
}

function hop(from: HopEnd, to: HopEnd): Hop {
  return {
    kind: 'message',
    destination: 'q',
    state: 'delivered',
    from,
    resent: [],
    to: [to],
    missing: [],
    dueNanos: 0n,
    orders: [],
  };
}

const services = ['a', 'b', 'c', 'd'];

describe('clocks', () => {
  it('that agree with the order of hops are left alone', () => {
    expect(clockShifts([hop(end('a', 10n), end('b', 12n)), hop(end('b', 13n), end('c', 13n))]).size).toBe(0);
  });

  it('are put forward by no more than is needed, also along a chain', () => {
    const shifts = clockShifts([hop(end('b', 6n), end('c', 5n)), hop(end('a', 10n), end('b', 7n))]);
    expect([...shifts].sort()).toEqual([
      ['b', 3n],
      ['c', 4n],
    ]);
  });

  it('come out so that nothing is received before it was sent, if their differences stayed the same', () => {
    const clock = fc.bigInt({ min: -10n * minute, max: 10n * minute });
    const sending = fc.tuple(
      fc.constantFrom(...services),
      fc.constantFrom(...services),
      fc.bigInt({ min: 0n, max: 60n * minute }),
      fc.bigInt({ min: 0n, max: minute }),
    );
    fc.assert(
      fc.property(fc.tuple(clock, clock, clock, clock), fc.array(sending), (clocks, sendings) => {
        const shown = (service: string, time: bigint): HopEnd =>
          end(service, time + (clocks[services.indexOf(service)] ?? 0n));
        const hops = sendings.map(([from, to, at, wait]) => hop(shown(from, at), shown(to, at + wait)));
        const shifts = clockShifts(hops);
        const right = (one: HopEnd): bigint => one.timeNanos + (shifts.get(one.service) ?? 0n);
        for (const { from, to } of hops) expect(right(to[0]!) >= right(from)).toBe(true);
      }),
    );
  });

  it('that contradict themselves are given up on', () => {
    const ring = [hop(end('a', 10n), end('b', 5n)), hop(end('b', 10n), end('a', 5n))];
    expect(clockShifts(ring).size).toBe(2);
  });
});
