import type { CreatedOrderLink, OrderLink, OrderLinkBody, OrderLinkList } from '../schemas/order-links.js';
import { orderPath } from './order-path.js';
import type { Calls, CallOptions } from './send.js';

interface Order {
  readonly orderId: string;
  readonly tenantId?: string | undefined;
}

/** Links to one order for people without an account. */
export interface OrderLinkCalls {
  /**
   * Only this answer has the link's URL.
   *
   * @example
   * const { url } = await api.createOrderLink({ orderId: '48213', tenantId: 'retail', expires_in: '30d' });
   */
  createOrderLink(link: Order & OrderLinkBody, options?: CallOptions): Promise<CreatedOrderLink>;
  /**
   * The links of one order.
   *
   * @example const { links } = await api.orderLinks({ orderId: '48213', tenantId: 'retail' });
   */
  orderLinks(order: Order, options?: CallOptions): Promise<OrderLinkList>;
  /**
   * Makes a link invalid.
   *
   * @example await api.revokeOrderLink('lnk_7c9e6679');
   */
  revokeOrderLink(linkId: string, options?: CallOptions): Promise<OrderLink>;
}

export function orderLinkCalls(calls: Calls): OrderLinkCalls {
  return {
    createOrderLink: ({ orderId, tenantId, ...body }, options) =>
      calls.post(orderPath({ orderId, tenantId }, '/links'), body, options),
    orderLinks: (order, options) => calls.get(orderPath(order, '/links'), {}, options),
    revokeOrderLink: (linkId, options) => calls.delete(`/links/${encodeURIComponent(linkId)}`, options),
  };
}
