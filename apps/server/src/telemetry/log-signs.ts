import { errorTextOf, type ErrorText, type LogSign } from '@ordertrace/model';
import { logOf } from '@ordertrace/otlp';
import type { StoredLog } from '@ordertrace/store';

/** OpenTelemetry's number of the lowest error severity. */
export const errorSeverity = 17;

/** The fields of log records that prove receipts, and the errors that they report. */
export function logSigns(logs: readonly StoredLog[]): readonly LogSign[] {
  return logs.map((log) => {
    const { traceId = '', spanId = '', service, timeNanos, orders } = log;
    return { traceId, spanId, service, timeNanos, orders, ...errorOf(log) };
  });
}

function errorOf(stored: StoredLog): ErrorText {
  if (stored.severity < errorSeverity || stored.spanId === undefined) return {};
  const { attributes, body } = logOf(stored);
  return errorTextOf((key) => attributes.get(key), typeof body === 'string' ? body : '');
}
