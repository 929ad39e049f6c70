import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { attribute } from '@ordertrace/conventions';
import type { CloudEvent, MessageCarrier } from './cloud-event.js';
import type { MessageHandler, Messaging } from './messaging.js';
import { contextOf, withOrderOf } from './order-context.js';

/** OpenTelemetry's name of the transport. */
export type MessagingSystem = 'rabbitmq' | 'http';

interface Step {
  readonly system: MessagingSystem;
  readonly queue: string;
  readonly event: CloudEvent;
}

/**
 * Records each message as one hop: a PRODUCER span for sending, and a child CONSUMER span for each handling.
 * The event carries trace and order. The spans of the underlying transport are suppressed.
 */
export function traced(messaging: Messaging, system: MessagingSystem): Messaging {
  return {
    publish: (event, { queue }) => {
      const options = { kind: SpanKind.PRODUCER, parent: context.active() } as const;
      return inSpan({ system, queue, event }, options, (within) => {
        const carrier: MessageCarrier = {};
        propagation.inject(within, carrier);
        const carried: CloudEvent = { ...event, ...carrier };
        return context.with(suppressTracing(within), () => messaging.publish(carried, { queue }));
      });
    },
    subscribe: (queue, handler) => messaging.subscribe(queue, handledInSpan(system, queue, handler)),
    health: () => messaging.health(),
    close: () => messaging.close(),
  };
}

function handledInSpan(system: MessagingSystem, queue: string, handler: MessageHandler): MessageHandler {
  return (event) => {
    const options = { kind: SpanKind.CONSUMER, parent: contextOf(event) } as const;
    return inSpan({ system, queue, event }, options, (within) => context.with(within, () => handler(event)));
  };
}

async function inSpan(
  step: Step,
  { kind, parent }: { kind: SpanKind.PRODUCER | SpanKind.CONSUMER; parent: Context },
  work: (within: Context) => Promise<void>,
): Promise<void> {
  const verb = kind === SpanKind.PRODUCER ? 'send' : 'process';
  const around = withOrderOf(step.event, parent);
  const options = { kind, attributes: attributesOf(step, verb) };
  const span = trace.getTracer('@ordertrace/messaging').startSpan(`${verb} ${step.queue}`, options, around);
  try {
    await work(trace.setSpan(around, span));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Records that a message was given up and is now in `queue`: a PRODUCER span beside its handling. */
export function recordDeadLetter({ system, queue, event }: Step): void {
  const around = withOrderOf(event, contextOf(event));
  const options = { kind: SpanKind.PRODUCER, attributes: attributesOf({ system, queue, event }, 'send') };
  trace.getTracer('@ordertrace/messaging').startSpan(`send ${queue}`, options, around).end();
}

function attributesOf({ system, queue, event }: Step, verb: 'send' | 'process'): Attributes {
  return {
    [attribute.messagingSystem]: system,
    [attribute.messagingDestination]: queue,
    [attribute.messagingOperation]: verb,
    [attribute.messagingOperationName]: verb,
    [attribute.messagingMessageId]: event.id,
    [attribute.orderId]: event.orderid,
    [attribute.tenantId]: event.tenantid,
  };
}

function markFailed(span: Span, error: unknown): void {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  span.setAttribute(attribute.errorType, failure.name);
}
