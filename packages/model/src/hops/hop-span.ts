import { attribute } from '@ordertrace/conventions';
import { orderIdOf } from '../telemetry/order-id.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { AttributeValue } from '../telemetry/attributes.js';
import type { Span, SpanKind, SpanStatus } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';

/** Names a span anywhere. Lower-case hex. */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

export function spanRefText(ref: SpanRef): string {
  return `${ref.traceId}${ref.spanId}`;
}

/** How a span hands over, if it does: by message, by request, or not at all (a database call, inner work). */
export const carriers = ['message', 'request'] as const;
export type Carrier = (typeof carriers)[number];

/** What the analysis of hops, errors and work needs of a span; a store's row can give it without the rest. */
export interface HopSpan extends SpanRef {
  readonly parentSpanId?: string;
  readonly links: readonly SpanRef[];
  readonly kind: SpanKind;
  readonly service: string;
  readonly name: string;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
  readonly status: SpanStatus;
  /** The nine fields' `status_code`. */
  readonly statusCode: string;
  readonly carrier?: Carrier;
  /** Queue, topic or exchange; of a request the route or, on the sending side, the address it goes to. */
  readonly destination?: string;
  readonly messageId?: string;
  /** The orders it names itself. */
  readonly orders: readonly OrderRef[];
}

type Lookup = (key: string) => AttributeValue | undefined;

function text(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : undefined;
}

function texts(value: AttributeValue | undefined, read = text): readonly string[] {
  const one = read(value);
  if (one !== undefined) return [one];
  return Array.isArray(value) ? value.flatMap((item: AttributeValue) => read(item) ?? []) : [];
}

/** The orders that attributes name: one, or a list. The tenants' list runs beside it, or one tenant is for all. */
export function ordersNamed(get: Lookup): readonly OrderRef[] {
  const tenants = texts(get(attribute.tenantId));
  return texts(get(attribute.orderId), orderIdOf).map((orderId, i) => ({
    orderId,
    tenantId: tenants[i] ?? (tenants.length === 1 ? (tenants[0] ?? '') : ''),
  }));
}

/** Operations on a queue that hand nothing over. */
const quietOperations = new Set(['receive', 'settle', 'create', 'ack', 'nack', 'reject']);

function isMessage(kind: SpanKind, get: Lookup): boolean {
  if (kind === 'producer' || kind === 'consumer') return true;
  if (get(attribute.messagingSystem) === undefined || kind !== 'client') return false;
  const operation = firstOf(get, attribute.messagingOperation, attribute.messagingOperationOld);
  return !quietOperations.has(operation ?? '');
}

function isRequest(kind: SpanKind, get: Lookup): boolean {
  if (kind === 'server') return true;
  if (kind !== 'client' || get('db.system') !== undefined || get('db.system.name') !== undefined)
    return false;
  return [attribute.httpMethod, 'http.method', 'rpc.system', 'rpc.system.name'].some(
    (key) => get(key) !== undefined,
  );
}

function address(get: Lookup): string | undefined {
  const host = firstOf(get, 'server.address', 'net.peer.name');
  const port = firstOf(get, 'server.port', 'net.peer.port');
  if (host !== undefined) return port === undefined ? host : `${host}:${port}`;
  return authority(firstOf(get, 'url.full', 'http.url'));
}

/** Older instrumentations tell the server by the whole address of the call only. */
function authority(url: string | undefined): string | undefined {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]+)/.exec(url ?? '')?.[1];
}

/** The first of the names that a span has: conventions have renamed some, and older SDKs keep the older ones. */
function firstOf(get: Lookup, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = text(get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function requestDestination(kind: SpanKind, get: Lookup): string | undefined {
  if (kind === 'server') return text(get(attribute.httpRoute)) ?? text(get('rpc.method'));
  return text(get('url.template')) ?? address(get) ?? text(get('rpc.service'));
}

/** RabbitMQ's default exchange has no name, or one made up by an SDK: then the routing key is the queue. */
function messageDestination(get: Lookup): string | undefined {
  const named = firstOf(get, attribute.messagingDestination, attribute.messagingDestinationOld);
  if (named !== undefined && named !== '<default>') return named;
  return (
    firstOf(get, 'messaging.rabbitmq.destination.routing_key', 'messaging.rabbitmq.routing_key') ?? named
  );
}

/** How a span hands over and where to, by its attributes (OpenTelemetry's HTTP, RPC and messaging conventions). */
export function handoverOf(
  kind: SpanKind,
  get: Lookup,
): Pick<HopSpan, 'carrier' | 'destination' | 'messageId'> {
  const carrier = isRequest(kind, get) ? 'request' : isMessage(kind, get) ? 'message' : undefined;
  if (carrier === undefined) return {};
  const destination = carrier === 'message' ? messageDestination(get) : requestDestination(kind, get);
  const messageId = firstOf(get, attribute.messagingMessageId, attribute.messagingMessageIdOld);
  return {
    carrier,
    ...(destination === undefined ? {} : { destination }),
    ...(messageId === undefined ? {} : { messageId }),
  };
}

/** The nine fields' `status_code`: HTTP or gRPC status where there is one, else `OK` or `ERROR`. */
function statusCodeOf(span: Span, get: Lookup): string {
  const { httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode } = attribute;
  const status = [httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode].map((key) => text(get(key)));
  return status.find((code) => code !== undefined) ?? (span.status === 'error' ? 'ERROR' : 'OK');
}

export function hopSpanOf(span: Span): HopSpan {
  const get: Lookup = (key) => span.attributes.get(key);
  const { traceId, spanId, kind, name, startNanos, durationNanos, status } = span;
  return {
    traceId,
    spanId,
    kind,
    name,
    startNanos,
    durationNanos,
    status,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    links: span.links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    service: text(span.resource.attributes.get(attribute.serviceName)) ?? '',
    statusCode: statusCodeOf(span, get),
    orders: ordersNamed(get),
    ...handoverOf(kind, get),
  };
}
