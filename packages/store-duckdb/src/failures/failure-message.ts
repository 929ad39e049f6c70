import type { StoreErrorCode } from '@ordertrace/store';
import { storeFailure } from './store-failure.js';

/** An error for transfer to another thread, which loses its class. */
export function failureMessage(error: unknown, doing: string): FailureMessage {
  const { code, message, retryAfterMs } = storeFailure(error, doing);
  return { code, message, retryAfterMs };
}

export interface FailureMessage {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}
