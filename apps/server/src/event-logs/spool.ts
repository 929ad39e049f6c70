import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Temporary files of uploads: on disk, so their size does not matter. */
export interface Spool {
  readonly folder: string;
  readonly maxBytes: number;
}

export class TooLarge extends Error {}

/** Removes the files that a killed process left. */
export async function emptySpool({ folder }: Spool): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Writes a body to a file, passes its path to `use`, and removes it. Throws `TooLarge` beyond the limit.
 * `onBytes` is called with the bytes so far.
 */
export async function spooled<T>(
  spool: Spool,
  body: { readonly stream: Readable; readonly onBytes: (bytes: number) => void },
  use: (path: string) => Promise<T>,
): Promise<T> {
  await mkdir(spool.folder, { recursive: true });
  const path = join(spool.folder, randomUUID());
  try {
    await pipeline(
      body.stream,
      (chunks) => limited(chunks as AsyncIterable<Uint8Array>, spool.maxBytes, body.onBytes),
      createWriteStream(path, { mode: 0o600 }),
    );
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLarge();
    onBytes(bytes);
    yield chunk;
  }
}
