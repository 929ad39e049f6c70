import { brotliDecompressSync, crc32 } from 'node:zlib';
import type { OrderEvent } from '@ordertrace/model';
import { orderHash } from '../bytes/hash.js';
import { FileHandle } from '../runs/file-handle.js';
import { unpackEvents } from '../bytes/packed-events.js';

export const orderFileMagic = 'OTORDER1';
/** Magic, blocks, where their offsets are, the offsets' checksum. */
export const trailerBytes = 20;

/** What a run says of an order, in its mentions and events. */
export interface OrderRows {
  readonly tenants: readonly string[];
  readonly events: readonly OrderEvent[];
}

/**
 * A run's mentions and events in a form in which those of one order are one read: blocks, each of the orders whose hashes
 * begin with the block's number. A copy of rows of the tables, which can be thrown away and made again at any time.
 */
export class OrderFile {
  readonly #file: FileHandle;
  /** Where each block begins, and where the last one ends. */
  readonly #offsets: Uint32Array;
  readonly #shift: number;

  /** Throws where the file is not whole. */
  constructor(path: string, bytes: number) {
    this.#file = new FileHandle(path);
    try {
      const trailer = Buffer.from(this.#file.read(bytes - trailerBytes, trailerBytes).buffer);
      const blocks = trailer.readUInt32LE(8);
      const offsets = this.#file.read(trailer.readUInt32LE(12), (blocks + 1) * 4);
      if (trailer.toString('latin1', 0, 8) !== orderFileMagic || crc32(offsets) !== trailer.readUInt32LE(16))
        throw new Error(`${path} is damaged.`);
      this.#offsets = new Uint32Array(offsets.buffer);
      this.#shift = blockShift(blocks);
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** Throws where what is read is damaged. */
  rowsOf(orderId: string): OrderRows {
    const block = this.#block(blockOf(orderHash(orderId), this.#shift));
    if (block === undefined) return { tenants: [], events: [] };
    const [mentions = '[]', events = '[]'] = block.split('\n');
    const tenants = (JSON.parse(mentions) as [string, string][]).flatMap(([id, tenantId]) =>
      id === orderId ? [tenantId] : [],
    );
    return { tenants, events: unpackEvents(events, orderId) };
  }

  #block(number: number): string | undefined {
    const [from = 0, end = 0] = this.#offsets.subarray(number, number + 2);
    if (end === from) return undefined;
    const bytes = Buffer.from(this.#file.read(from, end - from).buffer);
    const compressed = bytes.subarray(4);
    if (crc32(compressed) !== bytes.readUInt32LE(0))
      throw new Error(`${this.#file.path} is damaged in block ${number}.`);
    return brotliDecompressSync(compressed).toString();
  }

  close(): void {
    this.#file.close();
  }
}

/** `blocks` is a power of two. */
export function blockShift(blocks: number): number {
  return 32 - Math.log2(blocks);
}

/** A shift by 32 would shift by none. */
export function blockOf(hash: number, shift: number): number {
  return shift === 32 ? 0 : hash >>> shift;
}
