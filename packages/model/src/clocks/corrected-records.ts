import type { LogSign } from '../hops/loose-signs.js';
import type { HopSpan } from '../hops/hop-span.js';
import type { SpanGraph } from '../hops/span-graph.js';
import type { OrderEvent } from '../orders/order-event.js';
import { clocksApartNanos } from '../stages/transition-order.js';
import type { DurationNanos } from '../time.js';
import { clockErrorNanos, recordCorrection, type ClockCorrections } from './clock-corrections.js';

/**
 * Whether an event still has the time of a clock that is ahead. A time that is further ahead than the clock slack was
 * replaced by the time of arrival when it was received. An event derived from a span keeps the span's time.
 */
function isStillAhead(event: OrderEvent, nanos: DurationNanos, span: HopSpan | undefined): boolean {
  if (span?.arrivedNanos !== undefined) return event.timeNanos > span.arrivedNanos + clockErrorNanos;
  return -nanos <= clocksApartNanos;
}

/** The events with corrected times; the same list where no clock is wrong. */
export function correctedEvents(
  events: readonly OrderEvent[],
  graph: SpanGraph,
  corrections: ClockCorrections,
): readonly OrderEvent[] {
  if (corrections.size === 0) return events;
  const correctionOf = recordCorrection(graph, corrections);
  return events.map((event) => {
    const { nanos, span } = correctionOf(event);
    if (nanos === 0n || (nanos < 0n && !isStillAhead(event, nanos, span))) return event;
    if (event.type !== 'transition' || event.startNanos === undefined)
      return { ...event, timeNanos: event.timeNanos + nanos };
    return { ...event, timeNanos: event.timeNanos + nanos, startNanos: event.startNanos + nanos };
  });
}

/** The log lines with corrected times; the same list where no clock is wrong. */
export function correctedLogs(
  logs: readonly LogSign[],
  graph: SpanGraph,
  corrections: ClockCorrections,
): readonly LogSign[] {
  if (corrections.size === 0) return logs;
  const correctionOf = recordCorrection(graph, corrections);
  return logs.map((log) => ({ ...log, timeNanos: log.timeNanos + correctionOf(log).nanos }));
}
