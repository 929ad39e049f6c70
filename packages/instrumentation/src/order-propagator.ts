import {
  propagation,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { baggageKey } from '@ordertrace/conventions';
import { contextWithoutScope, contextWithScope } from './order-scope.js';
import { scopeIn } from './span-orders.js';

const traceContext = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();

/**
 * W3C trace context and baggage. What goes out names the orders in force with the stage they have by now, also
 * where they are known from the span alone. With `trustInbound` off, orders that come in are dropped; other
 * baggage stays.
 */
export function createOrderPropagator(options: { trustInbound: boolean }): TextMapPropagator {
  return {
    inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
      traceContext.inject(context, carrier, setter);
      baggage.inject(withCurrentBaggage(context), carrier, setter);
    },
    extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
      const extracted = baggage.extract(traceContext.extract(context, carrier, getter), carrier, getter);
      return options.trustInbound ? extracted : contextWithoutScope(extracted);
    },
    fields: () => [...traceContext.fields(), ...baggage.fields()],
  };
}

/** For carriers that this company wrote itself: its rows, its outbox, its queues. */
export const trustingPropagator = createOrderPropagator({ trustInbound: true });

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
