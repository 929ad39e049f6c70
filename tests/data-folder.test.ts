import { mkdtemp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newTraceId, send, traceRequest } from './support/order-telemetry.js';
import { startServer } from './support/server.js';

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ordertrace-folder-'));
});
afterEach(() => rm(parent, { recursive: true }));

it('the data folder and all of its files are for the server alone, also where the folder was open', async () => {
  const data = join(parent, 'data');
  await mkdir(data, { mode: 0o755 });
  const server = await startServer(data);
  await send(
    server,
    'traces',
    traceRequest({ traceId: newTraceId(), orderId: 'A-1', spans: 3, noiseBytes: 10 }),
  );
  const found = await readdir(data, { recursive: true });
  expect(found.length).toBeGreaterThan(3);
  for (const name of ['.', ...found]) expect((await stat(join(data, name))).mode & 0o077, name).toBe(0);
  await server.stop();
});
