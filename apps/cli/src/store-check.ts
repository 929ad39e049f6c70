import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, ApiError, type StoreCheckRun } from '@ordertrace/api';
import { openDuckdbStore, rebuildTables } from '@ordertrace/store-duckdb';
import { textsIn, type Language, type Texts } from '@ordertrace/words';
import { reasonOf } from './backup.js';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface CheckOrder {
  readonly repair: boolean;
  /** Receives the progress. */
  readonly errors: Writable;
  readonly language?: Language;
}

type Found = Pick<StoreCheckRun, 'damage' | 'repairs' | 'unverified_files' | 'of_bytes'>;

const lookMs = 500;

/**
 * Starts a check in which the running server reads every byte of its store, and waits for the end. Ends with
 * 1 if anything is damaged.
 */
export async function checkServer(
  address: ServerAddress,
  { repair, errors }: CheckOrder,
): Promise<CommandResult> {
  const t = textsIn(address.language ?? 'en');
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    let { run } = await client.checkStore({ repair });
    let progress: Progress | undefined;
    while (run !== null && run.ended_at === null) {
      await sleep(lookMs);
      ({ run } = await client.storeCheck());
      if (run !== null && run.of_bytes > 0)
        (progress ??= new Progress({
          out: errors,
          what: t('commandFiles.store.progress'),
          t,
          total: run.of_bytes,
        })).at(run.done_bytes);
    }
    progress?.end();
    if (run === null) return failed(t('commandFiles.store.restarted'));
    return run.error === null
      ? resultOf(run, { repair, t })
      : failed(t('commandFiles.store.failed', { reason: run.error }));
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}

/** Reads every byte of the store of a stopped server. Ends with 1 if anything is damaged. */
export async function checkFolder(
  path: string,
  { repair, errors, language = 'en' }: CheckOrder,
): Promise<CommandResult> {
  const t = textsIn(language);
  let progress: Progress | undefined;
  try {
    const store = await openDuckdbStore({ path, mergeRuns: 0 });
    try {
      const report = await store.check({
        repair,
        onProgress: ({ doneBytes, ofBytes }) =>
          (progress ??= new Progress({
            out: errors,
            what: t('commandFiles.store.progress'),
            t,
            total: ofBytes,
          })).at(doneBytes),
      });
      const damage = report.damage.map(({ isIncomplete, ...one }) => ({ ...one, incomplete: isIncomplete }));
      const { repairs, unverified, bytes } = report;
      return resultOf(
        { damage, repairs: [...repairs], unverified_files: [...unverified], of_bytes: bytes },
        { repair, t },
      );
    } finally {
      await store.close();
    }
  } catch (error) {
    return failed(reasonOf(error, t));
  } finally {
    progress?.end();
  }
}

/** Rebuilds the tables of a stopped server's store from its other files. */
export async function rebuildFolder(path: string, language: Language = 'en'): Promise<CommandResult> {
  const t = textsIn(language);
  try {
    const { runs, events, withoutEvents, unreadable } = await rebuildTables(path);
    const named = (what: 'withoutEvents' | 'unreadableRuns', files: readonly string[]) =>
      files.length === 0 ? [] : [t(`commandFiles.store.${what}`, { files: files.join(', ') })];
    return succeeded(
      [
        t('commandFiles.store.rebuilt', { path, runs, events }),
        ...named('withoutEvents', withoutEvents),
        ...named('unreadableRuns', unreadable),
      ].join('\n'),
    );
  } catch (error) {
    return failed(reasonOf(error, t));
  }
}

function resultOf(
  { damage, repairs, unverified_files: unverified, of_bytes: bytes }: Found,
  { repair, t }: { readonly repair: boolean; readonly t: Texts },
): CommandResult {
  const older = unverified.length === 0 ? [] : [t('commandFiles.store.older', { count: unverified.length })];
  if (damage.length === 0)
    return succeeded(
      [t('commandFiles.store.sound', { size: Math.ceil(bytes / (1 << 20)) }), ...older].join('\n'),
    );
  const lines = damage.map(
    ({ kind, detail, incomplete }) =>
      `${kind}: ${detail}${incomplete ? ` ${t('commandFiles.store.incomplete')}` : ''}`,
  );
  if (!repair) return failed([...lines, ...older, t('commandFiles.store.wayOut')].join('\n'));
  return succeeded([...lines, ...older, ...repairs].join('\n'));
}
