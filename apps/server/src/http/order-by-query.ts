const orderByQuery = /^(\/(?:api|partner)\/v1)\/order((?:\/[a-z]+)?)\?(.*)$/;

/**
 * The URL of an order whose id is in the query: `/order/journey?id=A` becomes `/orders/A/journey`. Every id can be
 * asked for like that; in a path, clients remove the ids `.` and `..`. Other URLs are unchanged.
 */
export function withOrderInPath(url: string): string {
  const [, base, part = '', text = ''] = orderByQuery.exec(url) ?? [];
  if (base === undefined) return url;
  const query = new URLSearchParams(text);
  const id = query.get('id');
  if (id === null) return url;
  query.delete('id');
  const path = `${base}/orders/${encodeURIComponent(id)}${part}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
