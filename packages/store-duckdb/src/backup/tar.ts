/** A file to be written into a tar archive. */
export interface TarEntry {
  /** At most 100 bytes of ASCII. */
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const blockBytes = 512;
const endBytes = 2 * blockBytes;
const sizeAt = 124;
/** Larger numbers than eleven octal digits are written in base 256, as in GNU tar. */
const mostOctal = 8 ** 11 - 1;

/** The length of an archive with files of these lengths. */
export function tarBytes(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + blockBytes + length + padding(length), endBytes);
}

/**
 * Writes the archive. Each entry is requested after the previous one was read. Throws if a content has not
 * the declared length.
 */
export async function* writeTar(entries: Iterable<TarEntry>): AsyncIterable<Uint8Array> {
  for (const { name, bytes, content } of entries) {
    yield header(name, bytes);
    let written = 0;
    for await (const chunk of content) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== bytes) throw new Error(`${name} has ${written} bytes instead of ${bytes}.`);
    yield Buffer.alloc(padding(bytes));
  }
  yield Buffer.alloc(endBytes);
}

function padding(length: number): number {
  return (blockBytes - (length % blockBytes)) % blockBytes;
}

function header(name: string, bytes: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0, 100, 'latin1');
  for (const [at, value] of [
    [100, '0000600'],
    [108, '0000000'],
    [116, '0000000'],
    [136, '00000000000'],
    [148, '        '],
    [156, '0'],
    [257, 'ustar\u000000'],
  ] as const)
    block.write(value, at, 'latin1');
  writeSize(block, bytes);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function writeSize(block: Buffer, bytes: number): void {
  if (bytes <= mostOctal) {
    block.write(bytes.toString(8).padStart(11, '0'), sizeAt, 'latin1');
    return;
  }
  block.writeUInt8(0x80, sizeAt);
  block.writeBigUInt64BE(BigInt(bytes), sizeAt + 4);
}

/** A file in an archive. Read its content to the end before you request the next one. */
export interface ReadTarEntry {
  readonly name: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The files of an archive.
 *
 * @throws TarError if it is no archive, or is truncated
 */
export async function* readTar(archive: AsyncIterable<Uint8Array>): AsyncIterable<ReadTarEntry> {
  const pieces = new Pieces(archive);
  try {
    for (;;) {
      const block = await pieces.exactly(blockBytes);
      if (block.every((byte) => byte === 0)) return;
      const { name, bytes } = readHeader(block);
      yield { name, bytes, content: pieces.upTo(bytes) };
      await pieces.exactly(padding(bytes));
    }
  } finally {
    await pieces.close();
  }
}

export class TarError extends Error {
  override readonly name = 'TarError';
}

function readHeader(block: Buffer): { name: string; bytes: number } {
  const sum = Number.parseInt(block.toString('latin1', 148, 156), 8);
  const actual = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== actual) throw new TarError('This is no tar archive, or it is damaged.');
  const name = block.toString('latin1', 0, 100).replace(/\0.*$/s, '');
  const isLarge = (block[sizeAt] ?? 0) === 0x80;
  const bytes = isLarge
    ? Number(block.readBigUInt64BE(sizeAt + 4))
    : Number.parseInt(block.toString('latin1', sizeAt, sizeAt + 12), 8);
  return { name, bytes };
}

/** Reads a stream of chunks in requested lengths. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.upTo(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  async *upTo(length: number): AsyncIterable<Uint8Array> {
    for (let left = length; left > 0;) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next();
        if (next.done === true) throw new TarError('The archive ends too early.');
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
