import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filledStore } from './filled-store.js';

/** Options of benchmarks with a store of a given size. */
export const sizeOptions = {
  /** Millions of spans, separated by commas: 1,10. */
  millions: { type: 'string', default: '1,10' },
  /** Folder in which the stores of each size are kept for reuse. */
  folder: { type: 'string' },
  json: { type: 'boolean' },
};

/**
 * Runs `work` with a filled data folder of each size.
 * @param {{ millions: string, folder?: string }} values
 * @param {(filled: { data: string, spans: number, orders: number, millions: number }) => Promise<void>} work
 * @param {{ states?: number }} [options]
 */
export async function forEachSize(values, work, { states = 0 } = {}) {
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'ordertrace-bench-')));
  try {
    for (const millions of values.millions.split(',').map(Number)) {
      const data = join(folder, `${millions}M`);
      const log = (text) => console.error(`filling, ${millions} M: ${text}`);
      const filled = await filledStore({ data, spans: millions * 1e6, states, log });
      await work({ data, millions, ...filled });
    }
  } finally {
    if (values.folder === undefined) await rm(folder, { recursive: true });
  }
}
