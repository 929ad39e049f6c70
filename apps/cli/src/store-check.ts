import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, ApiError, type StoreCheckRun } from '@ordertrace/api';
import { openDuckdbStore, rebuildTables } from '@ordertrace/store-duckdb';
import { textsIn } from '@ordertrace/words';
import { reasonOf } from './backup.js';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface CheckOrder {
  readonly repair: boolean;
  /** Receives the progress. */
  readonly errors: Writable;
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
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  try {
    let { run } = await client.checkStore({ repair });
    let progress: Progress | undefined;
    while (run !== null && run.ended_at === null) {
      await sleep(lookMs);
      ({ run } = await client.storeCheck());
      if (run !== null && run.of_bytes > 0)
        (progress ??= new Progress(errors, 'checked', run.of_bytes)).at(run.done_bytes);
    }
    progress?.end();
    if (run === null) return failed('The server was restarted during the check. Start the check again.');
    return run.error === null ? resultOf(run, repair) : failed(`The check failed: ${run.error}`);
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message);
    throw error;
  }
}

/** Reads every byte of the store of a stopped server. Ends with 1 if anything is damaged. */
export async function checkFolder(path: string, { repair, errors }: CheckOrder): Promise<CommandResult> {
  let progress: Progress | undefined;
  try {
    const store = await openDuckdbStore({ path, mergeRuns: 0 });
    try {
      const report = await store.check({
        repair,
        onProgress: ({ doneBytes, ofBytes }) =>
          (progress ??= new Progress(errors, 'checked', ofBytes)).at(doneBytes),
      });
      const damage = report.damage.map(({ isIncomplete, ...one }) => ({ ...one, incomplete: isIncomplete }));
      const { repairs, unverified, bytes } = report;
      return resultOf(
        { damage, repairs: [...repairs], unverified_files: [...unverified], of_bytes: bytes },
        repair,
      );
    } finally {
      await store.close();
    }
  } catch (error) {
    return failed(reasonOf(error, textsIn('en')));
  } finally {
    progress?.end();
  }
}

/** Rebuilds the tables of a stopped server's store from its other files. */
export async function rebuildFolder(path: string): Promise<CommandResult> {
  try {
    const { runs, events, withoutEvents, unreadable } = await rebuildTables(path);
    const named = (what: string, files: readonly string[]) =>
      files.length === 0 ? [] : [`${what}: ${files.join(', ')}.`];
    return succeeded(
      [
        `The tables of ${path} hold ${runs} runs and ${events} order events again; commit logs are read at the next start.`,
        'Notes, acknowledgements, links and the access log were only in the old tables: they are lost.',
        ...named('No order events were found for', withoutEvents),
        ...named('These runs can not be read', unreadable),
      ].join('\n'),
    );
  } catch (error) {
    return failed(reasonOf(error, textsIn('en')));
  }
}

function resultOf(
  { damage, repairs, unverified_files: unverified, of_bytes: bytes }: Found,
  repair: boolean,
): CommandResult {
  const older =
    unverified.length === 0
      ? []
      : [
          `${unverified.length} files of an older layout: parts of them have no checksum until they are merged.`,
        ];
  if (damage.length === 0)
    return succeeded(
      [`Nothing is damaged: ${Math.ceil(bytes / (1 << 20))} MiB were read.`, ...older].join('\n'),
    );
  const lines = damage.map(
    ({ kind, detail, incomplete }) => `${kind}: ${detail}${incomplete ? ' Answers may be incomplete.' : ''}`,
  );
  if (!repair)
    return failed(
      [...lines, ...older, 'See docs/runbooks/store-damaged.md; --repair gives up what is lost.'].join('\n'),
    );
  return succeeded([...lines, ...older, ...repairs].join('\n'));
}
