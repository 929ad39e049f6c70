export type ModelStoreErrorCode =
  | 'model_not_found'
  | 'model_too_large'
  | 'model_key_invalid'
  | 'model_store_url_invalid'
  | 'model_store_unavailable';

export class ModelStoreError extends Error {
  override readonly name = 'ModelStoreError';
  readonly code: ModelStoreErrorCode;

  constructor(code: ModelStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function notFound(key: string): ModelStoreError {
  return new ModelStoreError('model_not_found', `There is no model "${key}".`);
}
