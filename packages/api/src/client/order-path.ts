/** Names of folders in URLs: clients remove them from a path, also when they are escaped. */
const folderNames = new Set(['.', '..']);

/**
 * The path of an order, or of something that belongs to it.
 *
 * @example
 * orderPath({ orderId: 'A/7', tenantId: 'retail' }, '/links'); // /orders/A%2F7/links?tenant=retail
 * orderPath({ orderId: '..' }, '/journey'); // /order/journey?id=..
 */
export function orderPath(
  { orderId, tenantId }: { readonly orderId: string; readonly tenantId?: string | undefined },
  part = '',
): string {
  const query = new URLSearchParams();
  const isFolderName = folderNames.has(orderId);
  if (isFolderName) query.set('id', orderId);
  if (tenantId !== undefined && tenantId !== '') query.set('tenant', tenantId);
  const path = isFolderName ? `/order${part}` : `/orders/${encodeURIComponent(orderId)}${part}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
