import type { ByteReader } from '../bytes/byte-reader.js';
import type { ByteWriter } from '../bytes/byte-writer.js';
import type { RecordKind } from './record-rows.js';

/** What a run knows of a page without reading it. */
export interface PageInfo {
  readonly kind: RecordKind;
  readonly at: number;
  /** Bytes in the file, of the three parts in turn. */
  readonly columns: number;
  readonly noise: number;
  readonly bodies: number;
  readonly checksum: number;
  /** Earliest and latest start of a span or time of a log record. */
  readonly first: bigint;
  readonly last: bigint;
  /** Of the commits that brought its records, the first and the last. */
  readonly firstCommit: number;
  readonly lastCommit: number;
  readonly shortest: bigint;
  readonly longest: bigint;
  /** How late it holds each of the run's operations (`latestOf`); 0 for one it does not hold. */
  readonly operations: Uint8Array;
}

const numbersOfPage = 8;

/** The pages of a run in columns: a large store has hundreds of thousands of them in memory. */
export class PageTable {
  readonly length: number;
  readonly #numbers: Float64Array;
  readonly #times: BigInt64Array;
  readonly #operations: Uint8Array;

  constructor(pages: readonly PageInfo[]) {
    this.length = pages.length;
    this.#numbers = new Float64Array(pages.length * numbersOfPage);
    this.#times = new BigInt64Array(pages.length * 4);
    const bits = pages[0]?.operations.length ?? 0;
    this.#operations = new Uint8Array(pages.length * bits);
    for (const [index, page] of pages.entries()) {
      const kind = page.kind === 'span' ? 0 : 1;
      const { at, columns, noise, bodies, checksum, firstCommit, lastCommit } = page;
      this.#numbers.set(
        [kind, at, columns, noise, bodies, checksum, firstCommit, lastCommit],
        index * numbersOfPage,
      );
      this.#times.set([page.first, page.last, page.shortest, page.longest], index * 4);
      this.#operations.set(page.operations, index * bits);
    }
  }

  page(index: number): PageInfo {
    if (index >= this.length)
      throw new RangeError(`The run has ${this.length} pages, none of number ${index}.`);
    const numbers = this.#numbers.subarray(index * numbersOfPage, (index + 1) * numbersOfPage);
    const [kind = 0, at = 0, columns = 0, noise = 0, bodies = 0, checksum = 0] = numbers;
    const [firstCommit = 0, lastCommit = 0] = numbers.subarray(6);
    const [first = 0n, last = 0n, shortest = 0n, longest = 0n] = this.#times.subarray(
      index * 4,
      index * 4 + 4,
    );
    const bits = this.#operations.length / this.length;
    const operations = this.#operations.subarray(index * bits, (index + 1) * bits);
    const numbered = { at, columns, noise, bodies, checksum, firstCommit, lastCommit };
    return { kind: kind === 0 ? 'span' : 'log', ...numbered, first, last, shortest, longest, operations };
  }
}

export function writePageInfo(out: ByteWriter, page: PageInfo): void {
  out.number(page.kind === 'span' ? 0 : 1);
  out.number(page.at);
  out.number(page.columns);
  out.number(page.noise);
  out.number(page.bodies);
  out.word(page.checksum);
  out.large(page.firstCommit);
  out.large(page.lastCommit - page.firstCommit);
  for (const time of [page.first, page.last, page.shortest, page.longest]) writeTime(out, time);
  out.bytes(page.operations);
}

export function readPageInfo(from: ByteReader): PageInfo {
  const place = {
    kind: from.number() === 0 ? ('span' as const) : ('log' as const),
    at: from.number(),
    columns: from.number(),
    noise: from.number(),
    bodies: from.number(),
    checksum: from.word(),
  };
  const firstCommit = from.large();
  return {
    ...place,
    firstCommit,
    lastCommit: firstCommit + from.large(),
    first: readTime(from),
    last: readTime(from),
    shortest: readTime(from),
    longest: readTime(from),
    operations: from.bytes(),
  };
}

export function writeTime(out: ByteWriter, value: bigint): void {
  out.signed(Number(BigInt.asIntN(32, value >> 32n)), Number(value & 0xffff_ffffn));
}

export function readTime(from: ByteReader): bigint {
  const low = BigInt(from.signed());
  return BigInt.asIntN(64, (BigInt(from.high) << 32n) | low);
}
