import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { isProblemDetails } from '@ordertrace/api';
import { BackupError, saveBackupFile, saveBackupFolder, type BackupManifest } from '@ordertrace/store-duckdb';
import { textsIn, type Texts } from '@ordertrace/words';
import { Progress } from './progress.js';
import { failed, succeeded, type CommandResult } from './result.js';
import { authorization, type ServerAddress } from './server-address.js';

export interface BackupOrder {
  readonly address: ServerAddress;
  /** A file. A folder if it exists as one, or if its name ends with a slash. */
  readonly to: string;
  /** Receives the progress. */
  readonly errors: Writable;
}

/** Saves everything that the running server stores. Ends with 1 and the reason if it can't. */
export async function backup({ address, to, errors }: BackupOrder): Promise<CommandResult> {
  const t = textsIn(address.language ?? 'en');
  let response: Response;
  try {
    response = await fetch(`${address.server}/api/v1/backup`, {
      method: 'POST',
      headers: authorization(address),
    });
  } catch (error) {
    const reason =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return failed(t('commandLine.noServer', { address: address.server, reason }));
  }
  if (!response.ok || response.body === null) return failed(await refusal(response, t));
  const progress = new Progress({
    out: errors,
    what: t('commandLine.backup.progress'),
    t,
    total: Number(response.headers.get('content-length')),
  });
  try {
    const save = (await isFolder(to)) ? saveBackupFolder : saveBackupFile;
    const archive = response.body as AsyncIterable<Uint8Array>;
    const path = to.replace(/(?<=.)\/+$/, '');
    return succeeded(
      summary(path, await save({ archive, to: path, onProgress: ({ bytes }) => progress.at(bytes) }), t),
    );
  } catch (error) {
    return failed(reasonOf(error, t));
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

async function refusal(response: Response, t: Texts): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const detail = isProblemDetails(body) ? (body.detail ?? body.title) : t('commandLine.noReason');
  return t('commandLine.refused', { status: response.status, reason: detail });
}

/** The message of an error, without a stack. */
export function reasonOf(error: unknown, t: Texts): string {
  if (error instanceof BackupError) return error.message;
  if (!(error instanceof Error)) throw error;
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return t('commandLine.failed', { reason: `${error.message}${cause}` });
}

function summary(path: string, { contents, files }: BackupManifest, t: Texts): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const size = Math.ceil(bytes / (1 << 20));
  return t('commandLine.backup.done', { path, files: files.length, size, ...contents });
}
