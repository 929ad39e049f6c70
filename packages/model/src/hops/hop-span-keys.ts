import { arrivalTimeKey, attribute } from '@ordertrace/conventions';
import { delayKeys } from './schedule.js';

const fixedKeys: readonly string[] = [
  ...[arrivalTimeKey, attribute.orderId, attribute.tenantId],
  ...[attribute.httpStatusCode, attribute.httpStatusCodeOld, attribute.httpRoute, attribute.httpMethod],
  ...['http.method', 'http.url', 'http.target', 'url.full', 'url.path', 'url.template'],
  ...['server.address', 'server.port', 'net.peer.name', 'net.peer.port', 'db.system', 'db.system.name'],
  ...[attribute.rpcGrpcStatusCode, 'rpc.response.status_code', 'rpc.system', 'rpc.system.name'],
  ...['rpc.method', 'rpc.service', attribute.errorType],
  ...['exception.type', 'exception.message'],
  ...[attribute.messagingSystem, attribute.messagingDestination, attribute.messagingDestinationOld],
  ...[attribute.messagingOperation, attribute.messagingOperationOld, attribute.messagingOperationName],
  ...[attribute.messagingMessageId, attribute.messagingMessageIdOld],
  ...['messaging.rabbitmq.destination.routing_key', 'messaging.rabbitmq.routing_key'],
  ...['upstream_cluster', 'upstream_cluster.name', 'istio.mesh_id', 'istio.canonical_service', 'component'],
  'celery.state',
  ...delayKeys,
];

const noKeys: readonly string[] = [];
const known = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * The attributes of a span that `hopSpanOf` reads, besides the events of a failed span. A reader of stored spans may
 * skip everything else. Returns the same set for the same list of item keys.
 */
export function hopSpanKeys(itemKeys: readonly string[] = noKeys): ReadonlySet<string> {
  const keys = known.get(itemKeys) ?? new Set([...fixedKeys, ...itemKeys]);
  known.set(itemKeys, keys);
  return keys;
}
