import { describe, expect, it } from 'vitest';
import { plainSpan } from './answers.js';
import { problemSample, saveSamples } from './problems.js';
import { batchOf, spanSample, stateSample, transitionSample } from './samples.js';
import type { WithStore } from './store-place.js';

const acme = { tenantId: 'acme', orderId: '17' };
const beta = { tenantId: 'beta', orderId: '17' };

export function journeyContract(withStore: WithStore): void {
  describe("an order's journey", () => readsJourneys(withStore));
}

function readsJourneys(withStore: WithStore): void {
  it(
    'is its state, its problems and its records',
    withStore(async (store) => {
      const event = transitionSample({ timeNanos: 10n });
      await store.append(batchOf({ spans: [spanSample({ orders: [acme], body: 'one' })], events: [event] }));
      const nothing = { state: undefined, problems: [], events: [], spans: [], logs: [] };
      expect(await store.journeyOf(beta)).toEqual({ order: beta, ...nothing });
      const state = stateSample(acme);
      await store.saveOrders({ orders: [state, stateSample(beta)] });
      const problem = problemSample({ id: 'p1', ...acme });
      await saveSamples(store, [problem]);
      const journey = await store.journeyOf({ ...state });
      expect(journey).toMatchObject({ order: acme, state, problems: [problem], events: [event] });
      expect(journey.spans.map((span) => plainSpan(span).body)).toEqual(['one']);
    }),
  );
}
