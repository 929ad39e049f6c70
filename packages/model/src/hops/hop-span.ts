import { arrivalTimeKey, attribute, definedFields } from '@ordertrace/conventions';
import { orderIdOf } from '../telemetry/order-id.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { Span, SpanKind, SpanStatus } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import { errorTextOfSpan, type ErrorText } from './error-text.js';
import { messageDestination, messageOperation, messageRole, type HopRole } from './message-role.js';
import { isRequestSpan, methodOf, requestDestination } from './request-place.js';
import { sampledShare } from './sampling.js';
import { notBefore } from './schedule.js';
import { firstOf, text, texts, type Lookup } from './span-lookup.js';

/** A globally unique reference to a span. Lower-case hex. */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

export function spanRefText(ref: SpanRef): string {
  return `${ref.traceId}${ref.spanId}`;
}

/** How a span hands over: by message or by request. Other spans (a database call, inner work) have no carrier. */
export const carriers = ['message', 'request'] as const;
export type Carrier = (typeof carriers)[number];

/**
 * The fields of a span that the analysis of hops, errors and work needs. A store's row can provide them without the
 * rest.
 */
export interface HopSpan extends SpanRef, ErrorText {
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
  /** Queue, topic or exchange. For a request: the route or, on the sending side, the target address. */
  readonly destination?: string;
  readonly messageId?: string;
  /** The orders that the span itself names. */
  readonly orders: readonly OrderRef[];
  /** The span's side of a hand-over; where absent, its kind decides. */
  readonly role?: HopRole;
  /** The span only prepares a message; a later span sends it. */
  readonly creates?: boolean;
  /** HTTP method, in capitals. */
  readonly method?: string;
  /** `service.instance.id`. */
  readonly instance?: string;
  /** `service.version`. */
  readonly version?: string;
  /** Share of traces that its sampler declares to keep. */
  readonly sampledShare?: number;
  /** Arrival time of a span that, by its own clock, ended after it. */
  readonly arrivedNanos?: EpochNanos;
  /** Earliest delivery time of a message. */
  readonly notBeforeNanos?: EpochNanos;
  /** The span only forwards what it receives, as a sidecar or proxy does. */
  readonly forwards?: boolean;
  /** The try failed, and its task queue retries it automatically. */
  readonly willRetry?: boolean;
  /** The call reached no server: it was refused, or the name was unknown. */
  readonly refused?: boolean;
  /** The order's item (parcel, line, invoice) that the span is about. */
  readonly item?: string;
}

/** The orders that attributes name: one, or a list. The list of tenants is parallel to it, or one tenant is for all. */
export function ordersNamed(get: Lookup): readonly OrderRef[] {
  const tenants = texts(get(attribute.tenantId));
  return texts(get(attribute.orderId), orderIdOf).map((orderId, i) => ({
    orderId,
    tenantId: tenants[i] ?? (tenants.length === 1 ? (tenants[0] ?? '') : ''),
  }));
}

/** Names that proxies and sidecars put on their spans. */
const proxyKeys = ['upstream_cluster', 'upstream_cluster.name', 'istio.mesh_id', 'istio.canonical_service'];
const proxyComponents = new Set(['proxy', 'envoy', 'nginx', 'haproxy', 'traefik', 'kong']);
const proxyServices =
  /(?:^|[-_.])(?:envoy|istio|linkerd|nginx|haproxy|traefik|kong|sidecar|ingress|egress|reverse-?proxy|debezium)(?:[-_.]|$)/i;

function forwardsOnly(service: string, get: Lookup): boolean {
  return (
    proxyServices.test(service) ||
    proxyKeys.some((key) => get(key) !== undefined) ||
    proxyComponents.has((text(get('component')) ?? '').toLowerCase())
  );
}

const refusedCall =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|connection refused|ConnectException|no such host|UnknownHost/i;

function wasRefused(span: Pick<Span, 'status' | 'statusMessage'>, get: Lookup): boolean {
  const error = firstOf(get, 'error.type', 'exception.type') ?? '';
  return span.status === 'error' && (refusedCall.test(error) || refusedCall.test(span.statusMessage));
}

