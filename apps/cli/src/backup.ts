import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { isProblemDetails } from '@ordertrace/api';
import { BackupError, saveBackupFile, saveBackupFolder, type BackupManifest } from '@ordertrace/store-duckdb';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';
import { authorization, type ServerAddress } from './server-address.js';

export interface BackupOrder {
  readonly address: ServerAddress;
  /** A file; or a folder, where it is one or its name ends with a slash. */
  readonly to: string;
  /** For progress. */
  readonly errors: Writable;
}

/** Saves what the running server holds. Ends with 1 and the reason where it can't. */
export async function backup({ address, to, errors }: BackupOrder): Promise<CommandResult> {
  let response: Response;
  try {
    response = await fetch(`${address.server}/api/v1/backup`, {
      method: 'POST',
      headers: authorization(address),
    });
  } catch (error) {
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return failed(`No server answers at ${address.server}: ${reason}`);
  }
  if (!response.ok || response.body === null) return failed(await refusal(response));
  const progress = new Progress(errors, 'saved', Number(response.headers.get('content-length')));
  try {
    const save = (await isFolder(to)) ? saveBackupFolder : saveBackupFile;
    const archive = response.body as AsyncIterable<Uint8Array>;
    const path = to.replace(/(?<=.)\/+$/, '');
    return succeeded(
      summary(path, await save({ archive, to: path, onProgress: ({ bytes }) => progress.at(bytes) })),
    );
  } catch (error) {
    return failed(reasonOf(error));
  } finally {
    progress.end();
  }
}

async function isFolder(path: string): Promise<boolean> {
  if (path.endsWith('/')) return true;
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function refusal(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const detail = isProblemDetails(body) ? (body.detail ?? body.title) : 'no reason given';
  return `The server refused (${response.status}): ${detail}`;
}

/** What went wrong, without a stack where it is nothing of ours. */
export function reasonOf(error: unknown): string {
  if (error instanceof BackupError) return error.message;
  if (!(error instanceof Error)) throw error;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `It failed: ${error.message}${cause}`;
}

function summary(path: string, { contents, files }: BackupManifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { spans, logs, orders } = contents;
  return [
    `${path}: ${files.length} files, ${Math.ceil(bytes / (1 << 20))} MiB, each checked.`,
    `${spans} spans, ${logs} log records, ${orders} orders. Try it: ordertrace restore ${path} --data FOLDER`,
  ].join('\n');
}
