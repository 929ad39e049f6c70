import type { LogView } from '@ordertrace/api';
import { microsOf } from '../instant.js';

export type SeverityName = 'debug' | 'info' | 'warn' | 'error';

/** Lowest severity number of each name, from OpenTelemetry. */
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

/** A log line's content in one line: its text, the JSON of a structured body, or the name of a bare event. */
export function logText({ body, event_name }: LogView): string {
  if (typeof body === 'string' && body !== '') {
    return body;
  }
  return body === null || body === undefined || body === '' ? event_name : JSON.stringify(body);
}

/** Key of a log line in a URL: equal only for lines of the same span and instant. */
export function logKey({ timestamp, span_id }: LogView): string {
  return `${microsOf(timestamp)}-${span_id}`;
}
