import { crc32 } from 'node:zlib';
import type { FileHandle } from './file-handle.js';

/**
 * The bytes under one checksum. An index is read in pieces of two kilobytes, and each block of a piece is
 * read whole.
 */
const blockBytes = 1024;

/** Checksums of consecutively appended bytes. */
export class BlockChecks {
  readonly #checks: number[] = [];
  #crc = 0;
  #filled = 0;

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + blockBytes - this.#filled);
      this.#crc = crc32(part, this.#crc);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === blockBytes) this.#endBlock();
    }
  }

  end(): Uint32Array {
    if (this.#filled > 0) this.#endBlock();
    return Uint32Array.from(this.#checks);
  }

  #endBlock(): void {
    this.#checks.push(this.#crc);
    this.#crc = 0;
    this.#filled = 0;
  }
}

export interface RegionPlace {
  readonly at: number;
  readonly end: number;
  /** A checksum for each block; absent in a file of the older format, which is read unverified. */
  readonly checks: Uint32Array | undefined;
}

/** A region of a file. Every block that is read is compared with its checksum. */
export class CheckedRegion {
  readonly #file: FileHandle;
  readonly #place: RegionPlace;

  constructor(file: FileHandle, place: RegionPlace) {
    this.#file = file;
    this.#place = place;
  }

  get isVerified(): boolean {
    return this.#place.checks !== undefined;
  }

  get blocks(): number {
    return Math.ceil((this.#place.end - this.#place.at) / blockBytes);
  }

  /** Reads a copy that is aligned for any typed array. Throws if a block is damaged. */
  read(at: number, length: number): Uint8Array<ArrayBuffer> {
    if (!this.isVerified || length === 0) return this.#file.read(at, length);
    const first = Math.floor((at - this.#place.at) / blockBytes);
    const last = Math.floor((at + length - 1 - this.#place.at) / blockBytes);
    const start = this.#place.at + first * blockBytes;
    const bytes = this.#readBlocks(first, last);
    return bytes.slice(at - start, at - start + length);
  }

  /** Throws if the block is damaged. Returns its length. */
  verify(block: number): number {
    return this.#readBlocks(block, block).length;
  }

  #readBlocks(first: number, last: number): Uint8Array<ArrayBuffer> {
    const { at, end, checks } = this.#place;
    const start = at + first * blockBytes;
    const bytes = this.#file.read(start, Math.min(end, at + (last + 1) * blockBytes) - start);
    for (let block = first; checks !== undefined && block <= last; block++) {
      const from = (block - first) * blockBytes;
      if (crc32(bytes.subarray(from, from + blockBytes)) !== checks[block])
        throw new Error(`${this.#file.name} is damaged from byte ${at + block * blockBytes} on.`);
    }
    return bytes;
  }
}
