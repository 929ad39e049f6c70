import { brotliDecompressSync, crc32 } from 'node:zlib';
import type { OrderEvent } from '@ordertrace/model';
import { orderHash } from '../bytes/hash.js';
import { FileHandle } from '../runs/file-handle.js';
import type { RunFile } from '../runs/run-file.js';
import { unpackEvents } from '../bytes/packed-events.js';

const magic = 'OTORDER2';
/** Files of the older format don't name their run. */
const olderMagic = 'OTORDER1';
/** Magic, blocks, the position of their offsets, the offsets' checksum; then the run and its own checksum. */
const trailerBytes = 44;
const olderTrailerBytes = 20;

/** The run of a file. */
export type RunIdentity = Pick<RunFile, 'number' | 'firstCommit' | 'lastCommit'>;

interface Trailer {
  readonly blocks: number;
  readonly offsetsAt: number;
  readonly checksum: number;
}

export function trailerOf({ number, firstCommit, lastCommit }: RunIdentity, trailer: Trailer): Buffer {
  const bytes = Buffer.alloc(trailerBytes);
  bytes.write(magic, 'latin1');
  for (const [index, word] of [trailer.blocks, trailer.offsetsAt, trailer.checksum, number].entries())
    bytes.writeUInt32LE(word, 8 + index * 4);
  bytes.writeBigUInt64LE(firstCommit, 24);
  bytes.writeBigUInt64LE(lastCommit, 32);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, trailerBytes - 4)), trailerBytes - 4);
  return bytes;
}

/** Throws if it is damaged, or names another run. */
function readTrailer(
  file: FileHandle,
  bytes: number,
  run: RunIdentity,
): Trailer & { readonly isOlder: boolean } {
  const whole = Buffer.from(file.read(Math.max(0, bytes - trailerBytes), trailerBytes).buffer);
  const isOlder = whole.toString('latin1', trailerBytes - olderTrailerBytes).startsWith(olderMagic);
  const words = isOlder ? whole.subarray(trailerBytes - olderTrailerBytes) : whole;
  const [blocks, offsetsAt, checksum] = [
    words.readUInt32LE(8),
    words.readUInt32LE(12),
    words.readUInt32LE(16),
  ];
  const trailer = { blocks, offsetsAt, checksum };
  if (!isOlder && !trailerOf(run, trailer).equals(whole))
    throw new Error(`${file.name} is damaged in its last bytes, or is the file of another run.`);
  return { ...trailer, isOlder };
}

/** The mentions and events of an order in a run. */
export interface OrderRows {
  readonly tenants: readonly string[];
  readonly events: readonly OrderEvent[];
}

/**
 * A run's mentions and events in blocks, so that one read returns all rows of an order. Each block holds the
 * orders whose hashes begin with the block's number. The file is a copy of table rows: it can be removed and
 * rebuilt at any time.
 */
export class OrderFile {
  readonly #file: FileHandle;
  /** The start of each block, and the end of the last one. */
  readonly #offsets: Uint32Array;
  readonly #shift: number;
  readonly #namesRun: boolean;

  /** Throws if the file is damaged, or belongs to another run. */
  constructor(path: string, bytes: number, run: RunIdentity) {
    this.#file = new FileHandle(path);
    try {
      const { blocks, offsetsAt, checksum, isOlder } = readTrailer(this.#file, bytes, run);
      this.#namesRun = !isOlder;
      const offsets = this.#file.read(offsetsAt, (blocks + 1) * 4);
      if (crc32(offsets) !== checksum) throw new Error(`${this.#file.name} is damaged in its offsets.`);
      this.#offsets = new Uint32Array(offsets.buffer);
      this.#shift = blockShift(blocks);
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** Throws if the block is damaged. */
  rowsOf(orderId: string): OrderRows {
    const block = this.#block(blockOf(orderHash(orderId), this.#shift));
    if (block === undefined) return { tenants: [], events: [] };
    const [mentions = '[]', events = '[]'] = block.split('\n');
    const tenants = (JSON.parse(mentions) as [string, string][]).flatMap(([id, tenantId]) =>
      id === orderId ? [tenantId] : [],
    );
    return { tenants, events: unpackEvents(events, orderId) };
  }

  /** Whether its format names the run. */
  get namesRun(): boolean {
    return this.#namesRun;
  }

  /** Throws if a block is damaged. */
  allEvents(): OrderEvent[] {
    const blocks = Array.from({ length: this.#offsets.length - 1 }, (_, block) => this.#block(block));
    return blocks.flatMap((text) => (text === undefined ? [] : unpackEvents(text.split('\n')[1] ?? '[]')));
  }

  /** Verifies all blocks, one at a time. Yields damage, or the number of intact bytes. */
  *verify(): Generator<number | Error> {
    for (let block = 0; block + 1 < this.#offsets.length; block++)
      try {
        yield (this.#block(block) ?? '').length;
      } catch (error) {
        yield error instanceof Error ? error : new Error(String(error));
      }
  }

  #block(number: number): string | undefined {
    const [from = 0, end = 0] = this.#offsets.subarray(number, number + 2);
    if (end === from) return undefined;
    const bytes = Buffer.from(this.#file.read(from, end - from).buffer);
    const compressed = bytes.subarray(4);
    if (crc32(compressed) !== bytes.readUInt32LE(0))
      throw new Error(`${this.#file.name} is damaged in block ${number}.`);
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

/** JavaScript ignores a shift by 32, so that case is separate. */
function blockOf(hash: number, shift: number): number {
  return shift === 32 ? 0 : hash >>> shift;
}
