import { propagation, SpanKind, trace, type Context, type Span } from '@opentelemetry/api';
import type { Span as SdkSpan } from '@opentelemetry/sdk-trace';
import { attribute } from '@ordertrace/conventions';
import { isTraced } from './coverage.js';
import { distinctOrders, scopeOfBaggage, type OrderRef, type OrderScope } from './order-scope.js';

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

const records = new WeakMap<Span, SpanRecord>();

/** Takes note of a span that starts, and puts the orders of its context on it. */
export function openSpan(span: SdkSpan, context: Context): void {
  const around = trace.getSpan(context);
  const parent = around === undefined ? undefined : records.get(around);
  const record: SpanRecord = {
    span,
    parent: parent?.span.ended === false ? parent : undefined,
    orders: [],
    scope: undefined,
    traced: false,
  };
  records.set(span, record);
  const scope = scopeIn(context);
  if (scope !== undefined) addScope(record, scope);
}

/** Lets go of the spans around it. */
export function closeSpan(span: Span): void {
  const record = records.get(span);
  if (record !== undefined) record.parent = undefined;
}

/** Puts the orders on the span and on every open span around it in this process. */
export function markSpan(span: Span | undefined, scope: OrderScope): void {
  let record = span === undefined ? undefined : records.get(span);
  while (record !== undefined) {
    if (record.span.isRecording()) addScope(record, scope);
    record = record.parent;
  }
}

/** Whether the span, as far as is known now, belongs to the part of the way that is traced. */
export function isSpanTraced(span: Span): boolean {
  const record = records.get(span);
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
  let record = span === undefined ? undefined : records.get(span);
  while (record !== undefined) {
    const { kind } = record.span;
    if (kind === SpanKind.SERVER || kind === SpanKind.CONSUMER) return record.scope;
    record = record.parent;
  }
  return undefined;
}

function addScope(record: SpanRecord, scope: OrderScope): void {
  record.traced ||= isTraced(scope.stage);
  const before = record.orders;
  record.orders = before.length === 0 ? scope.orders : distinctOrders([...before, ...scope.orders]);
  const isWhole = record.orders.every((order) => scope.orders.includes(order));
  // A span that has met several orders is about all of them; no one's stage is then its own.
  record.scope = isWhole ? scope : { orders: record.orders, stage: undefined };
  record.span.setAttributes(orderAttributes(record.orders));
}

/**
 * `order_id` and `tenant_id` as attributes: texts for one order, for several a list of ids, and of tenants in
 * the same order where they differ.
 */
export function orderAttributes(orders: readonly OrderRef[]): Record<string, string | string[]> {
  const [first] = orders;
  if (first === undefined) return {};
  const ids = orders.map((order) => order.orderId);
  const tenants = orders.map((order) => order.tenantId);
  const oneTenant = tenants.every((tenant) => tenant === first.tenantId);
  const tenant = oneTenant ? first.tenantId : tenants;
  return {
    [attribute.orderId]: ids.length === 1 ? first.orderId : ids,
    ...(tenant === '' ? {} : { [attribute.tenantId]: tenant }),
  };
}
