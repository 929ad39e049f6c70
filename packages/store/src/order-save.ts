import { orderRefText, type OrderRef } from '@ordertrace/model';
import type { OrderSave } from './order-contract.js';

/** The save with each order once. Of several states of an order, the last one is saved. */
export function distinctSave(save: OrderSave): OrderSave {
  return {
    ...save,
    orders: [...new Map(save.orders.map((order) => [orderRefText(order), order])).values()],
  };
}

/** The save without refused orders. Without all of its orders, a save has no position. */
export function withoutOrders(save: OrderSave, refused: readonly OrderRef[]): OrderSave {
  if (refused.length === 0) return save;
  const { orders, histories = [], remove = [] } = save;
  const keys = new Set(refused.map(orderRefText));
  const isKept = (ref: OrderRef) => !keys.has(orderRefText(ref));
  return { orders: orders.filter(isKept), histories: histories.filter(isKept), remove };
}
