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

/** An order, and the stage it is in if that is known (`approved-to-shipped` coverage goes by it). */
export interface OrderInStage extends OrderRef {
  readonly stage?: string;
}

/**
 * Runs `work` for one order: every span, log line, order event and outgoing request or message within carries
 * it, across `await` too. The spans that are open around the call get it as well.
 *
 * An id that can't be one (empty, over 128 characters, control characters) is left out with a warning; `work`
 * runs in any case. Gives what `work` gives and throws what it throws.
 */
export function withOrder<T>(order: OrderInStage, work: () => T): T {
  return withOrders([order], work, order.stage);
}

/** As `withOrder`, for work done for several orders at once; the first hundred are carried. */
export function withOrders<T>(orders: readonly OrderRef[], work: () => T, stage?: string): T {
  return context.with(contextForOrders(context.active(), orders, stage), work);
}

/** The orders in force here: none, one, or those of a batch. */
export function currentOrders(): readonly OrderRef[] {
  return scopeIn(context.active())?.orders ?? [];
}

/** The order in force here; nothing outside of one, and in a batch of several. */
export function currentOrder(): OrderRef | undefined {
  const orders = currentOrders();
  return orders.length === 1 ? orders[0] : undefined;
}

/** A context for the orders, made from another one; marks the spans that are open in it. */
export function contextForOrders(from: Context, orders: readonly OrderRef[], stage?: string): Context {
  const valid = distinctOrders(orders.flatMap((order) => orderFrom(order) ?? []));
  if (valid.length === 0) {
    diag.warn('order left out: its id is empty, too long or holds control characters');
    return from;
  }
  const scope = continued(scopeIn(from), valid, stage) ?? createScope(valid, stageText(stage));
  markSpan(trace.getSpan(from), scope);
  return contextWithScope(from, scope);
}

/** The scope around, where it is for the same orders: its stage is then shared. */
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
