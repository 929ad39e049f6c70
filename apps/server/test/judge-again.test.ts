import { manufacturerFlow } from '@ordertrace/flow';
import { eventBatch, flowsOf, nanosFromMillis, type OrderEvent } from '@ordertrace/model';
import { createMemoryStore, type Store } from '@ordertrace/store';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { Alerter } from '../src/outbound/alerts/index.js';
import { ProblemDesk } from '../src/problems/index.js';

const noon = nanosFromMillis(Date.parse('2026-11-24T09:00:00Z'));
const hour = nanosFromMillis(3_600_000);
const day = 24n * hour;
const orders = 350;
const judgeAtMost = 100;

let store: Store;
let context: FoldContext;
let now: bigint;
let judged: number;
let alerts: number;

function submitted(orderId: string): OrderEvent {
  return {
    ...{ type: 'transition', tenantId: 'retail', orderId, timeNanos: noon },
    ...{ service: 'shop-api', stage: 'SUBMITTED' },
  };
}

beforeEach(async () => {
  store = createMemoryStore();
  now = noon + 30n * day;
  alerts = 0;
  const desk = new ProblemDesk({ store, now: () => now });
  const observer = { looked: () => judged++, folded: () => undefined, forget: () => undefined };
  context = foldContext({ store, desk, observer, flows: flowsOf([manufacturerFlow()]), now: () => now });
  await store.append(eventBatch(Array.from({ length: orders }, (_, i) => submitted(`${i}`))));
});
afterEach(() => store.close());

/** Folds everything from the start; resolves with how many orders each pass judged. */
async function foldAll(): Promise<number[]> {
  const portions: number[] = [];
  let position = store.positions.start;
  for (let more = true; more;) {
    judged = 0;
    const pass = await foldPass(context, { position, judgeAtMost });
    portions.push(judged);
    position = pass.position;
    more = portions.length === 1 || pass.moreDue;
    now += hour;
  }
  return portions;
}

/** What a server that just started sends. */
async function sendAlerts(): Promise<void> {
  const alerter = new Alerter({
    flows: () => flowsOf([manufacturerFlow()]),
    ...{ store, now: () => now, logger: pino({ level: 'silent' }) },
    settings: { gatherMs: 0, repeatAfterMs: 0, channels: [] },
    channels: [
      {
        ...{ name: 'ops', type: 'webhook', language: 'en', tenants: [], situations: ['stuck'] },
        certainty: 'proven',
        deliver: () => Promise.resolve({ outcome: 'delivered' as const, count: alerts++ }),
      },
    ],
  });
  await alerter.look();
  await alerter.stop();
}

it('judges all orders again in portions, and sends no alert of problems that were known before', async () => {
  await foldAll();
  await sendAlerts();
  expect(alerts).toBe(1);
  const { facts: before } = await store.facts({ kinds: ['problem.'], limit: 1000 });
  expect(before).toHaveLength(orders);
  // States as a version that judged otherwise left them.
  const { orders: saved } = await store.listOrders({
    ...{ sort: 'stage_since', descending: false, limit: orders },
  });
  const position = await store.savedPosition();
  await store.saveOrders({
    orders: saved.map(({ diagnosis: _, checkNanos: __, ...order }) => order),
    position,
  });

  const portions = await foldAll();

  expect(Math.max(...portions)).toBe(judgeAtMost);
  expect(portions.reduce((sum, portion) => sum + portion, 0)).toBe(orders);
  expect(await store.countOrders({ open: true, situation: 'stuck' })).toMatchObject([{ count: orders }]);
  const { facts: after } = await store.facts({ kinds: ['problem.'], limit: 1000 });
  expect(after).toEqual(before);
  await sendAlerts();
  expect(alerts).toBe(1);
});
