import { traceIdText } from '@ordertrace/store';
import { traceHash } from '../bytes/hash.js';
import type { TraceIdHalves } from '../recent/trace-rows.js';

const traceIdPattern = /^[0-9a-f]{32}$/;

/** Most low bits of an ID in the bitmap: a bitmap of 64 KiB. */
const mostBits = 16;

/** Finds the rows of some traces among many. One bitmap access excludes nearly every other row. */
export class TraceSet {
  readonly #ids: ReadonlySet<string>;
  /** By the low bits of an ID, whether a trace has them. At most one bit in 64 is set, unless the set is large. */
  readonly #lowBits: Uint8Array;
  /** The hashes of the traces in run indexes. */
  readonly hashes: readonly number[];
  readonly halves: readonly TraceIdHalves[];

  constructor(traceIds: Iterable<string>) {
    const ids = [...traceIds].filter((id) => traceIdPattern.test(id));
    this.#ids = new Set(ids);
    this.hashes = ids.map((id) => traceHash(traceWords(id), 0));
    this.halves = ids.map((id) => ({
      high: BigInt(`0x${id.slice(0, 16)}`),
      low: BigInt(`0x${id.slice(16)}`),
      lowWord: Number.parseInt(id.slice(24), 16),
    }));
    const bits = Math.min(mostBits, Math.ceil(Math.log2(64 * (ids.length + 1))));
    this.#lowBits = new Uint8Array(1 << bits);
    for (const id of ids) this.#lowBits[Number.parseInt(id.slice(28), 16) & (this.#lowBits.length - 1)] = 1;
  }

  rowsIn(columns: {
    readonly length: number;
    readonly traceIdHigh: BigUint64Array;
    readonly traceIdLow: BigUint64Array;
  }): number[] {
    const { length, traceIdHigh, traceIdLow } = columns;
    const low = new Uint32Array(traceIdLow.buffer, traceIdLow.byteOffset, length * 2);
    const mask = this.#lowBits.length - 1;
    const rows: number[] = [];
    for (let row = 0; row < length; row++) {
      if (this.#lowBits[(low[row * 2] ?? 0) & mask] === 0) continue;
      if (this.#ids.has(traceIdText(traceIdHigh[row] ?? 0n, traceIdLow[row] ?? 0n))) rows.push(row);
    }
    return rows;
  }
}

/** The words in column layout: low and high word of the high half, then those of the low half. */
function traceWords(traceId: string): Uint32Array {
  const word = (at: number) => Number.parseInt(traceId.slice(at, at + 8), 16);
  return Uint32Array.of(word(8), word(0), word(24), word(16));
}
