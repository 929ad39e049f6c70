import type { CreatedOrderLink, OrderLink, OrderLinkBody, OrderLinkList } from '../schemas/order-links.js';
import type { Calls, CallOptions } from './send.js';

interface Order {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

/** Links to one order for people without an account. */
export interface OrderLinkCalls {
  /** Only this answer has the link's URL. */
  createOrderLink(link: Order & OrderLinkBody, options?: CallOptions): Promise<CreatedOrderLink>;
  orderLinks(order: Order, options?: CallOptions): Promise<OrderLinkList>;
  revokeOrderLink(linkId: string, options?: CallOptions): Promise<OrderLink>;
}

export function orderLinkCalls(calls: Calls): OrderLinkCalls {
  const ofOrder = (orderId: string) => `/orders/${encodeURIComponent(orderId)}/links`;
  return {
    createOrderLink: ({ orderId, tenantId, ...body }, options) => {
      const tenant = tenantId === undefined ? '' : `?tenant=${encodeURIComponent(tenantId)}`;
      return calls.post(`${ofOrder(orderId)}${tenant}`, body, options);
    },
    orderLinks: ({ orderId, tenantId }, options) =>
      calls.get(ofOrder(orderId), { tenant: tenantId }, options),
    revokeOrderLink: (linkId, options) => calls.delete(`/links/${encodeURIComponent(linkId)}`, options),
  };
}
