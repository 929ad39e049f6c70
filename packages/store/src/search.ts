import type { LogQuery, SpanQuery, StoredLog, StoredSpan } from './contract.js';

/** The check of `SpanQuery.texts`; `undefined` if there is nothing to check. */
export function textSearch({
  texts = [],
}: Pick<SpanQuery, 'texts'>): ((parts: readonly Uint8Array[]) => boolean) | undefined {
  if (texts.length === 0) return undefined;
  const needles = texts.map((text) => Buffer.from(text));
  return (parts) => needles.every((needle) => parts.some((part) => bufferOf(part).includes(needle)));
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

export function matchesSpanQuery(span: StoredSpan, query: SpanQuery): boolean {
  return (
    (query.fromNanos === undefined || span.startNanos >= query.fromNanos) &&
    (query.toNanos === undefined || span.startNanos < query.toNanos) &&
    (query.service === undefined || span.service === query.service) &&
    (query.name === undefined || span.name === query.name) &&
    (query.status === undefined || span.status === query.status) &&
    (query.minDurationNanos === undefined || span.durationNanos >= query.minDurationNanos) &&
    (query.maxDurationNanos === undefined || span.durationNanos <= query.maxDurationNanos)
  );
}

export function matchesLogQuery(log: StoredLog, query: LogQuery): boolean {
  return (
    (query.fromNanos === undefined || log.timeNanos >= query.fromNanos) &&
    (query.toNanos === undefined || log.timeNanos < query.toNanos) &&
    (query.service === undefined || log.service === query.service) &&
    (query.minSeverity === undefined || log.severity >= query.minSeverity) &&
    (query.eventName === undefined || log.eventName === query.eventName)
  );
}
