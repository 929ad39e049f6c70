import { trace, type Span } from '@opentelemetry/api';
import type { AmqplibInstrumentationConfig } from '@opentelemetry/instrumentation-amqplib';
import { attribute } from '@ordertrace/conventions';
import { contextFromCarrier } from './carrier.js';
import { markSpan, scopeIn } from './span-orders.js';

/**
 * Adds what the stock AMQP instrumentation leaves out: the order of a consumed message where spans are joined
 * by links, and the current names of the messaging attributes. In link mode, the stock instrumentation drops
 * the baggage.
 */
export const amqpHooks: AmqplibInstrumentationConfig = {
  publishHook(span, { exchange, routingKey, options }) {
    span.setAttributes(messageAttributes('send', exchange || routingKey));
    setMessageId(span, options?.messageId);
  },
  consumeHook(span, { msg }) {
    const headers = (msg.properties.headers ?? {}) as Record<string, unknown>;
    // Only the orders of the sender are needed here, so its span is removed from the context.
    const scope = scopeIn(trace.deleteSpan(contextFromCarrier(headers)));
    if (scope !== undefined) markSpan(span, scope);
    span.setAttributes(messageAttributes('process', msg.fields.exchange || msg.fields.routingKey));
    setMessageId(span, msg.properties.messageId);
  },
};

function messageAttributes(type: string, destination: string) {
  return {
    [attribute.messagingSystem]: 'rabbitmq',
    [attribute.messagingDestination]: destination,
    [attribute.messagingOperation]: type,
  };
}

function setMessageId(span: Span, id: unknown): void {
  if (typeof id === 'string' && id !== '') span.setAttribute(attribute.messagingMessageId, id);
}
