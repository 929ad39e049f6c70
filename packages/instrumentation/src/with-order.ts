import { context, diag, trace, type Context } from '@opentelemetry/api';
import {
  contextWithScope,
  createScope,
  distinctOrders,
  isId,
  orderFrom,
  sameOrder,
  type OrderRef,
  type OrderScope,
} from './order-scope.js';
import { markSpan, scopeIn } from './span-orders.js';

/** An order and its stage if known (`approved-to-shipped` coverage depends on it). */
export interface OrderInStage extends OrderRef {
  readonly stage?: string;
}

/**
 * Runs `work` for one order. Every span, log line, order event and outgoing request or message within it
 * carries the order, across `await` too. The open spans around the call carry it as well.
 *
 * An invalid ID (empty, over 128 characters, control characters) is left out with a warning, and `work` still
 * runs. Returns the result of `work`, and throws its errors.
 *
 * @example
 * const response = await withOrder({ orderId: '48213', tenantId: 'retail', stage: 'PAID' }, () =>
 *   fetch(productionUrl, { method: 'POST', body }),
 * );
 */
export function withOrder<T>(order: OrderInStage, work: () => T): T {
  return withOrders([order], work, order.stage);
}

/** As `withOrder`, for work on several orders at once. Only the first hundred are carried. */
export function withOrders<T>(orders: readonly OrderRef[], work: () => T, stage?: string): T {
  return context.with(contextForOrders(context.active(), orders, stage), work);
}

/** The active orders: none, one, or those of a batch. */
export function currentOrders(): readonly OrderRef[] {
  return scopeIn(context.active())?.orders ?? [];
}

/** The active order; `undefined` outside an order and in a batch of several. */
export function currentOrder(): OrderRef | undefined {
  const orders = currentOrders();
  return orders.length === 1 ? orders[0] : undefined;
}

/** A context for the orders, derived from another one. Marks the open spans of that context. */
function contextForOrders(from: Context, orders: readonly OrderRef[], stage?: string): Context {
  const valid = distinctOrders(orders.flatMap((order) => orderFrom(order) ?? []));
  if (valid.length === 0) {
    diag.warn('order left out: its id is empty, too long or holds control characters');
    return from;
  }
  const scope = continued(scopeIn(from), valid, stage) ?? createScope(valid, stageText(stage));
  markSpan(trace.getSpan(from), scope);
  return contextWithScope(from, scope);
}

/** The enclosing scope if it has the same orders, so that both share the stage. */
function continued(
  scope: OrderScope | undefined,
  orders: readonly OrderRef[],
  stage: string | undefined,
): OrderScope | undefined {
  if (scope?.orders.length !== orders.length) return undefined;
  const same = orders.every((order) => scope.orders.some((other) => sameOrder(order, other)));
  if (!same) return undefined;
  scope.stage = stageText(stage) ?? scope.stage;
  return scope;
}

function stageText(stage: string | undefined): string | undefined {
  return isId(stage) ? stage : undefined;
}
