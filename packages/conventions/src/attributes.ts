/**
 * Attribute names. Those of Ordertrace are plain words, because they have the same name in Jaeger, in
 * Elasticsearch and on every log line. All others are OpenTelemetry semantic conventions.
 */
export const attribute = {
  orderId: 'order_id',
  tenantId: 'tenant_id',
  stage: 'stage',
  previousStage: 'previous_stage',
  actor: 'actor',
  work: 'work',
  expectedWithinMs: 'expected_within_ms',
  /** True on telemetry of a demonstration, which has no real customers. */
  demonstration: 'ordertrace.demonstration',

  serviceName: 'service.name',
  serviceInstanceId: 'service.instance.id',
  environment: 'deployment.environment.name',
  /** Name of the environment in older semantic conventions; read, never written. */
  environmentOld: 'deployment.environment',
  eventName: 'event.name',

  httpStatusCode: 'http.response.status_code',
  httpStatusCodeOld: 'http.status_code',
  httpRoute: 'http.route',
  httpMethod: 'http.request.method',
  rpcGrpcStatusCode: 'rpc.grpc.status_code',
  errorType: 'error.type',

  messagingSystem: 'messaging.system',
  messagingDestination: 'messaging.destination.name',
  messagingOperation: 'messaging.operation.type',
  messagingOperationName: 'messaging.operation.name',
  messagingMessageId: 'messaging.message.id',
  /** Names of older semantic conventions; read, never written. */
  messagingDestinationOld: 'messaging.destination',
  messagingOperationOld: 'messaging.operation',
  messagingMessageIdOld: 'messaging.message_id',
} as const;

/**
 * Arrival time of a span whose own clock is ahead of it: nanoseconds since the epoch. The server adds it. The gate does
 * not let it through from senders.
 */
export const arrivalTimeKey = 'ordertrace.arrived_unix_nanos';

/** Baggage entries that carry the order through every service. */
export const baggageKey = {
  orderId: attribute.orderId,
  tenantId: attribute.tenantId,
  /** Stage of the order; only `approved-to-shipped` coverage needs it. */
  stage: attribute.stage,
  /** Several orders at once, as `tenant/order` pairs with percent-encoded parts, separated by blanks. */
  orders: 'orders',
} as const;

/** Tenant of retail orders, which no partner placed. */
export const retailTenant = 'retail';

/** Usual names of order IDs in services without Ordertrace. The context audit searches for them. */
export const usualOrderNames: readonly string[] = [
  'order.id',
  'orderId',
  'order.number',
  'order_number',
  'orderNumber',
  'app.order.id',
  'app.order_id',
  'app.orderId',
  'demo.order.id',
];
