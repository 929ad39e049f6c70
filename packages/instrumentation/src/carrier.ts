import {
  context,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  type Context,
  type Link,
  type TextMapGetter,
} from '@opentelemetry/api';
import { orderPropagator } from './order-propagator.js';

/** Trace and order as texts: to keep in an order's row or an outbox, or to send as headers. */
export interface OrderCarrier {
  traceparent?: string;
  tracestate?: string;
  baggage?: string;
}

/** What is in force here, as a carrier; empty where nothing is. */
export function orderCarrier(): OrderCarrier {
  const carrier: OrderCarrier = {};
  orderPropagator.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier;
}

/** Runs `work` as if it went on right where the carrier was taken: same trace, same order. */
export function withCarrier<T>(carrier: Readonly<OrderCarrier>, work: () => T): T {
  return context.with(contextFromCarrier(carrier), work);
}

/** A link to the span a carrier was taken in, for spans that begin a trace of their own. */
export function carrierLink(
  carrier: Readonly<OrderCarrier> | Readonly<Record<string, unknown>>,
): Link | undefined {
  const spanContext = trace.getSpanContext(contextFromCarrier(carrier));
  return spanContext === undefined ? undefined : { context: spanContext };
}

/** Trace and order that a carrier or message headers hold; unusable parts are left out. */
export function contextFromCarrier(
  carrier: Readonly<OrderCarrier> | Readonly<Record<string, unknown>>,
): Context {
  return orderPropagator.extract(ROOT_CONTEXT, carrier, textGetter);
}

/** Brokers' headers may hold anything; only texts are of use here. */
const textGetter: TextMapGetter<object> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, key) => {
    const value: unknown = (carrier as Record<string, unknown>)[key];
    return typeof value === 'string' ? value : undefined;
  },
};
