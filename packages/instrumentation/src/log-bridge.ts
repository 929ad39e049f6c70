import { logs, SeverityNumber, type AnyValueMap } from '@opentelemetry/api-logs';
import type { DestinationStream } from 'pino';
import { running } from './running.js';

const severities: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** Fields that the OpenTelemetry record already has, or gets from the kit's log processor. */
const carriedElsewhere: ReadonlySet<string> = new Set([
  'level',
  'timestamp',
  'msg',
  'trace_id',
  'span_id',
  'application_name',
  'environment',
]);

/** Reads log lines, one JSON object each, and emits them as OpenTelemetry log records. */
export function createLogBridge(): DestinationStream {
  return {
    write(line: string): void {
      if (running()?.isOpen() === false) return;
      const { level, timestamp, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
      logs.getLogger('@ordertrace/instrumentation').emit({
        timestamp: new Date(timestamp as string),
        severityText: String(level),
        severityNumber: severities[String(level)] ?? SeverityNumber.UNSPECIFIED,
        body: typeof msg === 'string' ? msg : '',
        attributes: attributesOf(rest),
      });
    },
  };
}

function attributesOf(rest: Record<string, unknown>): AnyValueMap {
  const kept = Object.entries(rest).filter(
    ([key, value]) => !carriedElsewhere.has(key) && value !== '' && value !== null,
  );
  return Object.fromEntries(kept) as AnyValueMap;
}
