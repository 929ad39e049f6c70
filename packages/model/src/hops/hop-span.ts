import { arrivalTimeKey, attribute, definedFields } from '@ordertrace/conventions';
import { orderIdOf } from '../telemetry/order-id.js';
import type { OrderRef } from '../orders/order-ref.js';
import type { Resource, Span, SpanKind, SpanStatus } from '../telemetry/span.js';
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
 * rest. `hopSpanOf` always sets all fields, because the analysis is faster on objects of one shape.
 */
export interface HopSpan extends SpanRef, ErrorText {
  readonly parentSpanId?: string | undefined;
  readonly links: readonly SpanRef[];
  readonly kind: SpanKind;
  readonly service: string;
  readonly name: string;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
  readonly status: SpanStatus;
  /** The nine fields' `status_code`. */
  readonly statusCode: string;
  readonly carrier?: Carrier | undefined;
  /** Queue, topic or exchange. For a request: the route or, on the sending side, the target address. */
  readonly destination?: string | undefined;
  readonly messageId?: string | undefined;
  /** The orders that the span itself names. */
  readonly orders: readonly OrderRef[];
  /** The span's side of a hand-over; where absent, its kind decides. */
  readonly role?: HopRole | undefined;
  /** The span only prepares a message; a later span sends it. */
  readonly creates?: boolean | undefined;
  /** HTTP method, in capitals. */
  readonly method?: string | undefined;
  /** `service.instance.id`. */
  readonly instance?: string | undefined;
  /** `service.version`. */
  readonly version?: string | undefined;
  /** Share of traces that its sampler declares to keep. */
  readonly sampledShare?: number | undefined;
  /** Arrival time of a span that, by its own clock, ended after it. */
  readonly arrivedNanos?: EpochNanos | undefined;
  /** Earliest delivery time of a message. */
  readonly notBeforeNanos?: EpochNanos | undefined;
  /** The span only forwards what it receives, as a sidecar or proxy does. */
  readonly forwards?: boolean | undefined;
  /** The try failed, and its task queue retries it automatically. */
  readonly willRetry?: boolean | undefined;
  /** The call reached no server: it was refused, or the name was unknown. */
  readonly refused?: boolean | undefined;
  /** The order's item (parcel, line, invoice) that the span is about. */
  readonly item?: string | undefined;
}

/** The orders that attributes name: one, or a list. The list of tenants is parallel to it, or one tenant is for all. */
export function ordersNamed(get: Lookup): readonly OrderRef[] {
  const named = get(attribute.orderId);
  if (named === undefined) return [];
  const tenants = texts(get(attribute.tenantId));
  return texts(named, orderIdOf).map((orderId, i) => ({
    orderId,
    tenantId: tenants[i] ?? (tenants.length === 1 ? (tenants[0] ?? '') : ''),
  }));
}

/** Names that proxies and sidecars put on their spans. */
const proxyKeys = ['upstream_cluster', 'upstream_cluster.name', 'istio.mesh_id', 'istio.canonical_service'];
const proxyComponents = new Set(['proxy', 'envoy', 'nginx', 'haproxy', 'traefik', 'kong']);
const proxyServices =
  /(?:^|[-_.])(?:envoy|istio|linkerd|nginx|haproxy|traefik|kong|sidecar|ingress|egress|reverse-?proxy|debezium)(?:[-_.]|$)/i;

function forwardsOnly({ isProxy }: SpanSource, get: Lookup): boolean {
  return (
    isProxy ||
    proxyKeys.some((key) => get(key) !== undefined) ||
    proxyComponents.has((text(get('component')) ?? '').toLowerCase())
  );
}

const refusedCall =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|connection refused|ConnectException|no such host|UnknownHost/i;

function wasRefused(span: Pick<Span, 'status' | 'statusMessage'>, get: Lookup): boolean {
  if (span.status !== 'error') return false;
  const error = firstOf(get, 'error.type', 'exception.type') ?? '';
  return refusedCall.test(error) || refusedCall.test(span.statusMessage);
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
function statusCodeOf(status: SpanStatus, get: Lookup): string {
  const { httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode } = attribute;
  const code = firstOf(get, httpStatusCode, httpStatusCodeOld, rpcGrpcStatusCode, 'rpc.response.status_code');
  return code ?? (status === 'error' ? 'ERROR' : 'OK');
}

/** The process that recorded a span. */
interface SpanSource {
  readonly service: string;
  readonly instance: string | undefined;
  readonly version: string | undefined;
  /** Its name shows that it only forwards. */
  readonly isProxy: boolean;
}

/** Many spans share one resource object. */
const sources = new WeakMap<Resource, SpanSource>();

function sourceOf(resource: Resource): SpanSource {
  const known = sources.get(resource);
  if (known !== undefined) return known;
  const get: Lookup = (key) => resource.attributes.get(key);
  const service = text(get(attribute.serviceName)) ?? '';
  const source = {
    service,
    instance: text(get(attribute.serviceInstanceId)),
    version: text(get('service.version')),
    isProxy: proxyServices.test(service),
  };
  sources.set(resource, source);
  return source;
}

function linkRef({ traceId, spanId }: SpanRef): SpanRef {
  return { traceId, spanId };
}

/** `itemKeys`: attributes that name an item of an order, as the flow file gives them. */
export function hopSpanOf(span: Span, itemKeys: readonly string[] = []): HopSpan {
  const get: Lookup = (key) => span.attributes.get(key);
  const { kind, name, startNanos, status, links } = span;
  const source = sourceOf(span.resource);
  const { carrier, role, destination, messageId, creates } = handoverOf(kind, get, name);
  const arrived = get(arrivalTimeKey);
  const error = status === 'error' ? errorTextOfSpan(span, get) : noError;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    links: links.length === 0 ? noLinks : links.map(linkRef),
    kind,
    service: source.service,
    name,
    startNanos,
    durationNanos: span.durationNanos,
    status,
    statusCode: statusCodeOf(status, get),
    carrier,
    destination,
    messageId,
    orders: ordersNamed(get),
    role,
    creates,
    method: methodOf(get),
    instance: source.instance,
    version: source.version,
    sampledShare: sampledShare(span.traceState),
    arrivedNanos: typeof arrived === 'bigint' ? arrived : undefined,
    notBeforeNanos: carrier === 'message' ? notBefore(get, startNanos) : undefined,
    forwards: forwardsOnly(source, get) || undefined,
    willRetry: get('celery.state') === 'RETRY' || undefined,
    refused: wasRefused(span, get) || undefined,
    item: itemKeys.length === 0 ? undefined : firstOf(get, ...itemKeys),
    errorText: error.errorText,
    errorType: error.errorType,
  };
}

const noLinks: readonly SpanRef[] = [];
const noError: ErrorText = {};

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
