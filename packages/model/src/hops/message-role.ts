import { attribute } from '@ordertrace/conventions';
import type { SpanKind } from '../telemetry/span.js';
import { firstOf, text, type Lookup } from './span-lookup.js';

/** The span's side of a hand-over. `none` overrules the span's kind, as for a consumer that only settles. */
export type HopRole = 'sender' | 'receiver' | 'none';

const senderOperations = new Set(['send', 'publish', 'create']);
const receiverOperations = new Set(['receive', 'process', 'deliver']);
/** Operations that hand nothing over, for any kind of span. */
const quietOperations = new Set(['settle', 'ack', 'nack', 'reject', 'commit']);
const sendingCall = /^(?:send|publish|put|enqueue|produce)/i;
const receivingCall = /^(?:receive|poll|consume|fetch|get)/i;
const sendingName = /\b(?:send|publish|produce|enqueue)\b/i;

/** The kind of operation in the conventions' terms: `send`, `create`, `receive`, `process`, `settle`. */
export function messageOperation(get: Lookup): string | undefined {
  return firstOf(get, attribute.messagingOperation, attribute.messagingOperationOld)?.toLowerCase();
}

/**
 * The role of a call to a broker. It hands over only where it sends or receives. Renewing a lock, peeking and settling
 * do not.
 */
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

/** The role of a span for a message, by its kind and its operation. */
export function messageRole(kind: SpanKind, name: string, get: Lookup): HopRole | undefined {
  const isMessageKind = kind === 'producer' || kind === 'consumer';
  if (kind === 'server' || (!isMessageKind && get(attribute.messagingSystem) === undefined)) return undefined;
  if (kind === 'client') return roleOfCall(name, get);
  const operation = messageOperation(get) ?? '';
  if (kind === 'producer')
    return quietOperations.has(operation) || receiverOperations.has(operation) ? undefined : 'sender';
  if (kind === 'consumer')
    return quietOperations.has(operation) || senderOperations.has(operation) ? undefined : 'receiver';
  return receiverOperations.has(operation) ? 'receiver' : undefined;
}

/**
 * The destination of a message. RabbitMQ's default exchange has no name, or an SDK's placeholder; the routing key is
 * then the queue.
 */
export function messageDestination(get: Lookup): string | undefined {
  const named = firstOf(get, attribute.messagingDestination, attribute.messagingDestinationOld);
  if (named !== undefined && named !== '<default>') return named;
  return (
    firstOf(get, 'messaging.rabbitmq.destination.routing_key', 'messaging.rabbitmq.routing_key') ?? named
  );
}
