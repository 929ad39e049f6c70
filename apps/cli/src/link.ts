import { apiClient, ApiError } from '@ordertrace/api';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface LinkOptions {
  readonly tenant?: string;
  readonly expires?: string;
  readonly list?: boolean;
  readonly revoke?: string;
}

/** Makes a link to an order for someone without an account, lists what links it has, or revokes one. */
export async function link(
  address: ServerAddress,
  orderId: string,
  { tenant, expires, list = false, revoke }: LinkOptions,
): Promise<CommandResult> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const order = { orderId, ...(tenant === undefined ? {} : { tenantId: tenant }) };
  try {
    if (revoke !== undefined) {
      await client.revokeOrderLink(revoke);
      return succeeded(`Link ${revoke} is revoked.`);
    }
    if (list) {
      const { links } = await client.orderLinks(order);
      const lines = links.map(
        (one) => `${one.link_id}  ${one.state}  until ${one.expires_at}  ${one.created_by ?? ''}`,
      );
      return succeeded(lines.length === 0 ? `Order ${orderId} has no links.` : lines.join('\n'));
    }
    const made = await client.createOrderLink({
      ...order,
      ...(expires === undefined ? {} : { expires_in: expires }),
    });
    return succeeded(
      `${made.url}\nIt works until ${made.expires_at}. Revoke it with --revoke=${made.link_id}`,
    );
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}
