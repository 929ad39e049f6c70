import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Journey } from '@ordertrace/api';
import { expect, it } from 'vitest';
import { newTraceId, send, stageOf, traceRequest, transitionRequest } from './support/order-telemetry.js';
import { startServer, type RunningServer } from './support/server.js';
import { repository } from './support/system.js';
import { until } from './support/until.js';

const command = join(repository, 'apps/cli/bin/ordertrace.js');
const ordertrace = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args]);

/** Sends an order; resolves when the server has acknowledged all of it. */
async function sendOrder(server: RunningServer, orderId: string): Promise<void> {
  const answers = await Promise.all([
    send(server, 'traces', traceRequest({ traceId: newTraceId(), orderId, spans: 8 })),
    send(server, 'logs', transitionRequest(orderId, 'CREATED')),
    send(server, 'logs', transitionRequest(orderId, 'SUBMITTED')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
}

/** Without what changes with the time of asking. */
async function journeyOf({ api }: RunningServer, orderId: string) {
  const response = await fetch(`${api}/api/v1/orders/${orderId}/journey`);
  const { order, transitions, traces, logs } = (await response.json()) as Journey;
  return {
    stage: order.stage,
    since: order.stage_since,
    created: order.created_at,
    transitions,
    traces,
    logs,
  };
}

it('a server restored from a backup taken under load knows all that was acknowledged before, and tells the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordertrace-backup-test-'));
  const server = await startServer(join(folder, 'data'), { ORDERTRACE_RUN_MIB: '1' });
  const before = Array.from({ length: 150 }, (_, i) => `before-${i}`);
  for (let i = 0; i < before.length; i += 10)
    await Promise.all(before.slice(i, i + 10).map((orderId) => sendOrder(server, orderId)));

  const load = { isOver: false, sent: 0 };
  const sending = (async () => {
    while (!load.isOver) await sendOrder(server, `during-${load.sent++}`);
  })();
  const saved = join(folder, 'saved.tar');
  await ordertrace('backup', saved, '--server', server.api);
  load.isOver = true;
  await sending;
  expect(load.sent).toBeGreaterThan(0);
  await ordertrace('restore', saved, '--data', join(folder, 'restored'));

  const restored = await startServer(join(folder, 'restored'));
  for (const orderId of before) {
    await until(`${orderId} is folded`, async () => (await stageOf(restored, orderId)) === 'SUBMITTED');
    await until(`${orderId} is folded`, async () => (await stageOf(server, orderId)) === 'SUBMITTED');
    const journey = await journeyOf(restored, orderId);
    expect(journey).toEqual(await journeyOf(server, orderId));
    expect(journey.traces[0]?.span_count).toBe(8);
    expect(journey.transitions).toHaveLength(2);
  }
  await sendOrder(restored, 'after');
  await until(
    'the restored server takes new orders',
    async () => (await stageOf(restored, 'after')) !== undefined,
  );
  await Promise.all([server.stop(), restored.stop()]);
  await rm(folder, { recursive: true });
});
