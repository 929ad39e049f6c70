import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  newTraceId,
  send,
  spansOfTrace,
  stageOf,
  traceRequest,
  transitionRequest,
  type OrderTrace,
} from './support/order-telemetry.js';
import { startServer, type RunningServer } from './support/server.js';
import { until } from './support/until.js';

const mebibyte = 1 << 20;

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: only root may mount the small file system that fills up');

let folder = '';
let server: RunningServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
  execFileSync('umount', [folder]);
  await rm(folder, { recursive: true });
});

/** A file system of this size, for the server's data. */
async function smallDisk(mebibytes: number): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
}

const filling = 'filling-';

/** Fills the disk up to so many bytes. The server may take the last of them meanwhile. */
function leaveFree(bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const name = `${filling}${readdirSync(folder).length}`;
  try {
    writeFileSync(join(folder, name), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function makeRoom(): void {
  for (const name of readdirSync(folder)) if (name.startsWith(filling)) rmSync(join(folder, name));
}

const newTrace = (orderId: string): OrderTrace => ({
  traceId: newTraceId(),
  orderId,
  spans: 750,
});

/**
 * Sends one order's trace after the other until one is refused, though no byte is free: the server gives some back as
 * it writes its files anew, and is right to use them.
 */
async function sendUntilRefused(running: RunningServer) {
  const kept: OrderTrace[] = [];
  let full = false;
  for (;;) {
    const trace = newTrace(`full-${kept.length}`);
    const answer = await send(running, 'traces', traceRequest(trace));
    if (answer.status === 200) kept.push(trace);
    else if (full) return { kept, refused: trace, refusal: answer };
    full = answer.status !== 200;
    if (full) leaveFree(0);
  }
}

/** A server whose disk is full: it has refused something, and no byte is left. */
async function serverOnFullDisk(env: Readonly<Record<string, string>>) {
  await smallDisk(48);
  const running = await startServer(join(folder, 'data'), env);
  server = running;
  expect((await send(running, 'logs', transitionRequest('before', 'CREATED'))).status).toBe(200);
  await until('the order is known', () => stageOf(running, 'before'));
  leaveFree(3 * mebibyte);
  return { running, ...(await sendUntilRefused(running)) };
}

/** Whether the list of orders, which has saved orders only, contains these. */
async function savesAll({ api }: RunningServer, orders: readonly OrderTrace[]): Promise<boolean> {
  const response = await fetch(`${api}/api/v1/orders?limit=500`);
  const { orders: saved } = (await response.json()) as { readonly orders: readonly { order_id: string }[] };
  return orders.every(({ orderId }) => saved.some(({ order_id }) => order_id === orderId));
}

async function takesTelemetryAgain(running: RunningServer): Promise<void> {
  await until('it takes telemetry again', async () => {
    return (await send(running, 'logs', transitionRequest('before', 'SUBMITTED'))).status === 200;
  });
  await until('it folds orders again', async () => (await stageOf(running, 'before')) === 'SUBMITTED');
  await until('it is ready', async () => (await fetch(`${running.api}/readyz`)).ok);
}

describe.skipIf(!isRoot)('a full disk', () => {
  it.each([
    ['the log of what comes in', {}],
    ['files by order', { ORDERTRACE_RUN_MIB: '1' }],
  ])('that leaves no room for %s: refuses, serves reads, recovers by itself', async (_, env) => {
    const { running, kept, refused, refusal } = await serverOnFullDisk(env);
    expect(refusal.status).toBe(503);
    expect(refusal.retryAfter).toBeGreaterThan(0);
    expect(kept.length).toBeGreaterThan(3);
    const some = [...kept.slice(0, 3), ...kept.slice(-3)];
    for (const { traceId, spans } of some) expect(await spansOfTrace(running, traceId)).toBe(spans);
    expect(await stageOf(running, 'before')).toBe('CREATED');
    // No fold can be saved, so the orders are derived from what was acknowledged.
    for (const { orderId } of some)
      await until('the order is found', async () => (await stageOf(running, orderId)) === '');
    // The server may give back enough room to save them after all.
    await until('it is not ready, or has saved the orders', async () => {
      leaveFree(0);
      return (await fetch(`${running.api}/readyz`)).status === 503 || (await savesAll(running, some));
    });

    makeRoom();
    await takesTelemetryAgain(running);
    const after = newTrace('after');
    expect((await send(running, 'traces', traceRequest(after))).status).toBe(200);

    await running.stop();
    const restarted = await startServer(join(folder, 'data'), env);
    server = restarted;
    for (const { traceId, spans } of [...kept, after])
      expect(await spansOfTrace(restarted, traceId)).toBe(spans);
    expect(await spansOfTrace(restarted, refused.traceId)).toBe(0);
    await until('all orders are known', async () => (await stageOf(restarted, kept.at(-1)!.orderId)) === '');
  });
});
