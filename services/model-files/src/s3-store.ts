import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { notFound } from './errors.js';
import { requireKey } from './key.js';
import { S3Client, unexpected, type S3Options } from './s3-client.js';
import { spool } from './spool.js';
import type { ModelStore, PutLimits, StoredModel } from './store.js';

/**
 * Models as objects in a bucket. A model is spooled to a local file first. Its length and digest are then
 * known, a broken connection can be retried, and a failed stream leaves the bucket unchanged.
 */
export class S3ModelStore implements ModelStore {
  readonly #client: S3Client;
  readonly #spoolFolder: string;

  constructor(options: S3Options & { readonly spoolFolder?: string }) {
    this.#client = new S3Client(options);
    this.#spoolFolder = options.spoolFolder ?? join(tmpdir(), 'ordertrace-models');
  }

  async put(key: string, source: AsyncIterable<Uint8Array>, { maxBytes }: PutLimits): Promise<StoredModel> {
    requireKey(key);
    const { path, bytes, sha256 } = await spool(source, this.#spoolFolder, maxBytes);
    try {
      const answer = await this.#client.request('PUT', key, {
        headers: {
          'content-length': String(bytes),
          'content-type': 'model/stl',
          'x-amz-content-sha256': sha256,
        },
        body: () => createReadStream(path),
      });
      if (!answer.ok) throw await unexpected(answer);
      await answer.body?.cancel();
      return { bytes };
    } finally {
      await rm(path, { force: true });
    }
  }

  async get(key: string): Promise<Readable> {
    requireKey(key);
    const answer = await this.#client.request('GET', key);
    if (!answer.ok) throw await this.#failure(answer, key);
    return answer.body ? Readable.fromWeb(answer.body) : Readable.from([]);
  }

  async size(key: string): Promise<number> {
    requireKey(key);
    const answer = await this.#client.request('HEAD', key);
    if (!answer.ok) throw await this.#failure(answer, key);
    return Number(answer.headers.get('content-length') ?? 0);
  }

  async delete(key: string): Promise<void> {
    requireKey(key);
    const answer = await this.#client.request('DELETE', key);
    if (!answer.ok && answer.status !== 404) throw await unexpected(answer);
    await answer.body?.cancel();
  }

  async check(): Promise<void> {
    const answer = await this.#client.request('HEAD', undefined);
    if (!answer.ok) throw await unexpected(answer);
  }

  /** A missing bucket also answers 404; that is an error of the configuration, not of the caller. */
  async #failure(answer: Response, key: string) {
    const failure = await unexpected(answer);
    return answer.status === 404 && !failure.message.includes('NoSuchBucket') ? notFound(key) : failure;
  }
}
