import {
  context,
  defaultTextMapSetter,
  SpanKind,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { attribute } from '@ordertrace/conventions';
import { carrierLink, contextFromCarrier, type OrderCarrier } from './carrier.js';
import { orderPropagator } from './order-propagator.js';
import { endingSpan } from './work.js';

interface MessageInput {
  /** Queue, topic or exchange. */
  readonly destination: string;
  /** The OpenTelemetry name of the system: `rabbitmq`, `kafka`, `http`. */
  readonly system: string;
  readonly messageId?: string;
}

export interface PublishInput extends MessageInput {
  /** The headers of the message. Trace and order are added before `send` runs. */
  readonly carrierInto?: OrderCarrier | Record<string, unknown>;
}

export interface ConsumeInput extends MessageInput {
  /** The headers of the message. */
  readonly carrier: Readonly<OrderCarrier> | Readonly<Record<string, unknown>>;
  /** `parent` continues the sender's trace; `link` starts a new trace with a link to the sender's. */
  readonly mode: 'parent' | 'link';
}

/**
 * Sends a message in a PRODUCER span. A rejection of `send` marks the span as failed and is passed on.
 *
 * @example
 * const headers = {};
 * await publishSpan({ system: 'rabbitmq', destination: 'orders', carrierInto: headers }, () =>
 *   channel.publish('orders', 'approved', body, { headers }),
 * );
 */
export function publishSpan<T>(input: PublishInput, send: (span: Span) => T | Promise<T>): Promise<T> {
  const options = { kind: SpanKind.PRODUCER, attributes: messageAttributes(input, 'send', 'publish') };
  return tracer().startActiveSpan(`publish ${input.destination}`, options, (span) => {
    if (input.carrierInto !== undefined) {
      orderPropagator.inject(context.active(), input.carrierInto, defaultTextMapSetter);
    }
    return endingSpan(span, () => send(span));
  });
}

/**
 * Handles a message in a CONSUMER span, in both modes for the order in its headers. A rejection of `handle`
 * marks the span as failed and is passed on.
 *
 * @example
 * await consumeSpan(
 *   { system: 'rabbitmq', destination: 'orders', carrier: message.properties.headers ?? {}, mode: 'link' },
 *   () => startProduction(JSON.parse(message.content.toString())),
 * );
 */
export function consumeSpan<T>(input: ConsumeInput, handle: (span: Span) => T | Promise<T>): Promise<T> {
  const sender = contextFromCarrier(input.carrier);
  const link = input.mode === 'link' ? carrierLink(input.carrier) : undefined;
  const around: Context = input.mode === 'link' ? trace.deleteSpan(sender) : sender;
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: messageAttributes(input, 'process', 'process'),
    ...(link && { links: [link] }),
  };
  return tracer().startActiveSpan(`process ${input.destination}`, options, around, (span) =>
    endingSpan(span, () => handle(span)),
  );
}

function tracer() {
  return trace.getTracer('@ordertrace/instrumentation');
}

function messageAttributes(input: MessageInput, type: string, operation: string): Attributes {
  return {
    [attribute.messagingSystem]: input.system,
    [attribute.messagingDestination]: input.destination,
    [attribute.messagingOperation]: type,
    [attribute.messagingOperationName]: operation,
    ...(input.messageId !== undefined && { [attribute.messagingMessageId]: input.messageId }),
  };
}
