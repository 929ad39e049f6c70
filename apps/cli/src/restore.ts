import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { restoreBackup } from '@ordertrace/store-duckdb';
import { reasonOf } from './backup.js';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';

export interface RestoreOrder {
  /** A backup: file or folder. */
  readonly from: string;
  /** The server's data folder to be; empty or not there. */
  readonly data: string;
  /** For progress. */
  readonly errors: Writable;
}

/** Makes a data folder of a backup, checked. Ends with 1 and the reason where it can't. */
export async function restore({ from, data, errors }: RestoreOrder): Promise<CommandResult> {
  const progress = new Progress(errors, 'restored');
  try {
    await mkdir(data, { recursive: true });
    if ((await readdir(data)).length > 0)
      return failed(`${data} is not empty. Give a folder that is, or move this one away.`);
    const { commit, spans, logs, orders } = await restoreBackup({
      from,
      to: join(data, 'store'),
      onProgress: ({ bytes }) => progress.at(bytes),
    });
    return succeeded(
      [
        `${data} holds ${spans} spans, ${logs} log records and ${orders} orders, up to commit ${commit}; each file`,
        `was compared with its SHA-256. Start the server with ORDERTRACE_DATA=${data}`,
      ].join('\n'),
    );
  } catch (error) {
    return failed(reasonOf(error));
  } finally {
    progress.end();
  }
}
