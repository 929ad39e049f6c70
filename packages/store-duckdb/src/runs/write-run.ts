import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { orderHash, traceHash } from '../bytes/hash.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import { BloomFilter } from './bloom-filter.js';
import { checksum, columnsDictionary, compressBodies, compressColumns } from './compression.js';
import { cutPages, TraceHomes } from './cut-pages.js';
import { encodePage } from './encode-page.js';
import { HashEntriesBuilder } from './hash-index.js';
import { mergeBatches, type MergedTelemetry } from './merge-batches.js';
import { summarisePage, RunOperations } from './page-summary.js';
import type { PageInfo } from './page-table.js';
import type { RecordRows } from './record-rows.js';
import { writeFooter, type RunFooter, type Section } from './run-footer.js';

export const runMagic = 'otrun002';
/** Pages that are compressed at once, off this thread. */
const pagesAtOnce = 8;

/**
 * Writes the records of these batches, by order, into one file that never changes after. The file is there,
 * whole and on disk, once this resolves; after a failure nothing of that name is.
 */
export async function writeRun(path: string, batches: readonly RecentBatch[]): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = new RunFileWriter(unfinished);
  try {
    await writeSections(file, batches);
    file.sync();
  } finally {
    file.close();
  }
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

/** Makes a new name in the folder outlive a power cut. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Appends, and knows where it is. */
class RunFileWriter {
  at = 0;
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  append(...parts: readonly Uint8Array[]): Section {
    const at = this.at;
    for (const part of parts)
      for (let done = 0; done < part.length;) {
        const written = writeSync(this.#descriptor, part, done, part.length - done);
        done += written;
        this.at += written;
      }
    return { at, length: this.at - at };
  }

  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

async function writeSections(file: RunFileWriter, batches: readonly RecentBatch[]): Promise<void> {
  const merged = mergeBatches(batches);
  const index = new RunIndex(merged);
  const dictionary = columnsDictionary(merged.dictionaries);
  file.append(Buffer.from(runMagic));
  await writePages(file, merged, { index, dictionary });
  const orders = index.orders.build();
  const traces = index.traces.build();
  const named = merged.dictionaries.orders.map((order) => orderHash(order.orderId));
  const events = batches.flatMap((recent) => recent.events.map((event) => orderHash(event.orderId)));
  const footer: RunFooter = {
    firstCommit: batches[0]?.commit ?? 0n,
    lastCommit: batches.at(-1)?.commit ?? 0n,
    spans: merged.spans.length,
    logs: merged.logs.length,
    dictionary: file.append(dictionary),
    orderIndex: {
      ...file.append(bytesOf(orders.hashes), bytesOf(orders.pages)),
      length: orders.hashes.length,
    },
    traceIndex: {
      ...file.append(bytesOf(traces.hashes), bytesOf(traces.pages)),
      length: traces.hashes.length,
    },
    orderFilter: file.append(BloomFilter.of([...new Set([...named, ...events])]).bytes),
    traceFilter: file.append(BloomFilter.of([...new Set(traces.hashes)]).bytes),
    pages: index.pages,
    operations: index.operations.list,
    strays: merged.strays,
  };
  const written = writeFooter(footer);
  const { at } = file.append(written);
  const end = Buffer.alloc(16);
  end.writeUInt32LE(at, 0);
  end.writeUInt32LE(checksum(written), 4);
  end.write(runMagic, 8);
  file.append(end);
}

function bytesOf(column: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Collects what the run's indexes say of each page. */
class RunIndex {
  readonly orders = new HashEntriesBuilder();
  readonly traces = new HashEntriesBuilder();
  readonly operations: RunOperations;
  readonly pages: PageInfo[] = [];
  readonly #orderHashes: readonly number[];
  readonly #orderSets: readonly (readonly number[])[];

  constructor({ spans, logs, dictionaries }: MergedTelemetry) {
    this.operations = new RunOperations([spans, logs], dictionaries);
    this.#orderHashes = dictionaries.orders.map((order) => orderHash(order.orderId));
    this.#orderSets = dictionaries.orderSets;
  }

  note(page: number, all: RecordRows, rows: readonly number[]): void {
    let before = -1;
    for (const row of rows) {
      for (const order of this.#orderSets[all.orderSet[row] ?? 0] ?? [])
        this.orders.add(this.#orderHashes[order] ?? 0, page);
      if (all.hasTrace(row) && (before < 0 || !all.sameTrace(before, row)))
        this.traces.add(traceHash(all.trace, row * 4), page);
      before = row;
    }
  }
}

async function writePages(
  file: RunFileWriter,
  merged: MergedTelemetry,
  { index, dictionary }: { index: RunIndex; dictionary: Uint8Array },
): Promise<void> {
  const homes = new TraceHomes(merged);
  for (const rows of [merged.spans, merged.logs]) homes.settle(rows);
  const work = [merged.spans, merged.logs].flatMap((all) => cutPages(all).map((rows) => ({ all, rows })));
  for (let start = 0; start < work.length; start += pagesAtOnce) {
    const some = work.slice(start, start + pagesAtOnce);
    const compressed = await Promise.all(
      some.map(async ({ all, rows }) => {
        const { columns, noise, bodies } = encodePage(all, rows, merged.dictionaries);
        const compressing = [compressColumns(columns, dictionary), compressBodies(bodies)] as const;
        return { all, rows, parts: [await compressing[0], noise, await compressing[1]] as const };
      }),
    );
    for (const { all, rows, parts } of compressed) {
      const [columns, noise, bodies] = parts;
      index.note(index.pages.length, all, rows);
      const { at } = file.append(...parts);
      index.pages.push({
        kind: all.kind,
        at,
        columns: columns.length,
        noise: noise.length,
        bodies: bodies.length,
        checksum: checksum(...parts),
        ...summarisePage(all, rows, index.operations),
      });
    }
  }
}
