import type { Flow } from '../flow/flow.js';
import { spanRefText, type HopSpan, type SpanRef } from '../hops/hop-span.js';
import { nanosFromMillis, type EpochNanos } from '../time.js';
import type { MovedOnAfter } from './progress.js';

/** The last piece of an order's work, where it ended in an error and nothing came after it. */
export interface OrderError extends SpanRef {
  /** Where the work began: the service, and the name of its entry span. */
  readonly service: string;
  readonly name: string;
  /** When the work ended. */
  readonly timeNanos: EpochNanos;
  /** When it can no longer be expected to be tried again. */
  readonly dueNanos: EpochNanos;
  /** The innermost failed span below it: the cause, as far as it is seen. */
  readonly cause: SpanRef & {
    readonly service: string;
    readonly name: string;
    readonly statusCode: string;
  };
}

function endNanos(span: HopSpan): EpochNanos {
  return span.startNanos + span.durationNanos;
}

function parentOf(span: HopSpan, byId: ReadonlyMap<string, HopSpan>): HopSpan | undefined {
  return span.parentSpanId === undefined ? undefined : byId.get(`${span.traceId}${span.parentSpanId}`);
}

/** Looking never moves an order, so a look that fails doesn't stop it. */
function onlyLooks(span: HopSpan): boolean {
  return span.kind === 'server' && /^(GET|HEAD|OPTIONS)\b/.test(span.name);
}

/** A piece of work of its own: what a service was asked to do, or what it began when its parent was over. */
function isEntry(span: HopSpan, byId: ReadonlyMap<string, HopSpan>): boolean {
  if (span.kind === 'server' || span.kind === 'consumer') return true;
  if (span.parentSpanId === undefined) return true;
  const parent = parentOf(span, byId);
  return parent !== undefined && endNanos(parent) < span.startNanos;
}

function triedAgain(failed: HopSpan, spans: readonly HopSpan[]): boolean {
  return spans.some(
    (span) =>
      span.startNanos > failed.startNanos &&
      span.status !== 'error' &&
      span.kind === failed.kind &&
      span.service === failed.service &&
      (span.messageId !== undefined && failed.messageId !== undefined
        ? span.messageId === failed.messageId
        : span.name === failed.name),
  );
}

/** Follows the failed child that ended last, down to one that has none. */
function innermost(entry: HopSpan, failed: readonly HopSpan[]): HopSpan {
  const lastChild = new Map<string, HopSpan>();
  for (const span of failed) {
    if (span.parentSpanId === undefined) continue;
    const key = `${span.traceId}${span.parentSpanId}`;
    const known = lastChild.get(key);
    if (!known || later(span, known)) lastChild.set(key, span);
  }
  const seen = new Set<HopSpan>();
  let cause = entry;
  for (let next: HopSpan | undefined = entry; next && !seen.has(next);) {
    seen.add(next);
    cause = next;
    next = lastChild.get(spanRefText(next));
  }
  return cause;
}

/** Whether `a` ended after `b`; of equals one always wins. */
function later(a: HopSpan, b: HopSpan): boolean {
  const apart = endNanos(a) - endNanos(b);
  return apart === 0n ? spanRefText(a) > spanRefText(b) : apart > 0n;
}

/**
 * The last entry span (SERVER, CONSUMER, or the root of work of its own) that ended in an error, unless the
 * order moved on after it, the same was tried again with success, or it only looked (GET). An error that its entry span survived was handled, and is none.
 *
 * Pass only spans that concern the order.
 */
export function lastErrorOf(
  spans: readonly HopSpan[],
  flow: Flow,
  movedOnAfter: MovedOnAfter,
): OrderError | undefined {
  const failed = spans.filter((span) => span.status === 'error');
  if (failed.length === 0) return undefined;
  const byId = new Map(spans.map((span) => [spanRefText(span), span]));
  const last = failed
    .filter((span) => isEntry(span, byId) && !onlyLooks(span))
    .filter((span) => !movedOnAfter(span.service, endNanos(span)))
    .filter((span) => !triedAgain(span, spans))
    .reduce<HopSpan | undefined>(
      (latest, span) => (!latest || later(span, latest) ? span : latest),
      undefined,
    );
  if (!last) return undefined;
  const cause = innermost(last, failed);
  const graceMs = last.carrier === 'message' ? flow.messages.withinMs : flow.requests.withinMs;
  return {
    traceId: last.traceId,
    spanId: last.spanId,
    service: last.service,
    name: last.name,
    timeNanos: endNanos(last),
    dueNanos: endNanos(last) + nanosFromMillis(graceMs),
    cause: {
      traceId: cause.traceId,
      spanId: cause.spanId,
      service: cause.service,
      name: cause.name,
      statusCode: cause.statusCode,
    },
  };
}
