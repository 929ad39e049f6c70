import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { positionAt } from '@ordertrace/store';
import { batchOf, spanSample } from '@ordertrace/store/contract';
import { openDuckdbStore, readBackup } from '@ordertrace/store-duckdb';
import { expect, it } from 'vitest';
import { backupRoutes } from '../src/query/backup-routes.js';
import { handleErrors } from '../src/http/errors.js';

async function serverOf(backups: Parameters<typeof backupRoutes>[1]['backups']) {
  const app = Fastify();
  handleErrors(app);
  await app.register(backupRoutes, { backups });
  return app;
}

it('sends what is stored as an archive of the length it says, and keeps nothing aside', async () => {
  const path = await mkdtemp(join(tmpdir(), 'ordertrace-backup-route-'));
  const store = await openDuckdbStore({ path });
  await store.append(batchOf({ spans: [spanSample()] }));
  const app = await serverOf(store);
  const answer = await app.inject({ method: 'POST', url: '/backup' });
  expect(answer.statusCode).toBe(200);
  expect(Number(answer.headers['content-length'])).toBe(answer.rawPayload.length);
  const from = (async function* () {
    yield await Promise.resolve(new Uint8Array(answer.rawPayload));
  })();
  expect((await readBackup({ from })).contents.spans).toBe(1);
  await expect
    .poll(async () => (await readdir(path)).filter((name) => name.startsWith('backup-')))
    .toEqual([]);
  await app.close();
  await store.close();
  await rm(path, { recursive: true });
});

it('makes one at a time, the next when the one before has ended, well or not', async () => {
  let finish: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (finish = resolve));
  let released = 0;
  const app = await serverOf({
    backup: () =>
      Promise.resolve({
        contents: { position: positionAt({ commit: 0n }), spans: 0, logs: 0, orders: 0 },
        bytes: 1,
        read: async function* () {
          await held;
          yield new Uint8Array(1);
        },
        release: async () => {
          released++;
          await Promise.resolve();
        },
      }),
  });
  const first = app.inject({ method: 'POST', url: '/backup' }).then((answer) => answer);
  await expect
    .poll(async () => (await app.inject({ method: 'POST', url: '/backup' })).statusCode, { timeout: 5000 })
    .toBe(409);
  finish();
  expect((await first).statusCode).toBe(200);
  await expect.poll(() => released).toBe(1);
  expect((await app.inject({ method: 'POST', url: '/backup' })).statusCode).toBe(200);
  await app.close();
});

it('is refused where everything is in memory', async () => {
  const app = await serverOf(undefined);
  const answer = await app.inject({ method: 'POST', url: '/backup' });
  expect(answer.statusCode).toBe(501);
  expect(answer.json()).toMatchObject({ code: 'no_backup_of_memory' });
  await app.close();
});
