import type { ByteReader } from '../bytes/byte-reader.js';
import type { ByteWriter } from '../bytes/byte-writer.js';
import type { RecordKind } from '../bytes/record-kind.js';

/** The summary of a page, available without reading it. */
export interface PageInfo {
  readonly kind: RecordKind;
  readonly at: number;
  /** Lengths in the file of the three parts. */
  readonly columns: number;
  readonly noise: number;
  readonly bodies: number;
  readonly checksum: number;
  /** The earliest and latest start of a span or time of a log record. */
  readonly first: bigint;
  readonly last: bigint;
  /** The first and last commit of its records. */
  readonly firstCommit: number;
  readonly lastCommit: number;
  readonly shortest: bigint;
  readonly longest: bigint;
  /** The latest time of each operation of the run (`latestOf`); 0 if it is absent. */
  readonly operations: Uint8Array;
}

const numbersOfPage = 8;
const timesOfPage = 4;

/**
 * The pages of a run in columns, without an object for each page. A large store loads hundreds of thousands
 * of pages into memory at its start.
 */
export class PageTable {
  readonly length: number;
  readonly #numbers: Float64Array;
  readonly #times: BigInt64Array;
  #operations = new Uint8Array();

  /** Reads the output of `writePages`. */
  constructor(from: ByteReader) {
    this.length = from.number();
    this.#numbers = new Float64Array(this.length * numbersOfPage);
    this.#times = new BigInt64Array(this.length * timesOfPage);
    const halves = new Uint32Array(this.#times.buffer);
    for (let index = 0; index < this.length; index++) {
      readNumbers(from, this.#numbers, index * numbersOfPage);
      for (let i = index * timesOfPage; i < (index + 1) * timesOfPage; i++) {
        halves[2 * i] = from.signed();
        halves[2 * i + 1] = from.high;
      }
      const operations = from.bytes();
      if (index === 0) this.#operations = new Uint8Array(this.length * operations.length);
      this.#operations.set(operations, index * operations.length);
    }
  }

  page(index: number): PageInfo {
    if (index >= this.length)
      throw new RangeError(`The run has ${this.length} pages, none of number ${index}.`);
    const numbers = this.#numbers.subarray(index * numbersOfPage, (index + 1) * numbersOfPage);
    const [kind = 0, at = 0, columns = 0, noise = 0, bodies = 0, checksum = 0] = numbers;
    const [firstCommit = 0, lastCommit = 0] = numbers.subarray(6);
    const [first = 0n, last = 0n, shortest = 0n, longest = 0n] = this.#times.subarray(
      index * timesOfPage,
      (index + 1) * timesOfPage,
    );
    const width = this.#operations.length / this.length;
    const operations = this.#operations.subarray(index * width, (index + 1) * width);
    const numbered = { at, columns, noise, bodies, checksum, firstCommit, lastCommit };
    return { kind: kind === 0 ? 'span' : 'log', ...numbered, first, last, shortest, longest, operations };
  }
}

/** All must have `operations` of the same length. */
export function writePages(out: ByteWriter, pages: readonly PageInfo[]): void {
  out.number(pages.length);
  for (const page of pages) {
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
}

/** The numbers of a page, in the sequence of `writePages`. */
function readNumbers(from: ByteReader, numbers: Float64Array, at: number): void {
  for (let i = 0; i < 5; i++) numbers[at + i] = from.number();
  numbers[at + 5] = from.word();
  const firstCommit = from.large();
  numbers[at + 6] = firstCommit;
  numbers[at + 7] = firstCommit + from.large();
}

export function writeTime(out: ByteWriter, value: bigint): void {
  out.signed(Number(BigInt.asIntN(32, value >> 32n)), Number(value & 0xffff_ffffn));
}

export function readTime(from: ByteReader): bigint {
  const low = BigInt(from.signed());
  return BigInt.asIntN(64, (BigInt(from.high) << 32n) | low);
}
