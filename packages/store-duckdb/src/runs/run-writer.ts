import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { orderHash, traceHash } from '../bytes/hash.js';
import { syncFolder } from '../files/sync-folder.js';
import type { StrayNaming } from '../recent/recent-batch.js';
import { BloomFilter } from './bloom-filter.js';
import { BlockChecks } from './checked-region.js';
import { checksum } from './compression.js';
import { HashEntriesBuilder } from './hash-index.js';
import { mostOperationSlots, RunOperations, summarisePage, type PageRows } from './page-summary.js';
import type { PageInfo } from './page-table.js';
import { writeFooter, type Section } from './run-footer.js';
import type { Dictionaries } from './shape.js';

/** Files of the older format have no checksums between their pages and their footer. */
export const runMagic = 'otrun003';
export const olderRunMagic = 'otrun002';

/** The parts of a page as stored in the file. */
export type StoredPage = readonly [columns: Uint8Array, noise: Uint8Array, bodies: Uint8Array];

/** Data that is known at the end of a run. */
export interface RunEnd {
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
  /** Hashes of the orders in the events of the run. */
  readonly eventHashes: Iterable<number>;
  readonly strays: readonly StrayNaming[];
}

export interface WrittenRun {
  readonly spans: number;
  readonly logs: number;
  readonly bytes: number;
}

/**
 * Writes a run page by page, under a temporary name until it is complete. After `finish` the file is on disk;
 * after `abandon` nothing remains.
 */
export class RunWriter {
  readonly #path: string;
  readonly #file: GrowingFile;
  readonly #dictionary: Uint8Array;
  readonly #orders = new HashEntriesBuilder();
  readonly #traces = new HashEntriesBuilder();
  readonly #operations = new RunOperations();
  readonly #pages: PageInfo[] = [];
  readonly #orderHashes = new WeakMap<Dictionaries, number[]>();
  readonly #count = { span: 0, log: 0 };

  constructor(path: string, dictionary: Uint8Array) {
    this.#path = path;
    this.#dictionary = dictionary;
    this.#file = new GrowingFile(`${path}.unfinished`);
    this.#file.append(Buffer.from(runMagic));
  }

  add(page: PageRows, parts: StoredPage): void {
    const [columns, noise, bodies] = parts;
    this.#index(page);
    const { at } = this.#file.append(...parts);
    this.#count[page.all.kind] += page.rows.length;
    this.#pages.push({
      kind: page.all.kind,
      at,
      columns: columns.length,
      noise: noise.length,
      bodies: bodies.length,
      checksum: checksum(...parts),
      ...summarisePage(page, this.#operations),
    });
  }

  #index({ all, rows, dictionaries }: PageRows): void {
    const page = this.#pages.length;
    const hashes = this.#hashesOf(dictionaries);
    let before = -1;
    for (const row of rows) {
      for (const order of dictionaries.orderSets[all.orderSet[row] ?? 0] ?? [])
        this.#orders.add((hashes[order] ??= orderHash(dictionaries.orders[order]?.orderId ?? '')), page);
      if (all.hasTrace(row) && (before < 0 || !all.sameTrace(before, row)))
        this.#traces.add(traceHash(all.trace, row * 4), page);
      before = row;
    }
  }

  #hashesOf(dictionaries: Dictionaries): number[] {
    const known = this.#orderHashes.get(dictionaries) ?? [];
    this.#orderHashes.set(dictionaries, known);
    return known;
  }

  finish({ firstCommit, lastCommit, eventHashes, strays }: RunEnd): WrittenRun {
    const file = this.#file;
    const orders = this.#orders.build();
    const traces = this.#traces.build();
    const named = distinct(Uint32Array.from([...orders.hashes, ...eventHashes]).sort());
    const { span: spans, log: logs } = this.#count;
    file.checks = new BlockChecks();
    const placed = {
      dictionary: file.append(this.#dictionary),
      orderIndex: {
        ...file.append(bytesOf(orders.hashes), bytesOf(orders.pages)),
        length: orders.hashes.length,
      },
      traceIndex: {
        ...file.append(bytesOf(traces.hashes), bytesOf(traces.pages)),
        length: traces.hashes.length,
      },
      orderFilter: file.append(BloomFilter.of(named).bytes),
      traceFilter: file.append(BloomFilter.of(distinct(traces.hashes)).bytes),
    };
    const { list: operations } = this.#operations;
    const [pages, checks] = [this.#pagesOfOneWidth(), file.checks.end()];
    const counts = { firstCommit, lastCommit, spans, logs };
    const written = writeFooter({ ...counts, ...placed, pages, operations, strays, checks });
    const { at } = file.append(written);
    const end = Buffer.alloc(16);
    end.writeUInt32LE(at, 0);
    end.writeUInt32LE(checksum(written), 4);
    end.write(runMagic, 8);
    file.append(end);
    file.sync();
    file.close();
    renameSync(`${this.#path}.unfinished`, this.#path);
    syncFolder(this.#path);
    return { spans, logs, bytes: file.at };
  }

  abandon(): void {
    this.#file.close();
    rmSync(`${this.#path}.unfinished`, { force: true });
  }

  #pagesOfOneWidth(): PageInfo[] {
    const width = Math.min(this.#operations.list.length, mostOperationSlots);
    return this.#pages.map((page) => {
      const operations = new Uint8Array(width);
      operations.set(page.operations);
      return { ...page, operations };
    });
  }
}

function bytesOf(column: Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Sorted hashes without duplicates. */
function distinct(hashes: Uint32Array): Uint32Array {
  return hashes.filter((hash, index) => index === 0 || hashes[index - 1] !== hash);
}

/** A file that is appended to, with its current length. */
class GrowingFile {
  at = 0;
  /** If present, it covers the appended bytes. */
  checks: BlockChecks | undefined;
  readonly #descriptor: number;
  #isOpen = true;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  append(...parts: readonly Uint8Array[]): Section {
    const at = this.at;
    for (const part of parts) this.checks?.add(part);
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
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }
}
