import type { StoreErrorCode } from '@ordertrace/store';
import { isInvalidated, storeFailure } from './store-failure.js';

/** An error for transfer to another thread, which loses its class. */
export function failureMessage(error: unknown, action: string): FailureMessage {
  const { code, message, retryAfterMs } = storeFailure(error, action);
  return { code, message, retryAfterMs, isFinal: isInvalidated(message) };
}

export interface FailureMessage {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
  /** Whether no later call can succeed until the store is opened again. */
  readonly isFinal: boolean;
}
