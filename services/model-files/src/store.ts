import type { Readable } from 'node:stream';

/**
 * Where customers' models are kept. A model has a key: words of letters, digits, `.`, `_` and `-`, with `/`
 * between them, at most 500 characters.
 */
export interface ModelStore {
  /**
   * Keeps what the stream brings, in place of what the key held before. All or nothing: until it is complete and
   * durable the old model stays, also when the stream fails or the process ends.
   *
   * @throws {ModelStoreError} `model_too_large` as soon as more than `maxBytes` came; the stream's own error.
   */
  put(key: string, source: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredModel>;

  /**
   * The model's bytes, as they are needed. The caller reads the stream to its end or destroys it.
   *
   * @throws {ModelStoreError} `model_not_found`
   */
  get(key: string): Promise<Readable>;

  /** @throws {ModelStoreError} `model_not_found` */
  size(key: string): Promise<number>;

  /** Does nothing where there is no such model. */
  delete(key: string): Promise<void>;

  /** Whether models can be kept now. @throws {ModelStoreError} `model_store_unavailable`, saying why not. */
  check(): Promise<void>;
}

export interface PutLimits {
  readonly maxBytes: number;
}

export interface StoredModel {
  readonly bytes: number;
}
