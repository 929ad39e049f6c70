import type { OrderKey } from '@ordertrace/api';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client.js';

/** Existing links to an order. */
export const orderLinksQuery = (order: OrderKey) =>
  queryOptions({
    queryKey: ['order-links', order.tenantId, order.orderId],
    queryFn: ({ signal }) => api.orderLinks(order, { signal }),
  });

export function useNewOrderLink(order: OrderKey) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (expiresIn: string) => api.createOrderLink({ ...order, expires_in: expiresIn }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['order-links'] }),
  });
}

export function useRevokedOrderLink() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (linkId: string) => api.revokeOrderLink(linkId),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['order-links'] }),
  });
}
