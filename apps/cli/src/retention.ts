import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, ApiError, type RetentionRemoved, type RetentionRun } from '@ordertrace/api';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface RetentionOrder {
  readonly address: ServerAddress;
  readonly dryRun: boolean;
  /** For progress. */
  readonly errors: Writable;
}

const lookMs = 500;

/** Has the server remove what its policy lets go, or count it, and waits for the end. */
export async function runRetention({ address, dryRun, errors }: RetentionOrder): Promise<CommandResult> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    let { run } = await client.runRetention({ dry_run: dryRun });
    let progress: Progress | undefined;
    while (run !== null && run.ended_at === null) {
      await sleep(lookMs);
      ({ run } = await client.retention());
      if (run !== null && run.of_bytes > 0)
        (progress ??= new Progress(errors, 'looked through', run.of_bytes)).at(run.done_bytes);
    }
    progress?.end();
    return run === null ? failed('The server has started anew meanwhile.') : resultOf(run);
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}

function resultOf({ error, removed, dry_run: dryRun }: RetentionRun): CommandResult {
  if (error !== null) return failed(`The run failed: ${error}`);
  if (removed.length === 0) return succeeded('Nothing is to go.');
  return succeeded([dryRun ? 'Would go:' : 'Went:', ...removed.map(lineOf)].join('\n'));
}

function lineOf({ rule, spans, logs, orders, bytes }: RetentionRemoved): string {
  const whole = orders === 0 ? '' : `, ${orders} orders whole`;
  return `${rule}: ${spans} spans, ${logs} log records${whole}, about ${Math.ceil(bytes / 1024)} KiB`;
}
