/**
 * - `closed`: the store was closed.
 * - `overloaded`: more is waiting than may; try again after `retryAfterMs`.
 * - `full`: no space left; reads go on.
 * - `locked`: another process has the data open.
 * - `broken`: anything else; `cause` tells.
 */
export type StoreErrorCode = 'closed' | 'overloaded' | 'full' | 'locked' | 'broken';

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  /** When trying again makes sense, milliseconds; absent where it doesn't. */
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
