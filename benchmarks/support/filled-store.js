import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { orderBatches, orderOf } from './order-columns.js';
import { spansPerOrder } from './order-traffic.js';

/**
 * A server's data folder with `spans` spans of whole orders, and order states as the server saves them. A
 * folder with the same content is used again.
 * @param {{ data: string, spans: number, states?: number, log?: (text: string) => void }} options `states`: number of
 *   saved order states, if it exceeds the number of orders with telemetry
 */
export async function filledStore({ data, spans, states = 0, log = () => undefined }) {
  const orders = Math.ceil(spans / spansPerOrder);
  const note = join(data, 'filled.json');
  const known = existsSync(note) ? JSON.parse(await readFile(note, 'utf8')) : { orders: -1, states: 0 };
  const filled = { spans: orders * spansPerOrder, orders, states: Math.max(states, orders) };
  if (known.orders === orders && known.states >= filled.states) return known;
  if (known.orders !== orders) await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const store = await openDuckdbStore({ path: join(data, 'store') });
  if (known.orders !== orders) await appendAll(store, orders, log);
  await saveStates(store, filled.states);
  await store.close();
  await writeFile(note, JSON.stringify(filled));
  return filled;
}

const appendedAtOnce = 8;

async function appendAll(store, orders, log) {
  const batches = orderBatches({ orders });
  let done = 0;
  let told = 0;
  const feed = async () => {
    for (const batch of batches) {
      const { spans } = await appended(store, batch);
      done += spans;
      if (done - told < 1_000_000) continue;
      told = done;
      log(`${Math.floor(done / 1e6)} million spans`);
    }
  };
  await Promise.all(Array.from({ length: appendedAtOnce }, feed));
}

async function appended(store, batch) {
  for (;;) {
    try {
      return await store.append(batch);
    } catch (error) {
      if (error.code !== 'overloaded') throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const statesAtOnce = 20_000;
const later = BigInt(Date.now() + 30 * 86_400_000) * 1_000_000n;

async function saveStates(store, count) {
  const position = await store.positions.latest();
  for (let first = 0; first < count; first += statesAtOnce) {
    const many = Math.min(statesAtOnce, count - first);
    await store.saveOrders({ orders: Array.from({ length: many }, (_, i) => stateOf(first + i)), position });
  }
}

/** Open, and on track for the next thirty days. */
function stateOf(number) {
  const since = 1_790_000_000_000_000_000n + BigInt(number % 1_000_000) * 1_000_000_007n;
  return {
    ...orderOf(number),
    flow: 'manufacturer',
    stage: 'SHIPPED',
    stageSinceNanos: since,
    createdNanos: since,
    firstSeenNanos: since,
    lastSeenNanos: since + 5n,
    checkNanos: later,
    diagnosis: {
      situation: 'on_track',
      code: 'on_track',
      details: { stage: 'SHIPPED' },
      sinceNanos: since,
      owner: 'shop-api',
      evidence: [],
      next: [{ stage: 'CLOSED', dueNanos: later }],
    },
  };
}
