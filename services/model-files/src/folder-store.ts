import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ModelStoreError, notFound } from './errors.js';
import { requireKey } from './key.js';
import { spool } from './spool.js';
import type { ModelStore, PutLimits, StoredModel } from './store.js';

/** An unfinished file of this age was left by a process that died. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** Models as files in a folder, which is created at the first use. */
export class FolderModelStore implements ModelStore {
  readonly #root: string;
  readonly #unfinished: string;

  constructor(root: string) {
    this.#root = root;
    this.#unfinished = join(root, '.unfinished');
  }

  async put(key: string, source: AsyncIterable<Uint8Array>, { maxBytes }: PutLimits): Promise<StoredModel> {
    const path = this.#pathOf(key);
    await this.#removeAbandoned();
    const { path: spooled, bytes } = await spool(source, this.#unfinished, maxBytes);
    try {
      await mkdir(dirname(path), { recursive: true });
      await rename(spooled, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(spooled, { force: true });
      throw unavailable(error);
    }
    return { bytes };
  }

  async get(key: string): Promise<Readable> {
    const file = await open(this.#pathOf(key), 'r').catch((error: unknown) => {
      throw isMissing(error) ? notFound(key) : unavailable(error);
    });
    if (!(await file.stat()).isFile()) {
      await file.close();
      throw notFound(key);
    }
    return createReadStream('', { fd: file });
  }

  async size(key: string): Promise<number> {
    const found = await stat(this.#pathOf(key)).catch((error: unknown) => {
      throw isMissing(error) ? notFound(key) : unavailable(error);
    });
    if (!found.isFile()) throw notFound(key);
    return found.size;
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key)).catch((error: unknown) => {
      if (!isMissing(error)) throw unavailable(error);
    });
  }

  async check(): Promise<void> {
    try {
      await mkdir(this.#root, { recursive: true });
      await access(this.#root, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw unavailable(error);
    }
  }

  #pathOf(key: string): string {
    requireKey(key);
    return join(this.#root, key);
  }

  async #removeAbandoned(): Promise<void> {
    const names = await readdir(this.#unfinished).catch(() => []);
    for (const name of names) {
      const path = join(this.#unfinished, name);
      const found = await stat(path).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }
}

/** A rename is durable only after its folder is synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ERR_FS_EISDIR';
}

function unavailable(cause: unknown): ModelStoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ModelStoreError('model_store_unavailable', `The folder of models can't be used: ${reason}`, {
    cause,
  });
}
