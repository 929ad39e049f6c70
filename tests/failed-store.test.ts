import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { send, stageOf, transitionRequest } from './support/order-telemetry.js';
import { startServer } from './support/server.js';
import { until } from './support/until.js';

const preload = new URL('./support/fail-store.mjs', import.meta.url).href;

it('a server whose store has failed ends with an error, and the next start has what was acknowledged', async () => {
  const data = await mkdtemp(join(tmpdir(), 'ordertrace-failed-'));
  const server = await startServer(data, {}, ['--import', preload]);
  expect((await send(server, 'logs', transitionRequest('kept', 'CREATED'))).status).toBe(200);
  server.signal('SIGUSR2');
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain('the store has failed');

  const next = await startServer(data);
  await until('the order is known', async () => (await stageOf(next, 'kept')) === 'CREATED');
  await next.stop();
  await rm(data, { recursive: true });
});
