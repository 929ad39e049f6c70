import type { Flow } from '../flow/flow.js';
import { spanRefText, type HopSpan, type SpanRef } from '../hops/hop-span.js';
import { nanosFromMillis, type EpochNanos } from '../time.js';
import type { MovedOnAfter } from './progress.js';

/** A piece of an order's work that ended in an error at every try, and nothing came after it; told by its last try. */
export interface OrderError extends SpanRef {
  /** Where the work began: the service, and the name of its entry span. */
  readonly service: string;
  readonly name: string;
  /** When the last try ended. */
  readonly timeNanos: EpochNanos;
  /** When the first try ended; what follows it in an unbroken run of errors does not put it off. */
  readonly firstNanos: EpochNanos;
  /** How many tries have failed. */
  readonly tries: number;
  /** When it counts as failed, whether it is still tried again or not. */
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

/** The same work at every try: the same message, else the same operation of the same service. */
function isSameWork(a: HopSpan, b: HopSpan): boolean {
  if (a.kind !== b.kind || a.service !== b.service) return false;
  return a.messageId !== undefined && b.messageId !== undefined
    ? a.messageId === b.messageId && a.destination === b.destination
    : a.name === b.name;
}

function succeededLater(failed: HopSpan, spans: readonly HopSpan[]): boolean {
  return spans.some(
    (span) => span.startNanos > failed.startNanos && span.status !== 'error' && isSameWork(span, failed),
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

/** Errors of the same work are one run, whose tries come by time. */
function runsOf(failed: readonly HopSpan[]): readonly (readonly [HopSpan, ...HopSpan[]])[] {
  const runs: [HopSpan, ...HopSpan[]][] = [];
  for (const span of [...failed].sort((a, b) => (later(a, b) ? 1 : -1))) {
    const run = runs.find(([first]) => isSameWork(first, span));
    if (run === undefined) runs.push([span]);
    else run.push(span);
  }
  return runs;
}

function errorOf(run: readonly [HopSpan, ...HopSpan[]], failed: readonly HopSpan[], flow: Flow): OrderError {
  const [first] = run;
  const last = run.at(-1) ?? first;
  const cause = innermost(last, failed);
  const graceMs = last.carrier === 'message' ? flow.messages.withinMs : flow.requests.withinMs;
  return {
    traceId: last.traceId,
    spanId: last.spanId,
    service: last.service,
    name: last.name,
    timeNanos: endNanos(last),
    firstNanos: endNanos(first),
    tries: run.length,
    dueNanos: endNanos(first) + nanosFromMillis(graceMs),
    cause: {
      traceId: cause.traceId,
      spanId: cause.spanId,
      service: cause.service,
      name: cause.name,
      statusCode: cause.statusCode,
    },
  };
}

/**
 * The work of entry spans (SERVER, CONSUMER, or the root of work of its own) that ended in an error, each with all
 * its tries, by the first of them; unless the order moved on after it, a later try succeeded, or it only looked (GET).
 * An error that its entry span survived was handled, and is none.
 *
 * Pass only spans that concern the order.
 */
export function errorsOf(
  spans: readonly HopSpan[],
  flow: Flow,
  movedOnAfter: MovedOnAfter,
): readonly OrderError[] {
  const failed = spans.filter((span) => span.status === 'error');
  if (failed.length === 0) return [];
  const byId = new Map(spans.map((span) => [spanRefText(span), span]));
  const unsolved = failed
    .filter((span) => isEntry(span, byId) && !onlyLooks(span))
    .filter((span) => !movedOnAfter(span.service, endNanos(span)))
    .filter((span) => !succeededLater(span, spans));
  return runsOf(unsolved).map((run) => errorOf(run, failed, flow));
}
