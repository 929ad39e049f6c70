import { open, rename, rm } from 'node:fs/promises';
import { setTimeout as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, crc32, type BrotliOptions } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { orderKey } from '../tables/order-keys.js';
import { eventTexts, mentionTexts, type BlockRange } from '../tables/order-texts.js';
import { blockShift, trailerOf, type RunIdentity } from './order-file.js';

const compress = promisify<Uint8Array, BrotliOptions, Buffer>(brotliCompress);
const compression = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };

/** Mentions in a block. Fewer mean smaller reads for one order, but worse compression. */
const mentionsOfBlock = 64;
/** Blocks in one query of the tables: some megabytes of text. */
const blocksAtOnce = 64;

export interface OrderFileJob {
  readonly path: string;
  readonly run: RunIdentity;
  /** Checked regularly; after `true` nothing more is written. */
  readonly isStopped: () => boolean;
  /** Whether someone waits for the job; then it does not pause. */
  readonly isAwaited: () => boolean;
}

/**
 * Writes a run's order file from its table rows, and pauses as much as it works. Returns whether it
 * completed.
 */
export async function writeOrderFile(connection: DuckDBConnection, job: OrderFileJob): Promise<boolean> {
  const unfinished = `${job.path}.unfinished`;
  try {
    const isWhole = await writeBlocks(connection, job, unfinished);
    if (isWhole) await rename(unfinished, job.path);
    return isWhole;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function writeBlocks(
  connection: DuckDBConnection,
  { run, isStopped, isAwaited }: OrderFileJob,
  path: string,
): Promise<boolean> {
  const blocks = await blocksFor(connection, run.number);
  const shift = blockShift(blocks);
  const offsets = new Uint32Array(blocks + 1);
  const file = await open(path, 'w');
  try {
    let end = 0;
    for (let block = 0; block < blocks; block += blocksAtOnce) {
      if (isStopped()) return false;
      const started = performance.now();
      const range = {
        run: run.number,
        firstBlock: block,
        blocks: Math.min(blocksAtOnce, blocks - block),
        shift,
      };
      const written = await packedBlocks(connection, range);
      for (const [index, bytes] of written.entries()) offsets[block + index + 1] = end += bytes.length;
      await file.write(Buffer.concat(written));
      if (!isAwaited()) await rest(performance.now() - started, undefined, { ref: false });
    }
    const index = Buffer.from(offsets.buffer);
    const trailer = trailerOf(run, { blocks, offsetsAt: end, checksum: crc32(index) });
    await file.write(Buffer.concat([index, trailer]));
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

/** A power of two. */
async function blocksFor(connection: DuckDBConnection, run: number): Promise<number> {
  const counted = await connection.runAndReadAll(
    `SELECT count(*) FROM order_mentions WHERE key >= ${orderKey(run, 0)} AND key < ${orderKey(run + 1, 0)}`,
  );
  const mentions = Number(counted.getRows()[0]?.[0] ?? 0);
  return 2 ** Math.ceil(Math.log2(Math.max(1, mentions / mentionsOfBlock)));
}

/** Compresses some blocks; a block without rows is empty. */
async function packedBlocks(connection: DuckDBConnection, range: BlockRange): Promise<Buffer[]> {
  const mentions = await mentionTexts(connection, range);
  const events = await eventTexts(connection, range);
  return Promise.all(
    Array.from({ length: range.blocks }, (_, index) => {
      const block = range.firstBlock + index;
      return packBlock(mentions.get(block) ?? '[]', events.get(block) ?? '[]');
    }),
  );
}

async function packBlock(mentions: string, events: string): Promise<Buffer> {
  const text = `${mentions}\n${events}`;
  if (text === '[]\n[]') return Buffer.alloc(0);
  const compressed = await compress(Buffer.from(text), compression);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(compressed));
  return Buffer.concat([checksum, compressed]);
}
