import { foldOrder, stageVisits, type Transition } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow } from './sample-flow.js';

const ref = { tenantId: 'acme', orderId: '17' };

function imported(stage: string, timeNanos: bigint, more: Partial<Transition> = {}): Transition {
  return { type: 'transition', ...ref, stage, timeNanos, service: '', source: 'imported:log', ...more };
}

function activities(transitions: readonly Transition[]): string[] {
  return stageVisits(flow, transitions).map(({ stage }) => stage);
}

describe('an order known from an event log alone', () => {
  it('went the way the log tells, also where it repeats itself or the flow has no such stage', () => {
    const log = [
      imported('send reminder', 10n),
      imported('send reminder', 20n),
      imported('cancel order', 30n),
    ];
    expect(activities(log.toReversed())).toEqual(['send reminder', 'send reminder', 'cancel order']);
  });

  it('has ties in time by their place in the log', () => {
    const log = [imported('b', 10n, { place: 0n }), imported('a', 10n, { place: 1n })];
    expect(activities(log.toReversed())).toEqual(['b', 'a']);
  });

  it('has intervals by start, then completion', () => {
    const log = [
      imported('long', 90n, { startNanos: 10n }),
      imported('short', 20n, { startNanos: 10n }),
      imported('first', 95n, { startNanos: 5n }),
    ];
    expect(activities(log)).toEqual(['first', 'short', 'long']);
  });

  it('is closed where the log ends, and in no situation', () => {
    const state = foldOrder({
      ref,
      events: [imported('place order', 10n), imported('send invoice', 90n, { startNanos: 50n })],
      firstSeenNanos: 10n,
      lastSeenNanos: 90n,
      flow,
      nowNanos: 1000n,
    });
    expect(state).toMatchObject({ stage: 'send invoice', stageSinceNanos: 50n, closedNanos: 90n });
    expect(state.diagnosis).toBeUndefined();
  });
});
