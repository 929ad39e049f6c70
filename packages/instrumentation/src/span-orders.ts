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
 * What the kit knows of a span. `parent` leads to the span around it in this process as long as this one is
 * open, so an order that becomes known late is put on every open span around the code that learned it.
 */
interface SpanRecord {
  readonly span: SdkSpan;
  parent: SpanRecord | undefined;
  orders: readonly OrderRef[];
  scope: OrderScope | undefined;
  /** True once a stage within the traced part of the way was seen. */
  traced: boolean;
}

const none: readonly OrderRef[] = [];

/** On the span itself: a weak map of every span would cost the garbage collector more than all else here. */
const recordKey = Symbol('ordertrace');

function recordOf(span: Span | undefined): SpanRecord | undefined {
  return (span as { [recordKey]?: SpanRecord } | undefined)?.[recordKey];
}

/** Takes note of a span that starts, and puts the orders of its context on it. */
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

/** Lets go of the spans around it. */
export function closeSpan(span: Span): void {
  const record = recordOf(span);
  if (record !== undefined) record.parent = undefined;
}

/** Puts the orders on the span and on every open span around it in this process. */
export function markSpan(span: Span | undefined, scope: OrderScope): void {
  let record = recordOf(span);
  while (record !== undefined) {
    if (record.span.isRecording()) addScope(record, scope);
    record = record.parent;
  }
}

/** Whether the span, as far as is known now, belongs to the part of the way that is traced. */
export function isSpanTraced(span: Span): boolean {
  const record = recordOf(span);
  return record !== undefined && (record.traced || isTraced(record.scope?.stage));
}

/**
 * The orders in force: those that the baggage names; where it names none, those of the request or message
 * that is being handled.
 */
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
  // A span that has met several orders is about all of them; no one's stage is then its own.
  record.scope = isWhole ? scope : createScope(record.orders, undefined);
  writeAttributes(span, record.scope.attributes);
}

/**
 * Attributes written past the span's checks, which cost more than the rest of the kit: ours are known to be
 * good, and don't count against the limit that the service's own have.
 */
export function writeAttributes(span: SdkSpan, attributes: Readonly<Attributes>): void {
  for (const key in attributes) span.attributes[key] = attributes[key];
}
