// How many bytes does a span need on disk, with everything: indexes, log records, order events, order states?
//
//   npm run bench -- disk [--millions 1,10] [--folder KEPT]
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { forEachSize, sizeOptions } from './support/bench-data.js';
import { report } from './support/report.js';

const { values } = parseArgs({
  options: { ...sizeOptions, settle: { type: 'string', default: '30' } },
});

await forEachSize(values, async ({ data, millions, spans }) => {
  const path = join(data, 'store');
  await settled(path);
  const parts = await bytesByPart(path);
  const total = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
  report('disk', `a span, all included, ${millions} M spans`, total / spans, 'B');
  for (const [part, bytes] of parts)
    report('disk', `a span, ${part}, ${millions} M spans`, bytes / spans, 'B');
});

/**
 * Keeps the store open until its files have not changed for a while: its background work is then finished.
 */
async function settled(path) {
  const store = await openDuckdbStore({ path });
  const still = Number(values.settle) * 1000;
  for (let since = Date.now(), before = ''; Date.now() - since < still;) {
    const now = (await readdir(path)).join();
    if (now !== before) since = Date.now();
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await store.close();
}

async function bytesByPart(path) {
  const parts = new Map();
  for (const name of await readdir(path)) {
    const part = partOf(name);
    parts.set(part, (parts.get(part) ?? 0) + (await stat(join(path, name))).size);
  }
  return parts;
}

function partOf(name) {
  if (name.endsWith('.ot')) return 'spans and log records with their indexes';
  if (name.startsWith('store.duckdb')) return 'events, mentions, order states (DuckDB)';
  if (name.endsWith('.log')) return 'log of what is not sorted yet';
  return 'hashes of the latest';
}
