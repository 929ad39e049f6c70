import { auditCalls, type AuditCalls } from './client/audit-calls.js';
import { eventLogCalls, type EventLogCalls } from './client/event-log-calls.js';
import { flowCalls, type FlowCalls } from './client/flow-calls.js';
import { accessCalls, type AccessCalls } from './client/access-calls.js';
import { operationsCalls, type OperationsCalls } from './client/operations-calls.js';
import { orderLinkCalls, type OrderLinkCalls } from './client/order-link-calls.js';
import { problemCalls, type ProblemCalls } from './client/problem-calls.js';
import { retentionCalls, type RetentionCalls } from './client/retention-calls.js';
import { callsTo, type ApiClientSettings, type CallOptions } from './client/send.js';
import type { FlowList, FlowView } from './schemas/flow.js';
import type { Links } from './schemas/links.js';
import type {
  Journey,
  OrderCounts,
  OrderCountsQuery,
  OrderList,
  OrderListQuery,
  OrderWithDiagnosis,
  TraceWithLogs,
} from './schemas.js';

/**
 * The API as functions. Each rejects with an `ApiError`: one the server gave reasons for has its `problem`; a
 * server that can't be reached, or that answers something else than JSON, has a `problem` made here, with the
 * code `unreachable` or `unreadable_answer`. An aborted call rejects with the signal's reason.
 */
export interface ApiClient
  extends
    AccessCalls,
    AuditCalls,
    OperationsCalls,
    ProblemCalls,
    EventLogCalls,
    FlowCalls,
    OrderLinkCalls,
    RetentionCalls {
  orders(query: OrderListQuery, options?: CallOptions): Promise<OrderList>;
  orderCounts(query: OrderCountsQuery, options?: CallOptions): Promise<OrderCounts>;
  /** Without a tenant, an id that several tenants use is refused with the `choices` in the problem. */
  order(key: OrderKey, options?: CallOptions): Promise<OrderWithDiagnosis>;
  journey(key: OrderKey, options?: CallOptions): Promise<Journey>;
  trace(traceId: string, options?: CallOptions): Promise<TraceWithLogs>;
  /** One flow; the default one unless said. */
  flow(name?: string, options?: CallOptions): Promise<FlowView>;
  flows(options?: CallOptions): Promise<FlowList>;
  links(options?: CallOptions): Promise<Links>;
}

export interface OrderKey {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

export function apiClient(settings: ApiClientSettings): ApiClient {
  const calls = callsTo(settings);
  const ofOrder = (key: OrderKey) => `/orders/${encodeURIComponent(key.orderId)}`;
  return {
    ...flowCalls(calls),
    ...accessCalls(calls),
    ...auditCalls(calls),
    ...operationsCalls(calls),
    ...retentionCalls(calls),
    ...orderLinkCalls(calls),
    ...problemCalls(calls, settings.baseUrl),
    ...eventLogCalls(calls, settings.baseUrl),
    orders: (query, options) => calls.get('/orders', query, options),
    orderCounts: (query, options) => calls.get('/orders/counts', query, options),
    order: (key, options) => calls.get(ofOrder(key), { tenant: key.tenantId }, options),
    journey: (key, options) => calls.get(`${ofOrder(key)}/journey`, { tenant: key.tenantId }, options),
    trace: (traceId, options) => calls.get(`/traces/${encodeURIComponent(traceId)}`, {}, options),
    flow: (name, options) => calls.get('/flow', { flow: name }, options),
    flows: (options) => calls.get('/flows', {}, options),
    links: (options) => calls.get('/links', {}, options),
  };
}
