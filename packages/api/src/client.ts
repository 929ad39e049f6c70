import { auditCalls, type AuditCalls } from './client/audit-calls.js';
import { eventLogCalls, type EventLogCalls } from './client/event-log-calls.js';
import { flowCalls, type FlowCalls } from './client/flow-calls.js';
import { accessCalls, type AccessCalls } from './client/access-calls.js';
import { operationsCalls, type OperationsCalls } from './client/operations-calls.js';
import { orderLinkCalls, type OrderLinkCalls } from './client/order-link-calls.js';
import { orderPath } from './client/order-path.js';
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
 * The API as functions. Each rejects with an `ApiError` that has a `problem`. If the server can't be reached,
 * the client makes the problem, with the code `unreachable`. An answer other than JSON gives
 * `unreadable_answer`. An aborted call rejects with the signal's reason.
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
  /**
   * A page of orders. `next` is the `cursor` of the next page; `null` on the last page.
   *
   * @example const { orders } = await api.orders({ situation: 'stuck', tenant: 'goldwerk', limit: 20 });
   */
  orders(query: OrderListQuery, options?: CallOptions): Promise<OrderList>;
  /**
   * Number of orders by tenant, stage and situation.
   *
   * @example const { counts } = await api.orderCounts({ open: true });
   */
  orderCounts(query: OrderCountsQuery, options?: CallOptions): Promise<OrderCounts>;
  /**
   * An order with its diagnosis. Without a tenant, an ID of several tenants is refused; the problem has the
   * `choices`.
   *
   * @example const { stage, diagnosis } = await api.order({ orderId: '48213', tenantId: 'retail' });
   */
  order(key: OrderKey, options?: CallOptions): Promise<OrderWithDiagnosis>;
  /**
   * An order with its transitions, hops, traces, log lines and problems. Refused as `order`.
   *
   * @example const { transitions, hops } = await api.journey({ orderId: '48213' });
   */
  journey(key: OrderKey, options?: CallOptions): Promise<Journey>;
  /**
   * A trace with its log lines.
   *
   * @example const { trace, logs } = await api.trace('4bf92f3577b34da6a3ce929d0e0e4736');
   */
  trace(traceId: string, options?: CallOptions): Promise<TraceWithLogs>;
  /**
   * One flow; without a name, the default one.
   *
   * @example const { stages } = await api.flow();
   */
  flow(name?: string, options?: CallOptions): Promise<FlowView>;
  /**
   * All flows, in the order in which they claim orders.
   *
   * @example const { flows } = await api.flows();
   */
  flows(options?: CallOptions): Promise<FlowList>;
  /**
   * URLs of traces and orders in other systems, with placeholders.
   *
   * @example const { jaeger_trace } = await api.links();
   */
  links(options?: CallOptions): Promise<Links>;
}

export interface OrderKey {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

/**
 * A client of the API, for browsers and Node.
 *
 * @example
 * const api = apiClient({ baseUrl: 'http://127.0.0.1:7070/api/v1' });
 * const { diagnosis } = await api.order({ orderId: '48213' });
 */
export function apiClient(settings: ApiClientSettings): ApiClient {
  const calls = callsTo(settings);
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
    order: (key, options) => calls.get(orderPath(key), {}, options),
    journey: (key, options) => calls.get(orderPath(key, '/journey'), {}, options),
    trace: (traceId, options) => calls.get(`/traces/${encodeURIComponent(traceId)}`, {}, options),
    flow: (name, options) => calls.get('/flow', { flow: name }, options),
    flows: (options) => calls.get('/flows', {}, options),
    links: (options) => calls.get('/links', {}, options),
  };
}
