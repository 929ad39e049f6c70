import type { Readable } from 'node:stream';

/**
 * Store of customers' models. The key of a model consists of words of letters, digits, `.`, `_` and `-`,
 * separated by `/`, at most 500 characters.
 */
export interface ModelStore {
  /**
   * Stores the stream's content and replaces an earlier model of the key. All or nothing: until the new model
   * is complete and durable the old one stays, also when the stream fails or the process dies.
   *
   * @throws {ModelStoreError} `model_too_large` as soon as more than `maxBytes` came; the stream's own error.
   */
  put(key: string, source: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredModel>;

  /**
   * The model's bytes as a stream. The caller reads it to its end or destroys it.
   *
   * @throws {ModelStoreError} `model_not_found`
   */
  get(key: string): Promise<Readable>;

  /** @throws {ModelStoreError} `model_not_found` */
  size(key: string): Promise<number>;

  /** Does nothing if the model does not exist. */
  delete(key: string): Promise<void>;

  /**
   * Checks that models can be stored now. @throws {ModelStoreError} `model_store_unavailable`, with the
   * reason.
   */
  check(): Promise<void>;
}

export interface PutLimits {
  readonly maxBytes: number;
}

export interface StoredModel {
  readonly bytes: number;
}
