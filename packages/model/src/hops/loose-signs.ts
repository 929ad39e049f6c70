import type { OrderEvent } from '../orders/order-event.js';
import { isSameOrder, type OrderRef } from '../orders/order-ref.js';
import { later, type EpochNanos } from '../time.js';
import type { Sender } from './coverage.js';
import type { ErrorText } from './error-text.js';
import { roleOf, type HopSpan } from './hop-span.js';
import { spansAtParent, type SpanGraph } from './span-graph.js';

/** The fields of a log line that show that an application worked in a trace, with the error that it reports. */
export interface LogSign extends ErrorText {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly timeNanos: EpochNanos;
  readonly orders: readonly OrderRef[];
}

/** Work of an application whose own span was not seen, because it is unfinished or was lost. */
export interface LooseSign extends Sender {
  readonly traceId: string;
  /** The span that was not seen; empty where only the trace is known. */
  readonly spanId: string;
  readonly name: string;
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
}

type Draft = { -readonly [Name in keyof LooseSign]: LooseSign[Name] };

class Drafts {
  readonly #byKey = new Map<string, Draft>();

  add(sign: Omit<LooseSign, 'lastNanos'>, lastNanos: EpochNanos): void {
    const key = `${sign.traceId}${sign.spanId} ${sign.spanId === '' ? sign.service : ''}`;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, { ...sign, lastNanos });
      return;
    }
    const { firstNanos } = known;
    known.lastNanos = later(known.lastNanos, lastNanos);
    if (sign.firstNanos < firstNanos) this.#byKey.set(key, { ...sign, lastNanos: known.lastNanos });
  }

  all(): LooseSign[] {
    return [...this.#byKey.values()].sort(
      (a, b) => Number(a.firstNanos - b.firstNanos) || (a.spanId < b.spanId ? -1 : 1),
    );
  }
}

/**
 * Signs of work without the span that began it: spans whose parent was not seen, and log lines and order events of an
 * unseen span. Each unseen span gives one sign. Work with a begin event is no loose sign, because it has its own
 * deadline.
 */
export function looseSigns(
  graph: SpanGraph,
  { logs = [], events = [] }: { readonly logs?: readonly LogSign[]; readonly events?: readonly OrderEvent[] },
): readonly LooseSign[] {
  const drafts = new Drafts();
  for (const span of graph.spans) {
    const { traceId, parentSpanId: spanId, service, name, startNanos: firstNanos, instance, version } = span;
    if (spanId === undefined || graph.parentOf(span) !== undefined || span.forwards === true) continue;
    drafts.add({ traceId, spanId, service, instance, version, name, firstNanos }, endOf(span));
  }
  const reported = events.filter(({ type }) => type === 'transition').map(eventSign);
  const records = [...logs, ...reported];
  for (const { traceId, spanId, service, timeNanos } of records) {
    if (traceId === '' || graph.at({ traceId, spanId }).length > 0) continue;
    drafts.add({ traceId, spanId, service, name: '', firstNanos: timeNanos }, timeNanos);
  }
  return drafts.all();
}

function endOf({ startNanos, durationNanos }: HopSpan): EpochNanos {
  return startNanos + durationNanos;
}

function eventSign({ traceId = '', spanId = '', service, timeNanos }: OrderEvent) {
  return { traceId, spanId, service, timeNanos };
}

/** Receivers in separate traces that name the order and the queue, but neither their sender nor its message. */
export function contextFree(
  graph: SpanGraph,
  isMatched: (span: HopSpan) => boolean,
  ref: OrderRef | undefined,
): readonly HopSpan[] {
  return graph.spans.filter(
    (span) =>
      roleOf(span) === 'receiver' &&
      span.forwards !== true &&
      span.destination !== undefined &&
      !isMatched(span) &&
      !hasKnownContext(span, graph) &&
      span.orders.some((order) => ref === undefined || isSameOrder(order, ref)),
  );
}

function hasKnownContext(span: HopSpan, graph: SpanGraph): boolean {
  return spansAtParent(span, graph).length > 0 || span.links.some((link) => graph.at(link).length > 0);
}
