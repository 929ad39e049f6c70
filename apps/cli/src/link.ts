import { definedFields } from '@ordertrace/conventions';
import { apiClient, ApiError } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { failedBy, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface LinkOptions {
  readonly tenant?: string;
  readonly expires?: string;
  readonly list?: boolean;
  readonly revoke?: string;
}

/** Creates a link to an order for someone without an account, lists its links, or revokes one. */
export async function link(
  address: ServerAddress,
  orderId: string,
  { tenant, expires, list = false, revoke }: LinkOptions,
): Promise<CommandResult> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const t = textsIn(address.language ?? 'en');
  const order = { orderId, ...definedFields({ tenantId: tenant }) };
  try {
    if (revoke !== undefined) {
      await client.revokeOrderLink(revoke);
      return succeeded(t('commandLine.link.revoked', { id: revoke }));
    }
    if (list) {
      const { links } = await client.orderLinks(order);
      const lines = links.map(({ link_id: id, state, expires_at: until, created_by: by }) =>
        t('commandLine.link.line', { id, state, until, by: by ?? '' }),
      );
      return succeeded(
        lines.length === 0 ? t('commandLine.link.none', { order: orderId }) : lines.join('\n'),
      );
    }
    const made = await client.createOrderLink({
      ...order,
      ...definedFields({ expires_in: expires }),
    });
    return succeeded(t('commandLine.link.made', { url: made.url, until: made.expires_at, id: made.link_id }));
  } catch (error) {
    if (error instanceof ApiError) return failedBy(error, address);
    throw error;
  }
}
