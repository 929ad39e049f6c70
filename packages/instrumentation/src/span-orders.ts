import { propagation, SpanKind, trace, type Attributes, type Context, type Span } from '@opentelemetry/api';
import type { Span as SdkSpan } from '@opentelemetry/sdk-trace';
import { isTraced } from './coverage.js';
import {
  createScope,
  distinctOrders,
  scopeOfBaggage,
  type OrderRef,
  type OrderScope,
} from './order-scope.js';

/**
 * The orders and stage of a span. `parent` is the enclosing span in this process while that span is open. It
 * lets the kit mark every enclosing open span with an order that becomes known late.
 */
interface SpanRecord {
  readonly span: SdkSpan;
  parent: SpanRecord | undefined;
  orders: readonly OrderRef[];
  scope: OrderScope | undefined;
  /** Whether the span has seen a stage that the coverage includes. */
  traced: boolean;
}

const none: readonly OrderRef[] = [];

/** A property of the span itself: a weak map of all spans would cost too much garbage collection. */
const recordKey = Symbol('ordertrace');

function recordOf(span: Span | undefined): SpanRecord | undefined {
  return (span as { [recordKey]?: SpanRecord } | undefined)?.[recordKey];
}

/** Registers a span that starts, and adds the orders of its context to it. */
export function openSpan(span: SdkSpan, context: Context): void {
  const parent = recordOf(trace.getSpan(context));
  const record: SpanRecord = {
    span,
    parent: parent?.span.ended === false ? parent : undefined,
    orders: none,
    scope: undefined,
    traced: false,
  };
  (span as { [recordKey]?: SpanRecord })[recordKey] = record;
  const scope = scopeIn(context);
  if (scope !== undefined) addScope(record, scope);
}

/** Drops the reference to the enclosing spans. */
export function closeSpan(span: Span): void {
  const record = recordOf(span);
  if (record !== undefined) record.parent = undefined;
}

/** Adds the orders to the span and to every open enclosing span in this process. */
export function markSpan(span: Span | undefined, scope: OrderScope): void {
  let record = recordOf(span);
  while (record !== undefined) {
    if (record.span.isRecording()) addScope(record, scope);
    record = record.parent;
  }
}

/** Whether the coverage includes the span, as far as is known so far. */
export function isSpanTraced(span: Span): boolean {
  const record = recordOf(span);
  return record !== undefined && (record.traced || isTraced(record.scope?.stage));
}

/** The active orders: those in the baggage, else those of the request or message that is being handled. */
export function scopeIn(context: Context): OrderScope | undefined {
  return scopeOfBaggage(propagation.getBaggage(context)) ?? scopeOfHandling(trace.getSpan(context));
}

function scopeOfHandling(span: Span | undefined): OrderScope | undefined {
  let record = recordOf(span);
  while (record !== undefined) {
    const { kind } = record.span;
    if (kind === SpanKind.SERVER || kind === SpanKind.CONSUMER) return record.scope;
    record = record.parent;
  }
  return undefined;
}

function addScope(record: SpanRecord, scope: OrderScope): void {
  record.traced ||= isTraced(scope.stage);
  const { orders: before, span } = record;
  record.orders = before.length === 0 ? scope.orders : distinctOrders([...before, ...scope.orders]);
  const isWhole =
    record.orders === scope.orders || record.orders.every((order) => scope.orders.includes(order));
  // A span that has seen several orders belongs to all of them, so it has no single stage.
  record.scope = isWhole ? scope : createScope(record.orders, undefined);
  writeAttributes(span, record.scope.attributes);
}

/**
 * Sets attributes without the span's checks, which cost more than the rest of the kit. Our attributes are
 * valid, and don't count towards the service's own limit.
 */
export function writeAttributes(span: SdkSpan, attributes: Readonly<Attributes>): void {
  for (const key in attributes) span.attributes[key] = attributes[key];
}
