import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { syncFolder } from './sync-folder.js';

/**
 * The state of the files at the last write of the mark. Each value is a lower bound of what must be found
 * later.
 */
export interface Marked {
  /** The number of times that DuckDB has written its header. Its write-ahead log belongs to one of them. */
  readonly tablesIteration: bigint;
  /** Length of DuckDB's write-ahead log. */
  readonly walBytes: bigint;
  /** Checksum of its head: DuckDB ignores a log with a damaged one. 0 if unknown. */
  readonly walHead: number;
  /** The number of the newest commit log, and its acknowledged bytes. */
  readonly newestLog: number;
  readonly logBytes: bigint;
  readonly lastCommit: bigint;
}

const magic = 'otmark01';
const markBytes = 52;
const crcAt = 48;
const databaseHeaders = [4096, 8192] as const;
/** DuckDB's main header and its two database headers. */
const leastDatabaseBytes = 12_288;
/** Bytes of the write-ahead log that name its database and checkpoint. */
const walHeadBytes = 64;
const nothing: Marked = {
  tablesIteration: 0n,
  walBytes: 0n,
  walHead: 0,
  newestLog: 0,
  logBytes: 0n,
  lastCommit: 0n,
};

/**
 * The file `store.mark` with the lengths on disk, so that the next start detects missing or truncated files.
 * It is written after each commit without a sync, and synced when a file is created.
 */
export class StoreMark {
  readonly #database: string;
  readonly #descriptor: number;
  /** Whether the mark was missing or damaged when it was opened. */
  readonly wasLost: boolean;
  #marked: Marked;

  private constructor(database: string, descriptor: number, marked: Marked | undefined) {
    this.#database = database;
    this.#descriptor = descriptor;
    this.#marked = marked ?? nothing;
    this.wasLost = marked === undefined;
  }

  /** Creates a mark without content, for files that were put together from a backup. */
  static create(path: string): void {
    writeFileSync(path, markOf(nothing));
  }

  /** Opens the mark at `path` and continues from its content. */
  static open(path: string, database: string): StoreMark {
    const marked = readMark(path);
    const isNew = !existsSync(path);
    const mark = new StoreMark(database, openSync(path, isNew ? 'w' : 'r+'), marked);
    if (isNew) syncFolder(path);
    return mark;
  }

  get lastCommit(): bigint {
    return this.#marked.lastCommit;
  }

  /** The certainly acknowledged bytes of this log; 0 if unknown. */
  acknowledgedBytes(log: number): number {
    return log === this.#marked.newestLog ? Number(this.#marked.logBytes) : 0;
  }

  get newestLog(): number {
    return this.#marked.newestLog;
  }

  noteLog(newestLog: number): void {
    this.#write({ newestLog, logBytes: 0n });
    fsyncSync(this.#descriptor);
  }

  noteCommit(lastCommit: bigint, logBytes: number): void {
    this.#write({ lastCommit, logBytes: BigInt(logBytes) });
  }

  /** Records the length of DuckDB's write-ahead log after a write to the tables. */
  noteTables(): void {
    const walBytes = BigInt(sizeOf(`${this.#database}.wal`));
    const isNewWal = walBytes > 0n && (this.#marked.walBytes === 0n || walBytes < this.#marked.walBytes);
    if (!isNewWal) {
      if (walBytes !== this.#marked.walBytes) this.#write({ walBytes });
      return;
    }
    this.#write({
      walBytes,
      walHead: walHead(this.#database),
      tablesIteration: tablesIteration(this.#database),
    });
    fsyncSync(this.#descriptor);
  }

  /** Call it before the database file is replaced. */
  forgetTables(): void {
    this.#write({ walBytes: 0n, walHead: 0, tablesIteration: 0n });
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(changed: Partial<Marked>): void {
    this.#marked = { ...this.#marked, ...changed };
    writeSync(this.#descriptor, markOf(this.#marked), 0, markBytes, 0);
  }
}

/**
 * The damage of the tables' files, as one sentence; `undefined` if there is none. Call it before they are
 * opened.
 */
export function tablesDamage(markPath: string, database: string): string | undefined {
  const { tablesIteration: iteration, walBytes, walHead: head } = readMark(markPath) ?? nothing;
  if (walBytes === 0n || sizeOf(database) < leastDatabaseBytes || tablesIteration(database) !== iteration)
    return undefined;
  const actual = sizeOf(`${database}.wal`);
  if (BigInt(actual) >= walBytes)
    return head === 0 || walHead(database) === head
      ? undefined
      : `${database}.wal is damaged at its begin, or is another one`;
  const what = actual === 0 ? 'is missing' : `has ${actual} bytes`;
  return `${database}.wal ${what}, and ${walBytes} bytes of changes to the tables were written to it`;
}

/** Whether there was a database here. */
export function hasDatabase(database: string): boolean {
  return sizeOf(database) >= leastDatabaseBytes;
}

/** The mark; `undefined` if it is missing or damaged, so that nothing is known. */
export function readMark(path: string): Marked | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  if (bytes.length < markBytes || bytes.toString('latin1', 0, 8) !== magic) return undefined;
  if (crc32(bytes.subarray(0, crcAt)) !== bytes.readUInt32LE(crcAt)) return undefined;
  return {
    tablesIteration: bytes.readBigUInt64LE(8),
    walBytes: bytes.readBigUInt64LE(16),
    newestLog: bytes.readUInt32LE(24),
    walHead: bytes.readUInt32LE(28),
    logBytes: bytes.readBigUInt64LE(32),
    lastCommit: bytes.readBigUInt64LE(40),
  };
}

function markOf(marked: Marked): Buffer {
  const { tablesIteration: iteration, walBytes, newestLog, logBytes, lastCommit } = marked;
  const bytes = Buffer.alloc(markBytes);
  bytes.write(magic, 'latin1');
  bytes.writeBigUInt64LE(iteration, 8);
  bytes.writeBigUInt64LE(walBytes, 16);
  bytes.writeUInt32LE(newestLog, 24);
  bytes.writeUInt32LE(marked.walHead, 28);
  bytes.writeBigUInt64LE(logBytes, 32);
  bytes.writeBigUInt64LE(lastCommit, 40);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, crcAt)), crcAt);
  return bytes;
}

/** The newer one of DuckDB's two headers counts. */
function tablesIteration(database: string): bigint {
  const file = openSync(database, 'r');
  try {
    const bytes = Buffer.alloc(8);
    return databaseHeaders.reduce((newest, at) => {
      readSync(file, bytes, 0, 8, at + 8);
      const iteration = bytes.readBigUInt64LE();
      return iteration > newest ? iteration : newest;
    }, 0n);
  } finally {
    closeSync(file);
  }
}

function walHead(database: string): number {
  const file = openSync(`${database}.wal`, 'r');
  try {
    const bytes = Buffer.alloc(walHeadBytes);
    return readSync(file, bytes, 0, walHeadBytes, 0) < walHeadBytes ? 0 : crc32(bytes);
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
