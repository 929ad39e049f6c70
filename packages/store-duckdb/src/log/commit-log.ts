import { readFileSync, renameSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { syncFolder } from '../files/sync-folder.js';
import { checksum } from '../runs/compression.js';

/** A batch as it is in the log. */
export interface LoggedBatch {
  readonly commit: bigint;
  readonly packed: Uint8Array<ArrayBuffer>;
}

const headerBytes = 24;
const mark = 0x4f54_4c47;

/**
 * A file of batches that are in no run yet, one record after another: `│ mark │ length │ checksum │ 0 │
 * commit (64 bits) │ batch │`, numbers little-endian. The last record of the newest log may be torn: it was
 * never acknowledged.
 */
export class CommitLog {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #isDamaged: boolean;
  #length: number;
  #hasFailed = false;

  private constructor(path: string, opened: { file: FileHandle; length: number; isDamaged?: boolean }) {
    this.path = path;
    this.#isDamaged = opened.isDamaged ?? false;
    this.#file = opened.file;
    this.#length = opened.length;
  }

  /** Creates a new, empty log. */
  static async create(path: string): Promise<CommitLog> {
    const log = new CommitLog(path, { file: await open(path, 'wx'), length: 0 });
    syncFolder(path);
    return log;
  }

  /**
   * Opens a log from an earlier start, only to remove it later. A damaged one is then kept under another
   * name.
   */
  static async reopen(path: string, isDamaged: boolean): Promise<CommitLog> {
    const file = await open(path, 'r');
    return new CommitLog(path, { file, length: (await file.stat()).size, isDamaged });
  }

  /** Whether appends are no longer allowed, because a sync failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The acknowledged bytes. */
  get length(): number {
    return this.#length;
  }

  /** Resolves when all batches are on disk. After a failure none of them is in the log. */
  async append(batches: readonly LoggedBatch[]): Promise<void> {
    const parts = batches.flatMap(({ commit, packed }) => [headerOf(commit, packed), packed]);
    try {
      const end = await this.#write(parts);
      await this.#synced();
      this.#length = end;
    } catch (error) {
      await this.#file.truncate(this.#length).catch(() => (this.#hasFailed = true));
      throw error;
    }
  }

  async #synced(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#hasFailed = true;
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

  /** Closes and deletes the log. */
  async remove(): Promise<void> {
    await this.#file.close();
    discardLog(this.path, this.#isDamaged);
  }
}

/** Removes a log whose batches are in runs. A damaged one is kept under another name. */
export function discardLog(path: string, isDamaged: boolean): void {
  if (isDamaged) renameSync(path, path.replace(/commits-(\d+)\.log$/, 'damaged-commits-$1.log'));
  else rmSync(path);
}

function headerOf(commit: bigint, packed: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(mark, 0);
  header.writeUInt32LE(packed.length, 4);
  header.writeBigUInt64LE(commit, 16);
  header.writeUInt32LE(checksum(header.subarray(16), packed), 8);
  return header;
}

/** Bytes of a log that are no complete record. */
export interface LogGap {
  readonly from: number;
  readonly to: number;
  /** The commits of the records before and after it in the file. */
  readonly before: bigint | undefined;
  readonly after: bigint | undefined;
}

export interface LogContents {
  readonly batches: readonly LoggedBatch[];
  /** From first to last. A gap at the end of the file may be a torn record. */
  readonly gaps: readonly LogGap[];
  readonly bytes: number;
}

const markBytes = Buffer.alloc(4);
markBytes.writeUInt32LE(mark);

/**
 * Reads all complete records of a log. After invalid bytes, it continues at the next mark of a complete
 * record.
 */
export function readCommitLog(path: string): LogContents {
  const bytes = readFileSync(path);
  const batches: LoggedBatch[] = [];
  const gaps: LogGap[] = [];
  for (let at = 0; at < bytes.length;) {
    const record = recordAt(bytes, at);
    if (record === undefined) {
      const to = nextRecord(bytes, at + 1);
      const after = recordAt(bytes, to)?.commit;
      gaps.push({ from: at, to, before: batches.at(-1)?.commit, after });
      at = to;
    } else {
      batches.push(record);
      at += headerBytes + record.packed.length;
    }
  }
  return { batches, gaps, bytes: bytes.length };
}

function nextRecord(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(markBytes, from); at >= 0; at = bytes.indexOf(markBytes, at + 1))
    if (recordAt(bytes, at) !== undefined) return at;
  return bytes.length;
}

function recordAt(bytes: Buffer, at: number): LoggedBatch | undefined {
  if (at + headerBytes > bytes.length || bytes.readUInt32LE(at) !== mark) return undefined;
  const end = at + headerBytes + bytes.readUInt32LE(at + 4);
  if (end > bytes.length) return undefined;
  const packed = new Uint8Array(bytes.subarray(at + headerBytes, end));
  if (checksum(bytes.subarray(at + 16, at + headerBytes), packed) !== bytes.readUInt32LE(at + 8))
    return undefined;
  return { commit: bytes.readBigUInt64LE(at + 16), packed };
}
