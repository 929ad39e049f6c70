import { ModelStoreError } from './errors.js';

const KEY = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/;
const MAX_LENGTH = 500;
const MAX_WORD_LENGTH = 200;

/** No segment begins with a dot, so a key can't leave its folder or name the store's own files. */
export function requireKey(key: string): void {
  const isKey = key.length <= MAX_LENGTH && KEY.test(key);
  if (!isKey || key.split('/').some((word) => word.length > MAX_WORD_LENGTH))
    throw new ModelStoreError(
      'model_key_invalid',
      `"${key.slice(0, 40).replace(/[^ -~]/g, '?')}" is no key: it takes words of letters, digits, ".", "_" and "-", with "/" between them.`,
    );
}
