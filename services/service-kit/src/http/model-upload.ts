import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Problem } from './problem.js';

/** The functions of a model store that an upload needs. */
export interface ModelFiles {
  put(key: string, body: AsyncIterable<Uint8Array>, limits: { maxBytes: number }): Promise<{ bytes: number }>;
  delete(key: string): Promise<void>;
}

export interface UploadedModel {
  readonly key: string;
  readonly bytes: number;
}

export interface ModelUpload {
  readonly models: ModelFiles;
  readonly log: Logger;
  readonly tenantId: string;
  readonly orderId: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Largest model file: 50 MB. */
export const maxModelBytes = 50 * 1024 * 1024;

/**
 * Stores an uploaded model under a new key, so that a model that is being read never changes. `assign` gives
 * it to the order and returns the key of the replaced model. If `assign` rejects, the file is removed.
 */
export async function receiveModel<T>(
  upload: ModelUpload,
  assign: (model: UploadedModel) => Promise<{ readonly order: T; readonly replaced: string | undefined }>,
): Promise<T> {
  const { models, tenantId, orderId, body } = upload;
  const key = `${tenantId}/${orderId}/${randomUUID()}.stl`;
  const { bytes } = await models.put(key, body, { maxBytes: maxModelBytes });
  try {
    if (bytes === 0) throw emptyModel();
    const { order, replaced } = await assign({ key, bytes });
    if (replaced !== undefined) await forget(upload, replaced);
    return order;
  } catch (error) {
    await forget(upload, key);
    throw error;
  }
}

export function emptyModel(): Problem {
  const detail = 'The body is empty; send the model file as it is.';
  return new Problem({ status: 400, code: 'invalid_request', detail });
}

/** Deletes a model. A file that stays after an error only takes space. */
async function forget({ models, log }: ModelUpload, key: string): Promise<void> {
  await models.delete(key).catch((error: unknown) => {
    log.warn({ err: error }, 'a model that is not used any more could not be deleted');
  });
}
