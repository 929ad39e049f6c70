import { foldOrder, orderKnowledge, placeKey, type FoldInput, type OrderEvent } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, ref, transition, way } from './sample-flow.js';
import { plan, publish, sentBy, stateAt, coverageOf } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const healthy = way.map(([stage, service], i) => transition(stage, start + BigInt(i) * hour, { service }));

function fold(events: readonly OrderEvent[], rest: Partial<FoldInput> = {}): ReturnType<typeof foldOrder> {
  const seen = { firstSeenNanos: start, lastSeenNanos: start };
  return foldOrder({ ref, events, flow, nowNanos: start + 9n * hour, ...seen, ...rest });
}

describe('the state of an order', () => {
  it('knows when it was created, where it is and when it was closed', () => {
    expect(fold(healthy.slice(0, 4))).toMatchObject({
      ...ref,
      flow: 'sample',
      stage: 'APPROVED',
      stageSinceNanos: start + 3n * hour,
      createdNanos: start,
      lastSeenNanos: start + 3n * hour,
    });
    expect(fold(healthy)).toMatchObject({ stage: 'CLOSED', closedNanos: start + 8n * hour });
  });

  it('is the same for the same set of telemetry, shuffled and doubled', () => {
    const sent = sentBy({ ...plan, startNanos: start, fault: 'priced lost' });
    const now = start + 2n * hour;
    const state = stateAt(sent, now);
    const twice = fc.tuple(
      fc.shuffledSubarray([...sent.events, ...sent.events], { minLength: sent.events.length * 2 }),
      fc.shuffledSubarray([...sent.spans, ...sent.spans], { minLength: sent.spans.length * 2 }),
    );
    fc.assert(
      fc.property(twice, ([events, spans]) => {
        expect(stateAt({ events, spans }, now)).toEqual(state);
      }),
    );
  });

  it('is closed where an event log ends, and open again once telemetry names the order', () => {
    const imported = healthy.slice(0, 3).map((event) => ({ ...event, source: 'imported:erp' }));
    expect(fold(imported)).toMatchObject({ stage: 'PRICED', closedNanos: start + 2n * hour });
    expect(fold([...imported, ...healthy.slice(3, 4)])).not.toHaveProperty('closedNanos');
    const repeated = transition('PRICED', start + 3n * hour, { service: 'shop-api' });
    expect(fold([...imported, repeated]), 'the stage that the log ended with').not.toHaveProperty(
      'closedNanos',
    );
  });

  it('does not ask for a start that was not seen', () => {
    const late = fold(healthy.slice(3, 5));
    expect(late).not.toHaveProperty('createdNanos');
    expect(late.stage).toBe('IN_PRODUCTION');
  });

  it('takes names and numbers that are meant to do harm', () => {
    const names = ['constructor', '__proto__', 'toString', '', '\n', '*'];
    const name = fc.constantFrom(...names);
    const number = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, 0.5);
    const time = fc.constantFrom(0n, start, 2n ** 63n - 1n, -1n);
    fc.assert(
      fc.property(fc.tuple(name, name, number, time, time), ([one, two, expectedWithinMs, first, second]) => {
        const order = { orderId: one, tenantId: two };
        const events = [
          { ...transition(one, first), ...order, service: two },
          { ...transition('APPROVED', second), ...order, previousStage: one },
          {
            ...order,
            type: 'work_started' as const,
            work: one,
            expectedWithinMs,
            timeNanos: second,
            service: two,
          },
        ];
        const spans = [
          publish(one, two, first, { orders: [order], messageId: one }),
          publish(two, one, second, { orders: [order], durationNanos: -5n, status: 'error' }),
        ];
        const known = coverageOf([
          [placeKey('message', one), two],
          [placeKey('message', two), one],
        ]);
        const knowledge = orderKnowledge({
          ref: order,
          spans,
          events,
          flow,
          coverage: known,
          nowNanos: start,
        });
        const state = fold(events, { ref: order, knowledge });
        expect(state.orderId).toBe(one);
      }),
      { numRuns: 500 },
    );
  });

  it('widens its signs of life by its events', () => {
    const seen = { firstSeenNanos: start + minute, lastSeenNanos: start + minute };
    expect(fold(healthy, seen)).toMatchObject({
      firstSeenNanos: start,
      lastSeenNanos: start + 8n * hour,
    });
  });
});
