import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { setImmediate as otherWork } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { EventLogError } from '../event-log-error.js';

/** Bytes of a file, decompressed if it is gzip, with the number of bytes read from the file itself. */
export interface FileBytes {
  readonly chunks: AsyncIterable<Uint8Array>;
  bytesRead(): number;
}

const chunkBytes = 256 * 1024;
/** Bytes to read before other work gets its turn: some milliseconds of parsing. */
const sliceBytes = 64 * 1024;

/** First bytes of the file, not decompressed. */
export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export async function isGzip(path: string): Promise<boolean> {
  const [first, second] = await firstBytes(path, 2);
  return first === 0x1f && second === 0x8b;
}

/**
 * Opens a file to read it once, in slices with other work in between. Its chunks throw `EventLogError`: `file_damaged` for incomplete or invalid
 * gzip, `file_too_large` above `maxBytes` of decompressed data.
 */
export async function openBytes(path: string, maxBytes: number): Promise<FileBytes> {
  const isPacked = await isGzip(path);
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const stream = isPacked ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => undefined) : file;
  return { chunks: limited(stream, maxBytes), bytesRead: () => file.bytesRead };
}

/** First bytes of the content, decompressed if it is gzip. Empty for an empty file. */
export async function firstUnpacked(path: string, maxBytes: number): Promise<Uint8Array> {
  const { chunks } = await openBytes(path, maxBytes);
  for await (const chunk of chunks) return chunk;
  return new Uint8Array();
}

async function* limited(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      for (let from = 0; from < chunk.length; from += sliceBytes) {
        yield chunk.subarray(from, from + sliceBytes);
        await otherWork();
      }
    }
  } catch (error) {
    throw isZlibError(error)
      ? new EventLogError('file_damaged', 'The gzip file is damaged or ends early. Pack it again.', {
          cause: error,
        })
      : error;
  }
}

function tooLarge(maxBytes: number): EventLogError {
  return new EventLogError(
    'file_too_large',
    `The file has more than ${maxBytes} bytes unpacked. Split it by order, or raise the limit.`,
  );
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
