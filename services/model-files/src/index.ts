export { ModelStoreError, type ModelStoreErrorCode } from './errors.js';
export { openModelStore, type ModelStoreOptions } from './open.js';
export type { S3Credentials } from './s3-client.js';
export type { ModelStore, PutLimits, StoredModel } from './store.js';
