import { definedFields } from '@ordertrace/conventions';
import { apiClient, ApiError } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { failedBy, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface ErasureOptions {
  readonly matching?: string;
  readonly order?: string;
  readonly tenant?: string;
  readonly trace?: string;
  readonly dryRun?: boolean;
}

/**
 * Erases a text, an order or a trace from everything that the server stores, or counts the affected records.
 */
export async function erase(address: ServerAddress, options: ErasureOptions): Promise<CommandResult> {
  const { matching, order, tenant, trace, dryRun = false } = options;
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    const erased = await client.erase({
      dry_run: dryRun,
      ...definedFields({ matching, order_id: order, tenant, trace_id: trace }),
    });
    const t = textsIn(address.language ?? 'en');
    const counts = t('commandLine.erase.counts', { ...erased });
    return succeeded(t(dryRun ? 'commandLine.erase.counted' : 'commandLine.erase.erased', { counts }));
  } catch (error) {
    if (error instanceof ApiError) return failedBy(error, address);
    throw error;
  }
}
