import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { batchOf, recordsOf, spanSample } from '@ordertrace/store/contract';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { expect, it } from 'vitest';

const child = fileURLToPath(new URL('./filling-process.js', import.meta.url));
const order = { tenantId: 'acme', orderId: '17' };

interface FillResult {
  readonly acknowledged: number;
  readonly refusals: readonly { readonly code: string; readonly retryAfterMs: number }[];
  readonly readable: number;
}

/** Runs the filling process with a file size limit of 4,000 blocks (2 or 4 MB, depending on the shell). */
function fill(path: string): Promise<FillResult> {
  return new Promise((resolve) => {
    execFile(
      'sh',
      ['-c', 'ulimit -f 4000; exec "$0" "$@"', process.execPath, child, path],
      (_error, stdout) => resolve(JSON.parse(stdout) as FillResult),
    );
  });
}

it('refuses as full where nothing more can be written, serves reads, and goes on once there is room', async () => {
  const path = await mkdtemp(join(tmpdir(), 'ordertrace-full-'));
  const { acknowledged, refusals, readable } = await fill(path);
  expect(acknowledged).toBeGreaterThan(5);
  for (const { code, retryAfterMs } of refusals) {
    expect(code).toBe('full');
    expect(retryAfterMs).toBeGreaterThan(0);
  }
  expect(readable).toBe(acknowledged);

  const store = await openDuckdbStore({ path });
  expect((await recordsOf(store, order)).spans).toHaveLength(acknowledged);
  await store.append(batchOf({ spans: [spanSample({ span: 999_999n, orders: [order] })] }));
  expect((await recordsOf(store, order)).spans).toHaveLength(acknowledged + 1);
  await store.close();
  await rm(path, { recursive: true });
});
