import type { OrderLink } from '@ordertrace/api';

/** The parameters of the list in its address. */
export interface ListAddress {
  readonly q: string;
  readonly show: 'all' | 'open' | 'closed';
  readonly cursor: string | undefined;
  /** The named tenant, for callers without a tenant of their own. */
  readonly tenant: string | undefined;
}

/** The address of one order's page. */
export function orderPath(orderId: string, tenant: string | undefined): string {
  return `/partner/orders/${encodeURIComponent(orderId)}${queryText({ tenant })}`;
}

/** The path that creates a link to the order. */
export function linksPath(orderId: string, tenant: string | undefined): string {
  return `/partner/orders/${encodeURIComponent(orderId)}/links${queryText({ tenant })}`;
}

export function revokePath(link: OrderLink, tenant: string | undefined): string {
  const { order_id: orderId, link_id: linkId } = link;
  return `/partner/orders/${encodeURIComponent(orderId)}/links/${linkId}/revoke${queryText({ tenant })}`;
}

export function webhooksPath(tenant: string | undefined): string {
  return `/partner/webhooks${queryText({ tenant })}`;
}

/** Actions on a webhook, by path. */
export type WebhookAction = 'test' | 'rotate' | 'enable' | 'remove';

/** The path of a webhook's deliveries or of an action on it. */
export function webhookPath(
  webhookId: string,
  { action, tenant, cursor }: { action?: WebhookAction; tenant: string | undefined; cursor?: string },
): string {
  return `/partner/webhooks/${webhookId}${action === undefined ? '' : `/${action}`}${queryText({ cursor, tenant })}`;
}

export function listPath(asked: Partial<ListAddress>): string {
  const { q, show, cursor, tenant } = asked;
  return `/partner${queryText({ q: q === '' ? undefined : q, show: show === 'all' ? undefined : show, cursor, tenant })}`;
}

function queryText(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
