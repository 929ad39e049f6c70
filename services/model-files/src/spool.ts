import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelStoreError } from './errors.js';

export interface Spooled {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes the stream to a new file in `folder`, durably. Removes the file after a failure. */
export async function spool(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  maxBytes: number,
): Promise<Spooled> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx');
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    await file.sync();
    await file.close();
    return { path, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

function tooLarge(maxBytes: number): ModelStoreError {
  const limit = maxBytes >= 1e6 ? `${Math.floor(maxBytes / 1e6)} MB` : `${maxBytes} bytes`;
  return new ModelStoreError('model_too_large', `The model is larger than the ${limit} that are taken.`);
}
