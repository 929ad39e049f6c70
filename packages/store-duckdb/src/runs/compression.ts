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

/** Of what deflate looks back into. */
const dictionaryBytes = 32 << 10;
const deflateLevel = 6;
/** Of 11; the steps above cost more time than they save room. */
const brotliQuality = 3;
const brotliWindowBits = 18;
/** Columns of nearly every page come out in one piece of this length. */
const columnsChunk = 32 << 10;
/** zlib takes no smaller one. */
const leastChunk = 64;

const deflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);
const brotli = promisify<Uint8Array, BrotliOptions, Uint8Array>(brotliCompress);

/** Columns of a page: small, so that a dictionary shared by the run's pages pays. Off this thread. */
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

/** zlib refuses an empty dictionary. */
function optional(dictionary: Uint8Array): { dictionary?: Uint8Array } {
  return dictionary.length === 0 ? {} : { dictionary };
}

/** Bodies of a page, a few hundred kilobytes that are much alike. Off this thread. */
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

/** `bytes`: the length of what comes out, so that it comes in one piece. */
export function decompressBodies(compressed: Uint8Array, bytes: number): Uint8Array {
  return brotliDecompressSync(compressed, { chunkSize: Math.max(leastChunk, bytes + 1) });
}

export function checksum(...parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), 0);
}

/** What the columns of all pages of a run have in common: texts, scopes, resources. */
export function columnsDictionary({ texts, scopes, resources }: Dictionaries): Uint8Array {
  const common = Buffer.concat([
    ...resources.slice(0, 20),
    ...scopes.slice(0, 50),
    ...texts.slice(0, 500).map((text) => Buffer.from(text)),
  ]);
  return common.subarray(0, dictionaryBytes);
}
