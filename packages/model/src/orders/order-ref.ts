/** An order's key. `tenantId` is empty where the telemetry named the order without its tenant. */
export interface OrderRef {
  readonly tenantId: string;
  readonly orderId: string;
}

/** Text key of an order, for maps and sets. Order ids and tenants contain no line breaks. */
export function orderRefText(ref: OrderRef): string {
  return `${ref.tenantId}\n${ref.orderId}`;
}

/** Whether two keys can mean one order: the same id, and the same tenant where both have one. */
export function isSameOrder(a: OrderRef, b: OrderRef): boolean {
  return a.orderId === b.orderId && (a.tenantId === b.tenantId || a.tenantId === '' || b.tenantId === '');
}
