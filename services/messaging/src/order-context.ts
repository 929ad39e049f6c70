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

/** Trace and order in force here, as texts; empty where no OpenTelemetry runs. */
export function currentCarrier(): MessageCarrier {
  const carrier: MessageCarrier = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}

/**
 * The context that a carrier holds. Unlike the one that requests bring, it is always believed: it comes from
 * this company's own queues and tables.
 */
export function contextOf(carrier: MessageCarrier): Context {
  const traced = traceContext.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  return baggage.extract(traced, carrier, defaultTextMapGetter);
}

/** The context with the event's order in its baggage, where it names none. */
export function withOrderOf(event: CloudEvent, from: Context): Context {
  const current: Baggage = propagation.getBaggage(from) ?? propagation.createBaggage();
  if (current.getEntry(baggageKey.orderId)?.value === event.orderid) return from;
  const named = current
    .setEntry(baggageKey.orderId, { value: event.orderid })
    .setEntry(baggageKey.tenantId, { value: event.tenantid });
  return propagation.setBaggage(from, named);
}
