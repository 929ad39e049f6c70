import { readFileSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { checksum } from '../runs/compression.js';

/** A batch as it is in the log. */
export interface LoggedBatch {
  readonly commit: bigint;
  readonly packed: Uint8Array<ArrayBuffer>;
}

const headerBytes = 24;
const mark = 0x4f54_4c47;

/**
 * The batches that are in no run yet, one after the other in a file:
 * `│ mark │ length │ checksum │ 0 │ commit (64 bits) │ batch │`, numbers little-endian.
 * What stands after a torn record was never acknowledged.
 */
export class CommitLog {
  readonly path: string;
  readonly #file: FileHandle;
  #length: number;

  private constructor(path: string, opened: { file: FileHandle; length: number }) {
    this.path = path;
    this.#file = opened.file;
    this.#length = opened.length;
  }

  /** A new, empty log. */
  static async create(path: string): Promise<CommitLog> {
    return new CommitLog(path, { file: await open(path, 'wx'), length: 0 });
  }

  /** A log of before, only to be removed one day. */
  static async reopen(path: string): Promise<CommitLog> {
    const file = await open(path, 'r');
    return new CommitLog(path, { file, length: (await file.stat()).size });
  }

  /** Bytes that are acknowledged. */
  get length(): number {
    return this.#length;
  }

  /** Resolves when all are on disk; after a failure none of them is in the log. */
  async append(batches: readonly LoggedBatch[]): Promise<void> {
    const parts = batches.flatMap(({ commit, packed }) => [headerOf(commit, packed), packed]);
    try {
      const end = await this.#write(parts);
      await this.#file.datasync();
      this.#length = end;
    } catch (error) {
      await this.#file.truncate(this.#length);
      throw error;
    }
  }

  async #write(parts: readonly Uint8Array[]): Promise<number> {
    const end = parts.reduce((sum, part) => sum + part.length, this.#length);
    const { bytesWritten } = await this.#file.writev(parts, this.#length);
    if (bytesWritten < end - this.#length) {
      const rest = Buffer.concat(parts).subarray(bytesWritten);
      for (let done = 0; done < rest.length;) {
        const at = this.#length + bytesWritten + done;
        done += (await this.#file.write(rest, done, rest.length - done, at)).bytesWritten;
      }
    }
    return end;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Closes it and takes it from the disk. */
  async remove(): Promise<void> {
    await this.#file.close();
    await rm(this.path);
  }
}

function headerOf(commit: bigint, packed: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(mark, 0);
  header.writeUInt32LE(packed.length, 4);
  header.writeBigUInt64LE(commit, 16);
  header.writeUInt32LE(checksum(header.subarray(16), packed), 8);
  return header;
}

/** What a log holds, up to the first record that is not whole. */
export function* readCommitLog(path: string): Generator<LoggedBatch> {
  const bytes = readFileSync(path);
  for (let at = 0; at + headerBytes <= bytes.length;) {
    const end = at + headerBytes + bytes.readUInt32LE(at + 4);
    if (bytes.readUInt32LE(at) !== mark || end > bytes.length) return;
    const packed = new Uint8Array(bytes.subarray(at + headerBytes, end));
    if (checksum(bytes.subarray(at + 16, at + headerBytes), packed) !== bytes.readUInt32LE(at + 8)) return;
    yield { commit: bytes.readBigUInt64LE(at + 16), packed };
    at = end;
  }
}
