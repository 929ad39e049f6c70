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
import { deadQueueOf } from './dead-queue.js';
import type { MessageHandler, Transport } from './messaging.js';
import { contextOf, withOrderOf } from './order-context.js';

/** OpenTelemetry's name of the transport. */
export type MessagingSystem = 'rabbitmq' | 'http';

/** A message on its way through a queue. */
export interface Step {
  readonly system: MessagingSystem;
  readonly queue: string;
  readonly event: CloudEvent;
}

/** The person who had a message sent again or discarded. */
const requestedBy = 'ordertrace.requested_by';

/**
 * Publishes with a PRODUCER span. The event carries trace and order. The spans of the underlying transport
 * are suppressed.
 */
export async function publishTraced(transport: Transport, { system, queue, event }: Step): Promise<void> {
  const { span, within } = begin({ system, queue, event }, { parent: context.active(), verb: 'send' });
  const carried: CloudEvent = { ...event, ...carrierOf(within) };
  try {
    await context.with(suppressTracing(within), () => transport.publish(carried, { queue }));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

export interface Handling {
  readonly handler: MessageHandler;
  /** Context of the message's sending. */
  readonly parent: Context;
  /** Runs in the context of the failed attempt. */
  readonly onFailure: (error: unknown) => Promise<void>;
}

/** Handles a message in a CONSUMER span. Returns whether it was handled. Rejects if `onFailure` does. */
export async function handleTraced(step: Step, { handler, parent, onFailure }: Handling): Promise<boolean> {
  const { span, within } = begin(step, { parent, verb: 'process' });
  return context.with(within, async () => {
    try {
      await handler(step.event);
      return true;
    } catch (error) {
      markFailed(span, error);
      await onFailure(error);
      return false;
    } finally {
      span.end();
    }
  });
}

/** A sending whose receipt is the message's next attempt. `end` records it; without `end` it never happened. */
export interface NextSending {
  readonly carrier: MessageCarrier;
  readonly end: () => void;
}

/** Begins the sending of a failed message to its retry: a PRODUCER span with the delay, below the attempt. */
export function beginRetry(step: Step, delayMs: number): NextSending {
  return nextSending(step, {
    parent: context.active(),
    name: 'retry',
    attributes: { 'messaging.message.delay_ms': Math.round(delayMs) },
  });
}

/** Begins the sending of a message that a person has sent again. */
export function beginSendAgain(step: Step, by: string): NextSending {
  return nextSending(step, {
    parent: contextOf(step.event),
    name: 'send again',
    attributes: { [requestedBy]: by },
  });
}

/** Records that a message was given up: a PRODUCER span to the queue of dead letters. */
export function recordDeadLetter(step: Step, parent: Context): void {
  const queue = deadQueueOf(step.queue);
  begin({ ...step, queue }, { parent, verb: 'send' }).span.end();
}

/** Records what a person did with a message. Returns the carrier of what follows. */
export function recordAct(
  step: Step,
  { name, by, parent }: { readonly name: string; readonly by: string; readonly parent: Context },
): MessageCarrier {
  const { span, within } = begin(step, {
    parent,
    verb: 'settle',
    name,
    attributes: { [requestedBy]: by },
  });
  span.end();
  return carrierOf(within);
}

/** Runs `work` with the event's order and trace, for log lines. */
export function inContextOf<T>(event: CloudEvent, work: () => T): T {
  return context.with(withOrderOf(event, contextOf(event)), work);
}

function nextSending(step: Step, how: Omit<Beginning, 'verb'>): NextSending {
  const { span, within } = begin(step, { ...how, verb: 'send' });
  return { carrier: carrierOf(within), end: () => span.end() };
}

interface Beginning {
  readonly parent: Context;
  readonly verb: 'send' | 'process' | 'settle';
  /** Operation in the span's name; default: the verb. */
  readonly name?: string;
  readonly attributes?: Attributes;
}

const kinds = { send: SpanKind.PRODUCER, process: SpanKind.CONSUMER, settle: SpanKind.INTERNAL } as const;

function begin(step: Step, { parent, verb, name = verb, attributes }: Beginning) {
  const around = withOrderOf(step.event, parent);
  const options = {
    kind: kinds[verb],
    attributes: {
      [attribute.messagingSystem]: step.system,
      [attribute.messagingDestination]: step.queue,
      [attribute.messagingOperation]: verb,
      [attribute.messagingOperationName]: name,
      [attribute.messagingMessageId]: step.event.id,
      [attribute.orderId]: step.event.orderid,
      [attribute.tenantId]: step.event.tenantid,
      ...attributes,
    },
  };
  const tracer = trace.getTracer('@ordertrace/messaging');
  const span = tracer.startSpan(`${name} ${step.queue}`, options, around);
  return { span, within: trace.setSpan(around, span) };
}

function carrierOf(within: Context): MessageCarrier {
  const carrier: MessageCarrier = {};
  propagation.inject(within, carrier);
  return carrier;
}

function markFailed(span: Span, error: unknown): void {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  span.setAttribute(attribute.errorType, failure.name);
}
