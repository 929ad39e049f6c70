import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import type { Ingest, IngestLimits, Refusal } from './ingest.js';
import { noRoom } from './ingest.js';

type Refused = Omit<Refusal, 'outcome'>;

/** A request body was refused. */
export class BodyRefused extends Error {
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.message);
    this.name = 'BodyRefused';
    this.refusal = refusal;
  }
}

/** A body in memory. Call `release` when it was passed on. */
export interface Body {
  readonly bytes: Uint8Array;
  release(): void;
}

/**
 * Reads and decompresses a body within the limits, and reserves its bytes from the ingest's budget. After an
 * error the stream stays open, so that a response can still be sent.
 *
 * @throws BodyRefused
 */
export async function readBody(
  stream: Readable,
  contentEncoding: string | undefined,
  { limits, budget }: Pick<Ingest, 'limits' | 'budget'>,
): Promise<Body> {
  const decompressor = decompressorFor(contentEncoding);
  let held = 0;
  const take = (chunk: Uint8Array) => {
    if (!budget.take(chunk.byteLength)) throw new BodyRefused(noRoom);
    held += chunk.byteLength;
  };
  const release = () => {
    budget.giveBack(held);
    held = 0;
  };
  try {
    const chunks: Uint8Array[] = [];
    const collect = async (from: AsyncIterable<Uint8Array>) => {
      for await (const chunk of limited(from, limits.maxRequestBytes)) {
        take(chunk);
        chunks.push(chunk);
      }
    };
    if (decompressor === undefined) await collect(stream);
    else await pipeline(Readable.from(limited(stream, limits.maxRequestBytes)), decompressor, collect);
    return { bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), release };
  } catch (error) {
    release();
    throw error instanceof BodyRefused ? error : new BodyRefused(unreadable(contentEncoding));
  }
}

function unreadable(contentEncoding: string | undefined): Refused {
  const message =
    contentEncoding === undefined
      ? 'The body ended before it was complete'
      : `The body can't be decompressed as ${contentEncoding}`;
  return { reason: 'malformed', message };
}

/** The refusal of a request over the limit. */
export function tooLarge({ maxRequestBytes }: Pick<IngestLimits, 'maxRequestBytes'>): Refused {
  return {
    reason: 'too_large',
    message: `The request has more than ${maxRequestBytes} bytes; send smaller batches`,
  };
}

async function* limited(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const iterable = chunks instanceof Readable ? chunks.iterator({ destroyOnReturn: false }) : chunks;
  for await (const chunk of iterable as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > most) {
      throw new BodyRefused(tooLarge({ maxRequestBytes: most }));
    }
    yield chunk;
  }
}

/** `undefined` for an uncompressed body. */
function decompressorFor(contentEncoding: string | undefined) {
  const encoding = contentEncoding?.trim().toLowerCase();
  switch (encoding) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    default:
  }
  // From Node 22.15 on. Decoders in JavaScript allocate the window that the sender declares, up to 2 GiB.
  const zstd = (zlib as { createZstdDecompress?: typeof zlib.createGunzip }).createZstdDecompress;
  if (encoding === 'zstd' && zstd !== undefined) return zstd();
  throw new BodyRefused({
    reason: 'unsupported',
    message: `Content-Encoding ${contentEncoding} is not supported; send gzip, deflate${zstd === undefined ? '' : ', zstd'} or no compression`,
  });
}
