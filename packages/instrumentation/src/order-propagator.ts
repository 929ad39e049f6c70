import {
  propagation,
  trace,
  TraceFlags,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { TRACE_STATE_HEADER, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { baggageKey } from '@ordertrace/conventions';
import { contextWithScope } from './order-scope.js';
import { scopeIn } from './span-orders.js';
import { validTraceState } from './trace-state.js';

const traceContext = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();

/**
 * W3C trace context and baggage. Outgoing headers name the active orders with their latest stage, also if
 * only the span knows the orders.
 */
export const orderPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    traceContext.inject(context, carrier, setter);
    baggage.inject(withCurrentBaggage(context), carrier, setter);
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return baggage.extract(extractTrace(context, carrier, getter), carrier, getter);
  },
  fields: () => [...traceContext.fields(), ...baggage.fields()],
};

/** As the stock propagator, but `tracestate` follows level 2 of W3C Trace Context, and unknown flags are not sent. */
function extractTrace(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const withoutState: TextMapGetter = {
    keys: (from) => getter.keys(from),
    get: (from, key) => (key === TRACE_STATE_HEADER ? undefined : getter.get(from, key)),
  };
  const extracted = traceContext.extract(context, carrier, withoutState);
  const remote = trace.getSpanContext(extracted);
  if (remote?.isRemote !== true || extracted === context) return extracted;
  const traceState = validTraceState(getter.get(carrier, TRACE_STATE_HEADER));
  const traceFlags = remote.traceFlags & TraceFlags.SAMPLED;
  return trace.setSpanContext(extracted, { ...remote, traceFlags, ...(traceState && { traceState }) });
}

function withCurrentBaggage(context: Context): Context {
  const scope = scopeIn(context);
  if (scope === undefined) return context;
  const current = propagation.getBaggage(context);
  const named =
    current?.getEntry(baggageKey.orderId) !== undefined || current?.getEntry(baggageKey.orders) !== undefined;
  return named && current.getEntry(baggageKey.stage)?.value === scope.stage
    ? context
    : contextWithScope(context, scope);
}
