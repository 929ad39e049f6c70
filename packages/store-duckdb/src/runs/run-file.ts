import type { LogQuery, SpanQuery } from '@ordertrace/store';
import { spanStatuses } from '@ordertrace/model';
import type { StrayNaming } from '../recent/recent-batch.js';
import { BloomFilter } from './bloom-filter.js';
import { CheckedRegion } from './checked-region.js';
import { checksum, decompressBodies, decompressColumns } from './compression.js';
import { decodePage, type PageRecords } from './decode-page.js';
import { FileHandle } from './file-handle.js';
import { HashIndex } from './hash-index.js';
import { LeanPage } from './lean-page.js';
import { latestOf, operationSlot } from './page-summary.js';
import type { PageInfo, PageTable } from './page-table.js';
import type { RecordKind } from '../bytes/record-kind.js';
import { readFooter, type Operation, type Section } from './run-footer.js';
import { olderRunMagic, runMagic } from './run-writer.js';

const endBytes = 16;

/** A page, and the latest time at which it may have a match. */
export interface PageReach {
  readonly run: RunFile;
  readonly page: number;
  readonly last: bigint;
}

/** The path and identity of a run. */
export interface RunPlace {
  readonly path: string;
  readonly number: number;
  readonly file: number;
  readonly bytes: number;
}

/** An open run. Its footer and filters are in memory; the rest is read on demand. */
export class RunFile {
  readonly number: number;
  /** The number of the file; each rewrite of the run gets a new one. */
  readonly file: number;
  readonly path: string;
  readonly firstCommit: bigint;
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
  readonly operations: readonly Operation[];
  readonly strays: readonly StrayNaming[];
  readonly pages: PageTable;
  readonly bytes: number;
  readonly #file: FileHandle;
  /** Dictionary, indexes and filters. */
  readonly #sections: CheckedRegion;
  readonly #orderFilter: Pick<BloomFilter, 'has'>;
  readonly #traceFilter: Pick<BloomFilter, 'has'>;
  readonly #orderIndex: HashIndex;
  readonly #traceIndex: HashIndex;
  readonly #dictionaryAt: Section;
  #dictionary: Uint8Array | undefined;

  #holders = 0;
  #isRetired = false;

  constructor({ path, number, file, bytes }: RunPlace) {
    this.#file = new FileHandle(path);
    this.path = path;
    this.number = number;
    this.file = file;
    this.bytes = bytes;
    const footer = this.#openFooter();
    this.firstCommit = footer.firstCommit;
    this.lastCommit = footer.lastCommit;
    this.spans = footer.spans;
    this.logs = footer.logs;
    this.operations = footer.operations;
    this.strays = footer.strays;
    this.pages = footer.pages;
    const { checks, end, dictionary, orderIndex, traceIndex } = footer;
    this.#sections = new CheckedRegion(this.#file, { at: dictionary.at, end, checks });
    this.#orderFilter = this.#filter(footer.orderFilter);
    this.#traceFilter = this.#filter(footer.traceFilter);
    this.#orderIndex = new HashIndex(this.#sections, orderIndex.at, orderIndex.length);
    this.#traceIndex = new HashIndex(this.#sections, traceIndex.at, traceIndex.length);
    this.#dictionaryAt = dictionary;
  }

  /**
   * Whether all of it has checksums. A file of the older format has them for its pages and its footer only.
   */
  get isVerified(): boolean {
    return this.#sections.isVerified;
  }

  #openFooter() {
    try {
      const { bytes, at, hasChecks } = this.#footerBytes();
      return { ...readFooter(bytes, { hasChecks }), end: at };
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  #footerBytes(): { bytes: Uint8Array; at: number; hasChecks: boolean } {
    const { name } = this.#file;
    const end = Buffer.from(this.#file.read(Math.max(0, this.bytes - endBytes), endBytes).buffer);
    const magic = end.toString('latin1', 8);
    if (magic !== runMagic && magic !== olderRunMagic)
      throw new Error(`${name} does not end like a run that this program can read.`);
    const at = end.readUInt32LE(0);
    if (at > this.bytes - endBytes) throw new Error(`${name} is damaged in its footer.`);
    const bytes = this.#file.read(at, this.bytes - endBytes - at);
    if (checksum(bytes) !== end.readUInt32LE(4)) throw new Error(`${name} is damaged in its footer.`);
    return { bytes, at, hasChecks: magic === runMagic };
  }

  /** If the filter is damaged, the index is always read: results stay correct. */
  #filter({ at, length }: Section): Pick<BloomFilter, 'has'> {
    try {
      return new BloomFilter(this.#sections.read(at, length));
    } catch {
      return { has: () => true };
    }
  }

  #section({ at, length }: Section): Uint8Array {
    return this.#sections.read(at, length);
  }

