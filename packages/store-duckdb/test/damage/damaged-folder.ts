import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderRef } from '@ordertrace/model';
import type { BackupSource, Store, StoreChecks } from '@ordertrace/store';
import {
  all,
  batchOf,
  plainLog,
  plainSpan,
  recordsOf,
  spanSample,
  stateSample,
  transitionSample,
} from '@ordertrace/store/contract';
import { openDuckdbStore } from '@ordertrace/store-duckdb';

export type TestStore = Store & BackupSource & StoreChecks;

export const orders: readonly OrderRef[] = Array.from({ length: 24 }, (_, i) => ({
  tenantId: 'acme',
  orderId: `${1000 + i}`,
}));
const spansOfOrder = 40;

export function open(path: string, orderFilesAfterMs = 2 ** 31 - 1): Promise<TestStore> {
  return openDuckdbStore({ path, orderFilesAfterMs, mergeRuns: 0 });
}

interface Copies {
  /** Appends before the others, so that two stores differ. */
  readonly before?: number;
  /** Gets a copy of the store with its first run only. */
  readonly earlier?: string;
  /** Gets a copy of the store with its records in two logs. */
  readonly logs?: string;
}

/**
 * A store as a killed process leaves it: two runs with order files, hashes of the newer one, a commit log
 * with records, and changes in DuckDB's write-ahead log.
 */
export async function makeFolder(path: string, { before = 0, earlier, logs }: Copies = {}): Promise<void> {
  const live = `${path}-live`;
  const first = await open(live, 1);
  for (let step = 0; step < before; step++) await append(first, 90 + step);
  await append(first, 0);
  await first.erase({ target: { matching: 'nothing has this' }, dryRun: true });
  if (earlier !== undefined) cpSync(live, earlier, { recursive: true });
  await append(first, 1);
  await first.erase({ target: { matching: 'nothing has this' }, dryRun: true });
  while (readdirSync(live).filter((name) => name.endsWith('.orders')).length < 2)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await first.close();
  const second = await open(live);
  for (const step of [2, 3, 4]) await append(second, step);
  const position = await second.positions.latest();
  const states = orders.map((order) => stateSample({ ...order, stage: 'PRICED' }));
  await second.saveOrders({ orders: states, position });
  await second.appendFacts([fact]);
  cpSync(live, path, { recursive: true });
  await second.close();
  if (logs !== undefined) {
    const third = await open(live);
    await append(third, 5);
    await append(third, 6);
    cpSync(live, logs, { recursive: true });
    await third.close();
  }
  rmSync(live, { recursive: true });
}

const fact = {
  id: 'fact-1',
  kind: 'note',
  timeNanos: 5n,
  actor: 'anna',
  tenantId: 'acme',
  orderId: '1000',
  subject: 'problem-1',
  data: { text: 'called the customer' },
};

async function append(store: Store, step: number): Promise<void> {
  await store.append(
    batchOf({
      spans: orders.flatMap((order, i) =>
        Array.from({ length: step < 2 ? spansOfOrder : 2 }, (_, span) =>
          spanSample({
            trace: BigInt(1 + step * 100 + i),
            span: BigInt(1 + step * 10_000 + i * 100 + span),
            orders: [order],
            service: `service-${i % 3}`,
            name: `operation ${span % 7}`,
            body: `body of step ${step}, order ${i}, span ${span}`,
          }),
        ),
      ),
      events: orders.map((order) =>
        transitionSample({ ...order, timeNanos: BigInt(step + 1), stage: `STAGE_${step}` }),
      ),
    }),
  );
}

/** The results of all queries as text, by query; a refused query has its error. */
export async function answersOf(store: Store): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const ask = async (question: string, answer: () => Promise<unknown>) => {
    try {
      answers.set(question, textOf(await answer()));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
      answers.set(question, `refused: ${error.message}`);
    }
  };
  for (const order of orders) {
    await ask(`spans ${order.orderId}`, async () => (await recordsOf(store, order)).spans.map(plainSpan));
    await ask(`logs ${order.orderId}`, async () => (await recordsOf(store, order)).logs.map(plainLog));
    await ask(`events ${order.orderId}`, async () =>
      (await store.eventsOfOrders([order])).map(textOf).sort(),
    );
    await ask(`state ${order.orderId}`, () => store.ordersByRef([order]));
  }
  await ask('a trace', async () =>
    (await all(store.spansOfTrace({ traceId: '1'.padStart(32, '0') }))).map(plainSpan),
  );
  await ask('a search', async () =>
    (await all(store.findSpans({ service: 'service-1' }))).map((span) => span.spanId).sort(),
  );
  await ask('services', () => store.services());
  await ask('facts', () => store.facts({ limit: 10 }));
  await ask('saved position', () => store.savedPosition());
  return answers;
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));
}

export interface Fault {
  readonly name: string;
  /** Changes the bytes; `undefined` removes the file. */
  readonly change: (bytes: Buffer) => Buffer | undefined;
}

const bitPlaces = [0.003, 0.23, 0.51, 0.83, 0.93, 0.999];

export const faults: readonly Fault[] = [
  { name: 'missing', change: () => undefined },
  { name: 'empty', change: () => Buffer.alloc(0) },
  { name: 'cut in the middle', change: (bytes) => bytes.subarray(0, bytes.length >> 1) },
  { name: 'cut before its last byte', change: (bytes) => bytes.subarray(0, -1) },
  ...bitPlaces.map((place): Fault => ({ name: `a bit at ${place * 100} %`, change: flipped(place) })),
  ...[0.1, 0.9].map((place): Fault => ({ name: `zeroes at ${place * 100} %`, change: zeroed(place) })),
];

function flipped(place: number): Fault['change'] {
  return (bytes) => {
    const at = Math.floor(bytes.length * place);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    return changed;
  };
}

/** Writes zeros over bytes, the first of which is not zero. */
function zeroed(place: number): Fault['change'] {
  return (bytes) => {
    let at = Math.floor(bytes.length * place);
    while ((bytes[at] ?? 1) === 0) at++;
    if (at >= bytes.length) at = bytes.findLastIndex((byte) => byte !== 0);
    return Buffer.from(bytes).fill(0, at, Math.min(bytes.length, at + 512));
  };
}

/** A copy of the folder with one changed file. */
export function damagedCopy(from: string, to: string, { file, fault }: { file: string; fault: Fault }): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  cpSync(from, to, { recursive: true });
  const changed = fault.change(readFileSync(join(from, file)));
  if (changed === undefined) rmSync(join(to, file));
  else writeFileSync(join(to, file), changed);
}
