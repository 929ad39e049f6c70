import { traceIdText } from '@ordertrace/store';
import { traceHash } from '../bytes/hash.js';

const traceIdPattern = /^[0-9a-f]{32}$/;

/** Finds the rows of some traces among many. One bitmap access excludes nearly every other row. */
export class TraceSet {
  readonly #ids: ReadonlySet<string>;
  readonly #lowBits = new Uint8Array(1 << 16);
  /** The hashes of the traces in run indexes. */
  readonly hashes: readonly number[];
  /** The last 32 bits of each. */
  readonly lowWords: readonly number[];

  constructor(traceIds: Iterable<string>) {
    const ids = [...traceIds].filter((id) => traceIdPattern.test(id));
    this.#ids = new Set(ids);
    this.hashes = ids.map((id) => traceHash(traceWords(id), 0));
    this.lowWords = ids.map((id) => Number.parseInt(id.slice(24), 16));
    for (const id of ids) this.#lowBits[Number.parseInt(id.slice(28), 16)] = 1;
  }

  rowsIn(columns: {
    readonly length: number;
    readonly traceIdHigh: BigUint64Array;
    readonly traceIdLow: BigUint64Array;
  }): number[] {
    const { length, traceIdHigh, traceIdLow } = columns;
    const low = new Uint32Array(traceIdLow.buffer, traceIdLow.byteOffset, length * 2);
    const rows: number[] = [];
    for (let row = 0; row < length; row++) {
      if (this.#lowBits[(low[row * 2] ?? 0) & 0xffff] === 0) continue;
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
