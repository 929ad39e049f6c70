import { cursorNumber, cursorOf, cursorParts } from './cursor.js';
import { isAbandoned, isAtRisk, type OrderState } from '@ordertrace/model';
import type { OrderCount, OrderFilter, OrderSort } from './contract.js';

/** Compares by UTF-8 bytes, as databases do. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function matchesFilter(order: OrderState, filter: OrderFilter): boolean {
  const { text, orId, tenantId, flow, stage, situation, code, open, abandoned, atRisk } = filter;
  return (
    (text === undefined || order.orderId.includes(text) || order.orderId === orId) &&
    (tenantId === undefined || order.tenantId === tenantId) &&
    (flow === undefined || order.flow === flow) &&
    (stage === undefined || order.stage === stage) &&
    (situation === undefined || order.diagnosis?.situation === situation) &&
    (code === undefined || order.diagnosis?.code === code) &&
    (open === undefined || (order.closedNanos === undefined) === open) &&
    (abandoned === undefined || isAbandoned(order.diagnosis) === abandoned) &&
    (atRisk === undefined || isAtRisk(order.diagnosis) === atRisk) &&
    matchesTimes(order, filter)
  );
}

function matchesTimes(order: OrderState, filter: OrderFilter): boolean {
  const { createdFromNanos, createdToNanos, stageBeforeNanos, closedFromNanos, closedToNanos } = filter;
  const { stageSinceNanos, closedNanos } = order;
  const createdNanos = order.createdNanos ?? order.firstSeenNanos;
  return (
    (createdFromNanos === undefined || createdNanos >= createdFromNanos) &&
    (createdToNanos === undefined || createdNanos < createdToNanos) &&
    (stageBeforeNanos === undefined || stageSinceNanos < stageBeforeNanos) &&
    (closedFromNanos === undefined || (closedNanos !== undefined && closedNanos >= closedFromNanos)) &&
    (closedToNanos === undefined || (closedNanos !== undefined && closedNanos < closedToNanos))
  );
}

/** The sort value of an order; an absent time counts as the earliest. */
function sortValue(order: OrderState, sort: OrderSort): bigint {
  switch (sort) {
    case 'stage_since':
      return order.stageSinceNanos;
    case 'created_at':
      return order.createdNanos ?? 0n;
    case 'last_seen_at':
      return order.lastSeenNanos;
    case 'order_id':
      return 0n;
  }
}

/** The end of a page: the sort value and the key of its last order. */
export interface OrderPosition {
  readonly value: bigint;
  readonly orderId: string;
  readonly tenantId: string;
}

export function positionOf(order: OrderState, sort: OrderSort): OrderPosition {
  return { value: sortValue(order, sort), orderId: order.orderId, tenantId: order.tenantId };
}

/** By value, then order id, then tenant. */
export function comparePositions(a: OrderPosition, b: OrderPosition): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return compareTexts(a.orderId, b.orderId) || compareTexts(a.tenantId, b.tenantId);
}

export function cursorText(position: OrderPosition): string {
  return cursorOf([position.value.toString(), position.orderId, position.tenantId]);
}

/** @throws StoreError `invalid_cursor` */
export function cursorPosition(cursor: string): OrderPosition {
  const [value, orderId, tenantId] = cursorParts(cursor, 3);
  return { value: cursorNumber(value), orderId, tenantId };
}

/** By tenant, stage, situation. */
export function compareCounts(a: OrderCount, b: OrderCount): number {
  return (
    compareTexts(a.tenantId, b.tenantId) ||
    compareTexts(a.stage, b.stage) ||
    compareTexts(a.situation ?? '', b.situation ?? '')
  );
}
