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

/**
 * Stricter than the stock propagator: discards an invalid `tracestate` whole, and does not send unknown
 * flags.
 */
function extractTrace(context: Context, carrier: unknown, getter: TextMapGetter): Context {
  const state = getter.get(carrier, TRACE_STATE_HEADER);
  const strict: TextMapGetter = {
    keys: (from) => getter.keys(from),
    get: (from, key) => (key === TRACE_STATE_HEADER ? validTraceState(state) : getter.get(from, key)),
  };
  const extracted = traceContext.extract(context, carrier, state === undefined ? getter : strict);
  const remote = trace.getSpanContext(extracted);
  if (remote?.isRemote !== true) return extracted;
  const traceFlags = remote.traceFlags & TraceFlags.SAMPLED;
  return traceFlags === remote.traceFlags
    ? extracted
    : trace.setSpanContext(extracted, { ...remote, traceFlags });
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
