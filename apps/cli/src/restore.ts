import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { restoreBackup } from '@ordertrace/store-duckdb';
import { textsIn, type Language } from '@ordertrace/words';
import { reasonOf } from './backup.js';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';

export interface RestoreOrder {
  /** A backup: file or folder. */
  readonly from: string;
  /** Data folder of the new server; must be empty or absent. */
  readonly data: string;
  /** Receives the progress. */
  readonly errors: Writable;
  readonly language?: Language;
}

/** Creates a data folder from a backup and verifies it. Ends with 1 and the reason if it can't. */
export async function restore({ from, data, errors, language = 'en' }: RestoreOrder): Promise<CommandResult> {
  const t = textsIn(language);
  const progress = new Progress({ out: errors, what: t('commandLine.restore.progress'), t });
  try {
    await mkdir(data, { recursive: true });
    if ((await readdir(data)).length > 0) return failed(t('commandLine.restore.notEmpty', { folder: data }));
    const { position, spans, logs, orders } = await restoreBackup({
      from,
      to: join(data, 'store'),
      onProgress: ({ bytes }) => progress.at(bytes),
    });
    return succeeded(t('commandLine.restore.done', { folder: data, position, spans, logs, orders }));
  } catch (error) {
    return failed(reasonOf(error, t));
  } finally {
    progress.end();
  }
}
