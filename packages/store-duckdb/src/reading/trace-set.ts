import { traceIdText } from '@ordertrace/store';
import { traceHash } from '../bytes/hash.js';

const traceIdPattern = /^[0-9a-f]{32}$/;

/** Finds rows of some traces among many: nearly every other row is told by one look at a bitmap. */
export class TraceSet {
  readonly #ids: ReadonlySet<string>;
  readonly #lowBits = new Uint8Array(1 << 16);
  /** The hashes that run indexes know the traces by. */
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

/** Of the high half the low word and the high word, then those of the low half: as columns hold them. */
function traceWords(traceId: string): Uint32Array {
  const word = (at: number) => Number.parseInt(traceId.slice(at, at + 8), 16);
  return Uint32Array.of(word(8), word(0), word(24), word(16));
}
