import { attribute } from '@ordertrace/conventions';
import type { SpanKind } from '../telemetry/span.js';
import { firstOf, text, type Lookup } from './span-lookup.js';

/** Which side of a hand-over a span is; `none` where its kind alone would say otherwise, as a settling consumer. */
export type HopRole = 'sender' | 'receiver' | 'none';

const senderOperations = new Set(['send', 'publish', 'create']);
const receiverOperations = new Set(['receive', 'process', 'deliver']);
/** Operations that hand nothing over, whatever kind of span reports them. */
const quietOperations = new Set(['settle', 'ack', 'nack', 'reject', 'commit']);
const sendingCall = /^(?:send|publish|put|enqueue|produce)/i;
const receivingCall = /^(?:receive|poll|consume|fetch|get)/i;
const sendingName = /\b(?:send|publish|produce|enqueue)\b/i;

/** The kind of operation as the conventions name it: `send`, `create`, `receive`, `process`, `settle`. */
export function messageOperation(get: Lookup): string | undefined {
  return firstOf(get, attribute.messagingOperation, attribute.messagingOperationOld)?.toLowerCase();
}

/** A call to a broker hands over only where it sends or receives: renewing a lock, peeking or settling does not. */
function roleOfCall(name: string, get: Lookup): HopRole | undefined {
  const operation = messageOperation(get);
  if (operation !== undefined) {
    if (senderOperations.has(operation)) return 'sender';
    return receiverOperations.has(operation) ? 'receiver' : undefined;
  }
  const call = text(get('rpc.method')) ?? text(get(attribute.messagingOperationName));
  if (call === undefined) return sendingName.test(name) ? 'sender' : undefined;
  if (sendingCall.test(call)) return 'sender';
  return receivingCall.test(call) ? 'receiver' : undefined;
}

/** What a span does with a message, by its kind and by the operation that it names. */
export function messageRole(kind: SpanKind, name: string, get: Lookup): HopRole | undefined {
  const operation = messageOperation(get) ?? '';
  if (kind === 'producer')
    return quietOperations.has(operation) || receiverOperations.has(operation) ? undefined : 'sender';
  if (kind === 'consumer')
    return quietOperations.has(operation) || senderOperations.has(operation) ? undefined : 'receiver';
  if (kind === 'server' || get(attribute.messagingSystem) === undefined) return undefined;
  if (kind === 'client') return roleOfCall(name, get);
  return receiverOperations.has(operation) ? 'receiver' : undefined;
}

/** RabbitMQ's default exchange has no name, or one made up by an SDK: then the routing key is the queue. */
export function messageDestination(get: Lookup): string | undefined {
  const named = firstOf(get, attribute.messagingDestination, attribute.messagingDestinationOld);
  if (named !== undefined && named !== '<default>') return named;
  return (
    firstOf(get, 'messaging.rabbitmq.destination.routing_key', 'messaging.rabbitmq.routing_key') ?? named
  );
}
