import type { Flow } from '../flow/flow.js';
import { isHttpCode, isRefusal } from '../hops/answers.js';
import type { Arrival } from '../hops/arrivals.js';
import { endNanos, onlyLooks, roleOf, spanRefText, type HopSpan } from '../hops/hop-span.js';
import type { Owners } from '../hops/ownership.js';
import type { SpanGraph } from '../hops/span-graph.js';
import { pushTo } from '../hops/span-graph.js';

/** Input of the search for failures. */
export interface FailureInput {
  readonly graph: SpanGraph;
  readonly arrivals: readonly Arrival[];
  readonly flow: Flow;
  readonly owners: (span: HopSpan) => Owners;
  /** Whether a span belongs to the order in question. */
  readonly isOwn: (span: HopSpan) => boolean;
}

export function hasFailed(span: HopSpan): boolean {
  return (
    span.status === 'error' ||
    (span.kind === 'server' && isHttpCode(span.statusCode) && span.statusCode.startsWith('5'))
  );
}

/**
 * Whether the span is one item of its parent's batch. A batch continues after an item fails, so it is not a caller that
 * handled the failure.
 */
function isItemOf(span: HopSpan, parent: HopSpan, owners: FailureInput['owners']): boolean {
  if (span.orders.length === 0 || parent.kind === 'server' || parent.orders.length === 1) return false;
  const { orders, by } = owners(parent);
  return by !== 'name' || orders.length > 1;
}

/** Whether the parent still ran when the call ended. Clocks of two applications are not compared. */
function waitedFor(parent: HopSpan, call: HopSpan): boolean {
  return parent.service === call.service
    ? endNanos(parent) >= endNanos(call)
    : parent.durationNanos >= call.durationNanos;
}

/** Whether a message connects span and parent. Failures do not cross a message, because its sender does not wait. */
function isHandedOver(span: HopSpan, parent: HopSpan): boolean {
  return (
    (roleOf(span) === 'receiver' && span.kind !== 'server') ||
    (roleOf(parent) === 'sender' && parent.carrier === 'message')
  );
}

/**
 * Whether a span starts a separate piece of work: a request or message to the application, or work it began by itself.
 */
function isEntry(span: HopSpan, parent: HopSpan | undefined): boolean {
  return (
    span.kind === 'server' ||
    roleOf(span) === 'receiver' ||
    span.parentSpanId === undefined ||
    parent !== undefined
  );
}

/**
 * The operation in which the order's work failed because of this failed span. Undefined where a caller survived the
 * failure, and where the caller was not seen.
 */
function arrivalOf(failed: HopSpan, input: FailureInput): HopSpan | undefined {
  const { graph, isOwn, owners } = input;
  const seen = new Set<HopSpan>();
  for (let span = failed; ;) {
    seen.add(span);
    const parent = graph.parentOf(span);
    if (parent === undefined || seen.has(parent)) return isEntry(span, parent) ? span : undefined;
    if (!isOwn(parent) || isHandedOver(span, parent) || isItemOf(span, parent, owners)) return span;
    if (!waitedFor(parent, span)) return span;
    if (!hasFailed(parent)) return undefined;
    span = parent;
  }
}

/**
 * Whether a refusal answers a person or a partner. A refusal of one of our consumers is instead a failure of that
 * consumer.
 */
function isBusinessAnswer(span: HopSpan): boolean {
  return (span.kind === 'server' || span.kind === 'client') && isRefusal(span);
}

function isOptional({ destination = '', name, service }: HopSpan, { messages, requests }: Flow): boolean {
  const optional = [...(messages.optional ?? []), ...(requests.optional ?? [])];
  return optional.some((one) => one === destination || one === name || one === service);
}

/** The operations of the order in which its work failed, each once. */
export function failedOperations(input: FailureInput): readonly HopSpan[] {
  const arrived = new Set<HopSpan>();
  for (const span of input.graph.spans) {
    if (!hasFailed(span) || !input.isOwn(span) || isOptional(span, input.flow)) continue;
    const at = arrivalOf(span, input);
    if (at !== undefined) arrived.add(at);
  }
  return [...arrived].filter(
    (span) => !onlyLooks(span) && !isBusinessAnswer(span) && !isOptional(span, input.flow),
  );
}

/** The sendings that each receiver received. */
export function sendingsByReceiver(arrivals: readonly Arrival[]): ReadonlyMap<HopSpan, readonly Arrival[]> {
  const sendings = new Map<HopSpan, Arrival[]>();
  for (const arrival of arrivals)
    for (const span of new Set([...arrival.receipts.receivers, ...arrival.contextFree]))
      pushTo(sendings, span, arrival);
  return sendings;
}

/**
 * The failed spans from an operation down to the cause of its failure. Follows the failed child that ended last, down to
 * one without failed children.
 */
export function failurePath(operation: HopSpan, { graph, isOwn }: FailureInput): ReadonlySet<HopSpan> {
  const seen = new Set<HopSpan>();
  for (let next: HopSpan | undefined = operation; next !== undefined && !seen.has(next);) {
    seen.add(next);
    next = graph
      .childrenOf(next)
      .filter((child) => hasFailed(child) && isOwn(child))
      .reduce<HopSpan | undefined>(
        (last, child) => (last === undefined || endsLater(child, last) ? child : last),
        undefined,
      );
  }
  return seen;
}

/** Whether `a` ended after `b`. The comparison is total: of two spans with equal ends, always the same one wins. */
export function endsLater(a: HopSpan, b: HopSpan): boolean {
  const apart = endNanos(a) - endNanos(b);
  return apart === 0n ? spanRefText(a) > spanRefText(b) : apart > 0n;
}
