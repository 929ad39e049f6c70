import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@ordertrace/store';
import {
  all,
  batchOf,
  logSample,
  plainSpan,
  recordsOf,
  spanSample,
  transitionSample,
} from '@ordertrace/store/contract';
import { openDuckdbStore, type DuckdbStoreOptions } from '@ordertrace/store-duckdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const tiny = 1 / 64;

describe('runs that are written anew', () => {
  let path: string;
  let store: Store;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'ordertrace-rewriting-'));
  });
  afterEach(async () => {
    await store.close();
    await rm(path, { recursive: true });
  });

  async function open(options: Omit<DuckdbStoreOptions, 'path'>): Promise<void> {
    store = await openDuckdbStore({ path, ...options });
  }

  /** Appends `steps` batches, each with a step of each of 20 orders. */
  async function appendSteps(steps: number, secret = ''): Promise<void> {
    for (let step = 0; step < steps; step++)
      await store.append(
        batchOf({
          spans: Array.from({ length: 100 }, (_, i) => {
            const order = { tenantId: 'acme', orderId: `${i % 20}` };
            const trace = BigInt(step * 20 + (i % 20) + 1);
            const body = `${step}/${i} ${String(Math.sin(step * 100 + i))} ${secret}`;
            return spanSample({
              trace,
              span: BigInt(i + 1),
              parent: 7n,
              kind: 'internal',
              orders: [order],
              body,
            });
          }),
          logs: [
            logSample({ trace: 0n, span: 0n, orders: [{ tenantId: 'acme', orderId: '3' }], body: `${step}` }),
          ],
          events: [transitionSample({ orderId: '3', timeNanos: BigInt(step) })],
        }),
      );
  }

  const runFiles = async () => (await readdir(path)).filter((name) => name.endsWith('.ot'));
  async function bytesOfRuns(): Promise<number> {
    const sizes = await Promise.all(
      (await runFiles()).map(async (name) => (await stat(join(path, name))).size),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  it('become few, with every answer as it was', { timeout: 60_000 }, async () => {
    await open({ runMiB: tiny, mergeRuns: 0 });
    await appendSteps(30);
    await store.close();
    const before = (await runFiles()).length;
    expect(before).toBeGreaterThan(8);
    await open({ runMiB: tiny, mergeRuns: 4 });
    await vi.waitFor(async () => expect((await runFiles()).length).toBeLessThan(before - 2), 30_000);
    const order = { tenantId: 'acme', orderId: '3' };
    expect((await recordsOf(store, order)).spans).toHaveLength(150);
    expect((await recordsOf(store, order)).logs).toHaveLength(30);
    expect(await store.eventsOfOrders([order])).toHaveLength(30);
    expect(await store.statistics()).toMatchObject({ spans: 3000, logs: 30 });
  });

  it('are smaller on disk by what retention took', { timeout: 60_000 }, async () => {
    await open({ runMiB: tiny, mergeRuns: 0 });
    await appendSteps(20);
    const rules = [{ name: 'expired', keep: 'nothing' as const }];
    const orders = Array.from({ length: 15 }, (_, i) => [{ tenantId: 'acme', orderId: `${i}` }, 0] as const);
    const { removed: would } = await store.retain({ rules, orders, dryRun: true });
    const before = await bytesOfRuns();
    const { removed } = await store.retain({ rules, orders, dryRun: false });
    expect(removed).toMatchObject([{ rule: 'expired', spans: 1500, logs: 20, orders: 15 }]);
    expect(would).toMatchObject([{ spans: 1500, logs: 20, orders: 15 }]);
    expect(await bytesOfRuns()).toBeLessThan(before / 2);
    await store.close();
    await open({});
    expect(await all(store.findSpans({}))).toHaveLength(500);
  });

  it('hold nothing of a text that was erased, nor does any other file', { timeout: 60_000 }, async () => {
    const secret = 'ivan.petrov@example.com';
    await open({ runMiB: tiny, mergeRuns: 0 });
    await appendSteps(4, `for ${secret}`);
    await store.append(
      batchOf({ events: [transitionSample({ service: secret })], spans: [spanSample({ name: secret })] }),
    );
    await store.appendFacts([
      {
        id: 'a',
        kind: 'note',
        timeNanos: 1n,
        actor: 'ann',
        tenantId: 'acme',
        orderId: '3',
        subject: '',
        data: { note: `asked by ${secret}` },
      },
    ]);
    const report = await store.erase({ target: { matching: secret }, dryRun: false });
    expect(report).toMatchObject({ spans: 401, events: 1, facts: 1 });
    const spans = (await all(store.findSpans({}))).map((span) => plainSpan(span));
    expect(spans).toHaveLength(401);
    for (const span of spans) expect(JSON.stringify(Object.values(span).map(String))).not.toContain(secret);
    await store.close();
    for (const name of await readdir(path))
      expect((await readFile(join(path, name))).includes(secret), name).toBe(false);
    await open({});
    expect(JSON.stringify((await store.facts({ limit: 9 })).facts[0]?.data)).toContain('asked by ****');
  });
});
