import { definedFields } from '@ordertrace/conventions';
import { spanRefText, type SpanRef } from './hop-span.js';
import type { SpanStatus } from '../telemetry/span.js';
import { nanosFromMillis, type DurationNanos, type EpochNanos } from '../time.js';
import type { OrderEvent, WorkStarted } from '../orders/order-event.js';

/** A long piece of work that reported its begin. */
export interface Work {
  readonly work: string;
  readonly service: string;
  readonly startedNanos: EpochNanos;
  /** When its span ended; absent while it has not, or never will. */
  readonly endedNanos?: EpochNanos;
  /** Present once it ended. */
  readonly status?: SpanStatus;
  /** Deadline of its end; absent where the sender gave none. */
  readonly dueNanos?: EpochNanos;
  readonly expectedWithinMs?: number;
  /** The span that closes it; both absent where it began outside any span. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** A span that may end work. */
export interface EndedSpan extends SpanRef {
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
  readonly status: SpanStatus;
}

/** Ten years: a longer promise is ignored. */
const longestMs = 3660 * 86_400_000;

function promised(millis: number | undefined): number | undefined {
  return millis !== undefined && millis >= 0 && millis <= longestMs ? millis : undefined;
}

function workOf(event: WorkStarted, span: EndedSpan | undefined): Work {
  const { work, service, timeNanos, traceId, spanId } = event;
  const expectedWithinMs = promised(event.expectedWithinMs);
  return {
    work,
    service,
    startedNanos: timeNanos,
    ...(span ? { endedNanos: span.startNanos + span.durationNanos, status: span.status } : {}),
    ...(expectedWithinMs === undefined
      ? {}
      : { expectedWithinMs, dueNanos: timeNanos + nanosFromMillis(expectedWithinMs) }),
    ...definedFields({ traceId, spanId }),
  };
}

function compareWork(a: WorkStarted, b: WorkStarted): number {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos < b.timeNanos ? -1 : 1;
  const [first, second] = [a, b].map((event) => `${event.work}\n${event.service}\n${event.spanId ?? ''}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/**
 * The pieces of work that these events begin, sorted by time, each with the span that ended it. Two begins in one span
 * are one piece.
 */
export function workInProgress(events: Iterable<OrderEvent>, spans: Iterable<EndedSpan>): readonly Work[] {
  const started = [...events].filter((event) => event.type === 'work_started').sort(compareWork);
  if (started.length === 0) return [];
  const ended = new Map<string, EndedSpan>();
  for (const span of spans) ended.set(spanRefText(span), span);
  const seen = new Set<string>();
  return started.flatMap((event) => {
    const { traceId = '', spanId = '' } = event;
    const key = `${event.work}\n${traceId}${spanId || `${event.timeNanos}`}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [workOf(event, spanId === '' ? undefined : ended.get(traceId + spanId))];
  });
}
