/**
 * - `closed`: the store was closed.
 * - `overloaded`: too much work is waiting; retry after `retryAfterMs`.
 * - `full`: no disk space is left; reads still work.
 * - `locked`: another process has opened the data.
 * - `invalid_cursor`: a page was requested with a cursor that no list gave.
 * - `broken`: any other error; see `cause`.
 */
export type StoreErrorCode = 'closed' | 'overloaded' | 'full' | 'locked' | 'invalid_cursor' | 'broken';

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  /** When to retry, in milliseconds; absent if a retry is useless. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StoreError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
