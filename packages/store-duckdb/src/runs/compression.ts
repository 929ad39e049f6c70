import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  crc32,
  deflateRaw,
  deflateRawSync,
  inflateRawSync,
  type BrotliOptions,
  type ZlibOptions,
} from 'node:zlib';
import type { Dictionaries } from './shape.js';

/** The window size of deflate. */
const dictionaryBytes = 32 << 10;
const deflateLevel = 6;
/** Quality 3 of 11; higher ones cost more time than they save space. */
const brotliQuality = 3;
const brotliWindowBits = 18;
/** Nearly all decompressed columns fit in one chunk of this length. */
const columnsChunk = 32 << 10;
/** The minimum of zlib. */
const leastChunk = 64;

const deflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);
const brotli = promisify<Uint8Array, BrotliOptions, Uint8Array>(brotliCompress);

/**
 * Compresses the columns of a page in a worker thread. They are small, so the run's pages share a dictionary.
 */
export function compressColumns(columns: Uint8Array, dictionary: Uint8Array): Promise<Uint8Array> {
  return deflate(columns, { level: deflateLevel, ...optional(dictionary) });
}

/** As `compressColumns`, in this thread. */
export function compressColumnsHere(columns: Uint8Array, dictionary: Uint8Array): Uint8Array {
  return deflateRawSync(columns, { level: deflateLevel, ...optional(dictionary) });
}

export function decompressColumns(compressed: Uint8Array, dictionary: Uint8Array): Uint8Array {
  return inflateRawSync(compressed, { chunkSize: columnsChunk, ...optional(dictionary) });
}

/** zlib rejects an empty dictionary. */
function optional(dictionary: Uint8Array): { dictionary?: Uint8Array } {
  return dictionary.length === 0 ? {} : { dictionary };
}

/** Compresses the bodies of a page (a few hundred kilobytes of similar data) in a worker thread. */
export function compressBodies(bodies: Uint8Array): Promise<Uint8Array> {
  return brotli(bodies, { params: brotliParams(bodies) });
}

/** As `compressBodies`, in this thread. */
export function compressBodiesHere(bodies: Uint8Array): Uint8Array {
  return brotliCompressSync(bodies, { params: brotliParams(bodies) });
}

function brotliParams(bodies: Uint8Array): Record<number, number> {
  return {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_LGWIN]: brotliWindowBits,
    [constants.BROTLI_PARAM_SIZE_HINT]: bodies.length,
  };
}

/** `bytes` is the decompressed length, so that the result is one chunk. */
export function decompressBodies(compressed: Uint8Array, bytes: number): Uint8Array {
  return brotliDecompressSync(compressed, { chunkSize: Math.max(leastChunk, bytes + 1) });
}

export function checksum(...parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), 0);
}

/** The common content of the columns of a run: texts, scopes, resources. */
export function columnsDictionary({ texts, scopes, resources }: Dictionaries): Uint8Array {
  const common = Buffer.concat([
    ...resources.slice(0, 20),
    ...scopes.slice(0, 50),
    ...texts.slice(0, 500).map((text) => Buffer.from(text)),
  ]);
  return common.subarray(0, dictionaryBytes);
}