  /** Verifies all bytes in steps. Yields damage, or the number of intact bytes. */
  *verify(): Generator<number | Error> {
    yield* verified(() => this.#verifyStart());
    for (let page = 0; page < this.pages.length; page++) yield* verified(() => this.#pageBytes(page).length);
    for (let block = 0; block < this.#sections.blocks; block++)
      yield* verified(() => this.#sections.verify(block));
  }

  #verifyStart(): number {
    const start = Buffer.from(this.#file.read(0, runMagic.length).buffer).toString('latin1');
    if (start !== runMagic && start !== olderRunMagic)
      throw new Error(`${this.#file.name} is damaged in its first bytes.`);
    return start.length;
  }

  /** The compression dictionary of its columns. */
  get dictionary(): Uint8Array {
    return (this.#dictionary ??= this.#section(this.#dictionaryAt));
  }

  /** Whether telemetry or events of the run may name an order with this hash. */
  mayNameOrder(hash: number): boolean {
    return this.#orderFilter.has(hash);
  }

  pagesOfOrder(hash: number): number[] {
    return this.#orderFilter.has(hash) ? this.#orderIndex.pagesOf(hash) : [];
  }

  pagesOfTrace(hash: number): number[] {
    return this.#traceFilter.has(hash) ? this.#traceIndex.pagesOf(hash) : [];
  }

  /** The records of a page. Without `bodies`, their bodies are undefined and must not be read. */
  records(page: number, { bodies: withBodies = true } = {}): PageRecords {
    const bytes = this.#pageBytes(page);
    return this.#decoded(page, bytes, withBodies);
  }

  leanPage(page: number): LeanPage {
    const { columns, noise } = this.pages.page(page);
    const bytes = this.#pageBytes(page);
    return new LeanPage(this.#decoded(page, bytes, false), bytes.slice(columns + noise));
  }

  #pageBytes(page: number): Uint8Array {
    const info = this.pages.page(page);
    const bytes = this.#file.read(info.at, info.columns + info.noise + info.bodies);
    if (checksum(bytes) !== info.checksum) throw new Error(`${this.#file.name} is damaged in page ${page}.`);
    return bytes;
  }

  #decoded(page: number, bytes: Uint8Array, withBodies: boolean): PageRecords {
    const { kind, columns: noiseAt, noise } = this.pages.page(page);
    const bodiesAt = noiseAt + noise;
    return decodePage(kind, {
      columns: decompressColumns(bytes.subarray(0, noiseAt), this.dictionary),
      noise: bytes.subarray(noiseAt, bodiesAt),
      bodies: withBodies ? (length) => decompressBodies(bytes.subarray(bodiesAt), length) : undefined,
    });
  }

  /** Pages that may have such spans. */
  pagesForSpans(query: SpanQuery): PageReach[] {
    const slots = this.#slots('span', (operation) => spanOperationMatches(operation, query));
    return this.#pagesWhere(
      'span',
      slots,
      ({ first, shortest, longest }, last) =>
        inTime(first, last, query) &&
        (query.minDurationNanos === undefined || longest >= query.minDurationNanos) &&
        (query.maxDurationNanos === undefined || shortest <= query.maxDurationNanos),
    );
  }

  pagesForLogs(query: LogQuery): PageReach[] {
    const slots = this.#slots('log', (operation) => logOperationMatches(operation, query));
    return this.#pagesWhere('log', slots, ({ first }, last) => inTime(first, last, query));
  }

  #slots(record: RecordKind, matches: (operation: Operation) => boolean): Set<number> {
    const slots = new Set<number>();
    for (const [index, operation] of this.operations.entries())
      if (operation.record === record && matches(operation)) slots.add(operationSlot(index));
    return slots;
  }

  #pagesWhere(
    kind: RecordKind,
    slots: ReadonlySet<number>,
    matches: (page: PageInfo, last: bigint) => boolean,
  ): PageReach[] {
    if (slots.size === 0) return [];
    const found: PageReach[] = [];
    for (let index = 0; index < this.pages.length; index++) {
      const page = this.pages.page(index);
      const last = page.kind === kind ? latestOf(page, slots) : undefined;
      if (last !== undefined && matches(page, last)) found.push({ run: this, page: index, last });
    }
    return found;
  }

  /** Keeps the run open for a long read, until `release` is called as often. */
  hold(): void {
    this.#holders++;
  }

  release(): void {
    this.#holders--;
    if (this.#isRetired && this.#holders === 0) this.close();
  }

  /** Closes the run after the last release. */
  retire(): void {
    this.#isRetired = true;
    if (this.#holders === 0) this.close();
  }

  close(): void {
    this.#file.close();
  }
}

function inTime(first: bigint, last: bigint, { fromNanos, toNanos }: SpanQuery): boolean {
  return (fromNanos === undefined || last >= fromNanos) && (toNanos === undefined || first < toNanos);
}

function spanOperationMatches({ service, name, status }: Operation, query: SpanQuery): boolean {
  return (
    (query.service === undefined || service === query.service) &&
    (query.name === undefined || name === query.name) &&
    (query.status === undefined || spanStatuses[status] === query.status)
  );
}

function logOperationMatches({ service, name, kind }: Operation, query: LogQuery): boolean {
  return (
    (query.service === undefined || service === query.service) &&
    (query.eventName === undefined || name === query.eventName) &&
    (query.minSeverity === undefined || kind >= query.minSeverity)
  );
}

export function placeOf({ path, number, file, bytes }: RunFile): RunPlace {
  return { path, number, file, bytes };
}

function* verified(verify: () => number): Generator<number | Error> {
  try {
    yield verify();
  } catch (error) {
    yield error instanceof Error ? error : new Error(String(error));
  }
}
