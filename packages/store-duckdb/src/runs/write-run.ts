import { orderHash } from '../bytes/hash.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import { columnsDictionary, compressBodies, compressColumns } from './compression.js';
import { cutPages, TraceHomes } from './cut-pages.js';
import { encodePage } from './encode-page.js';
import { mergeBatches } from './merge-batches.js';
import type { PageRows } from './page-summary.js';
import { RunWriter } from './run-writer.js';

/** Pages that are compressed in parallel by worker threads. */
const pagesAtOnce = 8;

/**
 * Writes the records of these batches, sorted by order, into one immutable file. The complete file is on disk
 * when this resolves; after a failure no such file exists.
 */
export async function writeRun(path: string, batches: readonly RecentBatch[]): Promise<void> {
  const merged = mergeBatches(batches);
  const { dictionaries, strays } = merged;
  const homes = new TraceHomes(merged);
  const pages = [merged.spans, merged.logs].flatMap((all) => {
    homes.settle(all);
    return cutPages(all).map((rows): PageRows => ({ all, rows, dictionaries }));
  });
  const dictionary = columnsDictionary(dictionaries);
  const run = new RunWriter(path, dictionary);
  try {
    await writePages(run, pages, dictionary);
    run.finish({
      firstCommit: batches[0]?.commit ?? 0n,
      lastCommit: batches.at(-1)?.commit ?? 0n,
      eventHashes: batches.flatMap(({ events }) => events.map(({ orderId }) => orderHash(orderId))),
      strays,
    });
  } catch (error) {
    run.abandon();
    throw error;
  }
}

async function writePages(run: RunWriter, pages: readonly PageRows[], dictionary: Uint8Array): Promise<void> {
  for (let start = 0; start < pages.length; start += pagesAtOnce) {
    const compressed = await Promise.all(
      pages.slice(start, start + pagesAtOnce).map(async (page) => {
        const { columns, noise, bodies } = encodePage(page.all, page.rows, page.dictionaries);
        const compressing = [compressColumns(columns, dictionary), compressBodies(bodies)] as const;
        return { page, parts: [await compressing[0], noise, await compressing[1]] as const };
      }),
    );
    for (const { page, parts } of compressed) run.add(page, parts);
  }
}
