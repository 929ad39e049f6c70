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
  readonly shortest: bigint;
  readonly longest: bigint;
  /** How late it holds each of the run's operations (`latestOf`); 0 for one it does not hold. */
  readonly operations: Uint8Array;
}

/** The pages of a run in columns: a large store has hundreds of thousands of them in memory. */
export class PageTable {
  readonly length: number;
  readonly #numbers: Float64Array;
  readonly #times: BigInt64Array;
  readonly #operations: Uint8Array;

  constructor(pages: readonly PageInfo[]) {
    this.length = pages.length;
    this.#numbers = new Float64Array(pages.length * 6);
    this.#times = new BigInt64Array(pages.length * 4);
    const bits = pages[0]?.operations.length ?? 0;
    this.#operations = new Uint8Array(pages.length * bits);
    for (const [index, page] of pages.entries()) {
      const kind = page.kind === 'span' ? 0 : 1;
      this.#numbers.set([kind, page.at, page.columns, page.noise, page.bodies, page.checksum], index * 6);
      this.#times.set([page.first, page.last, page.shortest, page.longest], index * 4);
      this.#operations.set(page.operations, index * bits);
    }
  }

  page(index: number): PageInfo {
    if (index >= this.length)
      throw new RangeError(`The run has ${this.length} pages, none of number ${index}.`);
    const [kind = 0, at = 0, columns = 0, noise = 0, bodies = 0, checksum = 0] = this.#numbers.subarray(
      index * 6,
    );
    const [first = 0n, last = 0n, shortest = 0n, longest = 0n] = this.#times.subarray(
      index * 4,
      index * 4 + 4,
    );
    const bits = this.#operations.length / this.length;
    const operations = this.#operations.subarray(index * bits, (index + 1) * bits);
    const sizes = { at, columns, noise, bodies, checksum };
    return { kind: kind === 0 ? 'span' : 'log', ...sizes, first, last, shortest, longest, operations };
  }
}

export function writePageInfo(out: ByteWriter, page: PageInfo): void {
  out.number(page.kind === 'span' ? 0 : 1);
  out.number(page.at);
  out.number(page.columns);
  out.number(page.noise);
  out.number(page.bodies);
  out.word(page.checksum);
  for (const time of [page.first, page.last, page.shortest, page.longest]) writeTime(out, time);
  out.bytes(page.operations);
}

export function readPageInfo(from: ByteReader): PageInfo {
  return {
    kind: from.number() === 0 ? 'span' : 'log',
    at: from.number(),
    columns: from.number(),
    noise: from.number(),
    bodies: from.number(),
    checksum: from.word(),
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
