import { apiClient, ApiError } from '@ordertrace/api';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface ErasureOptions {
  readonly matching?: string;
  readonly order?: string;
  readonly tenant?: string;
  readonly trace?: string;
  readonly dryRun?: boolean;
}

/** Has the server erase a text, an order or a trace from everything that it stores, or count what that would be. */
export async function erase(address: ServerAddress, options: ErasureOptions): Promise<CommandResult> {
  const { matching, order, tenant, trace, dryRun = false } = options;
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    const { spans, logs, events, orders, facts } = await client.erase({
      dry_run: dryRun,
      ...(matching === undefined ? {} : { matching }),
      ...(order === undefined ? {} : { order_id: order }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(trace === undefined ? {} : { trace_id: trace }),
    });
    const counts = `${spans} spans, ${logs} log records, ${events} events, ${facts} facts, ${orders} orders whole`;
    return succeeded(dryRun ? `Would be erased: ${counts}` : `Erased: ${counts}`);
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}
