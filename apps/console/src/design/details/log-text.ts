import type { LogView } from '@ordertrace/api';
import { microsOf } from '../instant.js';

export type SeverityName = 'debug' | 'info' | 'warn' | 'error';

/** Severity numbers at which each name begins, as OpenTelemetry sets them. */
export const severityFloor = { debug: 0, info: 9, warn: 13, error: 17 } as const;

export function severityName(severity: number): SeverityName {
  if (severity >= severityFloor.error) {
    return 'error';
  }
  if (severity >= severityFloor.warn) {
    return 'warn';
  }
  return severity >= severityFloor.info ? 'info' : 'debug';
}

/** What a line says, in one line: its text; for structured bodies their JSON; for bare events their name. */
export function logText({ body, event_name }: LogView): string {
  if (typeof body === 'string' && body !== '') {
    return body;
  }
  return body === null || body === undefined || body === '' ? event_name : JSON.stringify(body);
}

/** Names a line in an address: equal only for lines of the same span and instant. */
export function logKey({ timestamp, span_id }: LogView): string {
  return `${microsOf(timestamp)}-${span_id}`;
}
