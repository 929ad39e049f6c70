import type { LogSign } from '@ordertrace/model';
import type { StoredLog } from '@ordertrace/store';

/** The fields of log records that prove receipts. */
export function logSigns(logs: readonly StoredLog[]): readonly LogSign[] {
  return logs.map(({ traceId = '', spanId = '', service, timeNanos, orders }) => ({
    traceId,
    spanId,
    service,
    timeNanos,
    orders,
  }));
}
