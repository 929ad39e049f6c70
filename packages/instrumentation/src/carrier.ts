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

/** Trace and order as texts, to store in a row or an outbox, or to send as headers. */
export interface OrderCarrier {
  traceparent?: string;
  tracestate?: string;
  baggage?: string;
}

/** The active trace and order as a carrier. Empty where none is active. */
export function orderCarrier(): OrderCarrier {
  const carrier: OrderCarrier = {};
  orderPropagator.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier;
}

/** Runs `work` in the context that the carrier was taken from: same trace, same order. */
export function withCarrier<T>(carrier: Readonly<OrderCarrier>, work: () => T): T {
  return context.with(contextFromCarrier(carrier), work);
}

/** A link to the span that the carrier was taken in, for spans that start a new trace. */
export function carrierLink(
  carrier: Readonly<OrderCarrier> | Readonly<Record<string, unknown>>,
): Link | undefined {
  const spanContext = trace.getSpanContext(contextFromCarrier(carrier));
  return spanContext === undefined ? undefined : { context: spanContext };
}

/** The trace and order in a carrier or in message headers. Invalid values are ignored. */
export function contextFromCarrier(
  carrier: Readonly<OrderCarrier> | Readonly<Record<string, unknown>>,
): Context {
  return orderPropagator.extract(ROOT_CONTEXT, carrier, textGetter);
}

/** Brokers allow any header value; only texts are read. */
const textGetter: TextMapGetter<object> = {
  keys: (carrier) => Object.keys(carrier),
  get: (carrier, key) => {
    const value: unknown = (carrier as Record<string, unknown>)[key];
    return typeof value === 'string' ? value : undefined;
  },
};
