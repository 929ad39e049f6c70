import {
  context,
  defaultTextMapGetter,
  propagation,
  ROOT_CONTEXT,
  type Baggage,
  type Context,
} from '@opentelemetry/api';
import { W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { baggageKey } from '@ordertrace/conventions';
import type { CloudEvent, MessageCarrier } from './cloud-event.js';

const traceContext = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();

/** Current trace and order as texts. Empty without OpenTelemetry. */
export function currentCarrier(): MessageCarrier {
  const carrier: MessageCarrier = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/**
 * The context in a carrier. Unlike the context of a request, it is always trusted: it comes from this
 * company's own queues and tables.
 */
export function contextOf(carrier: MessageCarrier): Context {
  const traced = traceContext.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return baggage.extract(traced, carrier, defaultTextMapGetter);
}

/** The context with the event's order in its baggage, if it does not name one already. */
export function withOrderOf(event: CloudEvent, from: Context): Context {
  const current: Baggage = propagation.getBaggage(from) ?? propagation.createBaggage();
  if (current.getEntry(baggageKey.orderId)?.value === event.orderid) return from;
  const named = current
    .setEntry(baggageKey.orderId, { value: event.orderid })
    .setEntry(baggageKey.tenantId, { value: event.tenantid });
  return propagation.setBaggage(from, named);
}
