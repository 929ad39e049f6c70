import { StoreError } from '@ordertrace/store';

const retryWhenFullMs = 5000;
const fullPattern = /ENOSPC|EDQUOT|EFBIG|no space left|out of disk|not enough space/i;

const damagePattern = /corrupt|checksum|not a valid DuckDB|could not read enough bytes/i;

/** Whether DuckDB reports that its file is damaged. */
export function isDamage(text: string): boolean {
  return damagePattern.test(text);
}

/** Whether DuckDB reports that it answers nothing until the store is opened again. */
export function isInvalidated(text: string): boolean {
  return /FATAL Error|database has been invalidated/.test(text);
}

/** Converts an error to a store's error: a lack of disk space is `full`, anything else is `broken`. */
export function storeFailure(error: unknown, action: string): StoreError {
  if (error instanceof StoreError) return error;
  const text = error instanceof Error ? error.message : String(error);
  // A database that a full disk invalidated needs a restart, too.
  if (fullPattern.test(text) && !isInvalidated(text))
    return new StoreError(
      'full',
      `No space left on the disk while ${action}. Make room; nothing needs a restart.`,
      {
        cause: error,
        retryAfterMs: retryWhenFullMs,
      },
    );
  const why = isDamage(text) ? `the store's tables are damaged, restore a backup: ${text}` : text;
  return new StoreError('broken', `Failed while ${action}: ${why}`, { cause: error });
}