/** The carrier and destination of a span, from its attributes (OpenTelemetry's HTTP, RPC and messaging conventions). */
export function handoverOf(
  kind: SpanKind,
  get: Lookup,
  name = '',
): Pick<HopSpan, 'carrier' | 'destination' | 'messageId' | 'role' | 'creates'> {
  const messages = messageRole(kind, name, get);
  const isMessaging = get(attribute.messagingSystem) !== undefined && kind !== 'server';
  const isRequest = messages === undefined && !isMessaging && isRequestSpan(kind, get);
  if (messages === undefined && !isRequest)
    return kind === 'producer' || kind === 'consumer' ? { role: 'none' } : {};
  const carrier = messages === undefined ? 'request' : 'message';
  const destination = carrier === 'message' ? messageDestination(get) : requestDestination(kind, get);
  const messageId = firstOf(get, attribute.messagingMessageId, attribute.messagingMessageIdOld);
  return {
    carrier,
    role: messages ?? (kind === 'server' ? 'receiver' : 'sender'),
    ...definedFields({ destination, messageId }),
    ...(messages === 'sender' && messageOperation(get) === 'create' ? { creates: true } : {}),
  };
}

/** The span's side of a hand-over. */
export function roleOf({ role, kind, carrier }: HopSpan): HopRole | undefined {
  if (role !== undefined) return role;
  if (kind === 'consumer' || kind === 'server') return 'receiver';
  return carrier !== undefined && (kind === 'producer' || kind === 'client') ? 'sender' : undefined;
}

/** The nine fields' `status_code`: HTTP or gRPC status where there is one, else `OK` or `ERROR`. */
function statusCodeOf(span: Span, get: Lookup): string {
  const { httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode } = attribute;
  const status = [httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode, 'rpc.response.status_code'].map(
    (key) => text(get(key)),
  );
  return status.find((code) => code !== undefined) ?? (span.status === 'error' ? 'ERROR' : 'OK');
}

/** Optional fields that only some spans have. */
function signsOf(
  span: Span,
  { service, carrier }: Pick<HopSpan, 'service' | 'carrier'>,
  get: Lookup,
): Partial<HopSpan> {
  const method = methodOf(get);
  const instance = text(span.resource.attributes.get(attribute.serviceInstanceId));
  const version = text(span.resource.attributes.get('service.version'));
  const notBeforeNanos = carrier === 'message' ? notBefore(get, span.startNanos) : undefined;
  const arrived = get(arrivalTimeKey);
  const arrivedNanos = typeof arrived === 'bigint' ? arrived : undefined;
  return {
    ...definedFields({ method, instance, version, notBeforeNanos, arrivedNanos }),
    ...definedFields({ sampledShare: sampledShare(span.traceState) }),
    ...(forwardsOnly(service, get) ? { forwards: true } : {}),
    ...(text(get('celery.state')) === 'RETRY' ? { willRetry: true } : {}),
    ...(wasRefused(span, get) ? { refused: true } : {}),
    ...(span.status === 'error' ? errorTextOfSpan(span, get) : {}),
  };
}

/** `itemKeys`: attributes that name an item of an order, as the flow file gives them. */
export function hopSpanOf(span: Span, itemKeys: readonly string[] = []): HopSpan {
  const get: Lookup = (key) => span.attributes.get(key);
  const { traceId, spanId, kind, name, startNanos, durationNanos, status } = span;
  const service = text(span.resource.attributes.get(attribute.serviceName)) ?? '';
  const item = firstOf(get, ...itemKeys);
  const handover = handoverOf(kind, get, name);
  return {
    traceId,
    spanId,
    kind,
    name,
    startNanos,
    durationNanos,
    status,
    service,
    ...definedFields({ parentSpanId: span.parentSpanId }),
    links: span.links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    statusCode: statusCodeOf(span, get),
    orders: ordersNamed(get),
    ...handover,
    ...signsOf(span, { ...handover, service }, get),
    ...definedFields({ item }),
  };
}

/** When a span ended. */
export function endNanos({ startNanos, durationNanos }: HopSpan): EpochNanos {
  return startNanos + durationNanos;
}

/** Methods that only read. A read that fails, or gets no answer, stops no order. */
const lookingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export function onlyLooks({ method, carrier, name, kind }: HopSpan): boolean {
  if (method !== undefined) return lookingMethods.has(method);
  if (carrier !== 'request' && kind !== 'server') return false;
  return lookingMethods.has(name.split(' ', 1)[0] ?? '');
}
