import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, ApiError, type RetentionRemoved, type RetentionRun } from '@ordertrace/api';
import { textsIn, type Texts } from '@ordertrace/words';
import { Progress } from './progress.js';
import { failed, failedBy, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface RetentionOrder {
  readonly address: ServerAddress;
  readonly dryRun: boolean;
  /** Receives the progress. */
  readonly errors: Writable;
}

const lookMs = 500;

/** Removes expired data by the retention policy, or counts it, and waits for the end. */
export async function runRetention({ address, dryRun, errors }: RetentionOrder): Promise<CommandResult> {
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const t = textsIn(address.language ?? 'en');
  try {
    let { run } = await client.runRetention({ dry_run: dryRun });
    let progress: Progress | undefined;
    while (run !== null && run.ended_at === null) {
      await sleep(lookMs);
      ({ run } = await client.retention());
      if (run !== null && run.of_bytes > 0)
        (progress ??= new Progress({
          out: errors,
          what: t('commandLine.retention.progress'),
          t,
          total: run.of_bytes,
        })).at(run.done_bytes);
    }
    progress?.end();
    return run === null ? failed(t('commandLine.retention.restarted')) : resultOf(run, t);
  } catch (error) {
    if (error instanceof ApiError) return failedBy(error, address);
    throw error;
  }
}

function resultOf({ error, removed, dry_run: dryRun }: RetentionRun, t: Texts): CommandResult {
  if (error !== null) return failed(t('commandLine.retention.failed', { reason: error }));
  if (removed.length === 0) return succeeded(t('commandLine.retention.nothing'));
  const heading = t(dryRun ? 'commandLine.retention.counted' : 'commandLine.retention.removed');
  return succeeded([heading, ...removed.map((one) => lineOf(one, t))].join('\n'));
}

function lineOf({ bytes, ...removed }: RetentionRemoved, t: Texts): string {
  const key = removed.orders === 0 ? 'line' : 'lineWithOrders';
  return t(`commandLine.retention.${key}`, { ...removed, size: Math.ceil(bytes / 1024) });
}
