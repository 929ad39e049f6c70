import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient, ApiError, type ApiClient, type ImportQuery, type ImportReport } from '@ordertrace/api';
import { textsIn, type Texts } from '@ordertrace/words';
import { importText } from './import-text.js';
import { failed, type CommandResult } from './result.js';
import { fetchAs, type ServerAddress } from './server-address.js';

export interface ImportOrder {
  readonly address: ServerAddress;
  readonly file: string;
  readonly query: Omit<ImportQuery, 'id' | 'log'> & { readonly log?: string };
  readonly json: boolean;
  /** Receives the progress. */
  readonly errors: Writable & { readonly isTTY?: boolean };
}

const askEveryMs = 500;
/** A server that counts no further order for so long has a fault of its own. */
const countingAtMostMs = 60_000;

/**
 * Sends a file to the server for import, and waits until statistics count its orders. Ends with 1 if the server
 * did not import all of it.
 */
export async function importFile(order: ImportOrder): Promise<CommandResult> {
  const { address, file, query } = order;
  const t = textsIn(address.language ?? 'en');
  let size: number;
  try {
    size = (await stat(file)).size;
  } catch (error) {
    return { exitCode: 2, text: '', errors: t('commandFiles.unreadable', { file, reason: reasonOf(error) }) };
  }
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: fetchAs(address) });
  const id = randomUUID();
  const watching = new AbortController();
  const watched = watch({ client, id, size, out: order.errors, stop: watching.signal, t });
  try {
    const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    const answer = await client.importLog({ ...query, id, log: query.log ?? logName(file) }, body);
    const report = await counted(client, answer);
    const isWhole = whole.has(report.state);
    const text = order.json ? JSON.stringify(report, null, 2) : importText(report, t);
    return { exitCode: isWhole && report.refused === 0 ? 0 : 1, text, errors: '' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return failed(
      t('commandFiles.importFailed', { reason: withFlag(error.message, error.problem.field, t) }),
    );
  } finally {
    watching.abort();
    await watched;
  }
}

const whole: ReadonlySet<ImportReport['state']> = new Set(['done', 'counting', 'checked']);

/** The report once statistics count all orders, or no further one for a minute. */
async function counted(client: ApiClient, answer: ImportReport): Promise<ImportReport> {
  let report = answer;
  let changedMs = Date.now();
  while (report.state === 'counting' && Date.now() - changedMs < countingAtMostMs) {
    await sleep(askEveryMs);
    const { report: next } = await client.importProgress(report.id);
    if (next === null) return report;
    if (next.counted !== report.counted) changedMs = Date.now();
    report = next;
  }
  return report;
}

/** The file's name without its extensions, reduced to the valid characters of a log name. */
function logName(file: string): string {
  const bare = basename(file).replace(
    /\.(gz|csv|tsv|txt|xes|xml|json|jsonocel|xmlocel|sqlite|db)(?=\.|$)/gi,
    '',
  );
  const name = bare.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  return name === '' ? 'log' : name.slice(0, 64);
}

/** A server's message with the flag of the API parameter that it names. */
function withFlag(reason: string, field: string | undefined, t: Texts): string {
  return field === undefined ? reason : t('commandImport.flag', { reason, flag: field.replaceAll('_', '-') });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function watch(of: {
  client: ApiClient;
  id: string;
  size: number;
  out: Writable & { readonly isTTY?: boolean };
  stop: AbortSignal;
  t: Texts;
}): Promise<void> {
  if (of.out.isTTY !== true) return;
  while (!of.stop.aborted) {
    try {
      await sleep(askEveryMs, undefined, { signal: of.stop });
      const { bytes, events, kept, counting } = await of.client.importProgress(of.id, { signal: of.stop });
      const percent = Math.min(100, Math.floor((bytes / Math.max(1, of.size)) * 100));
      const text = counting
        ? of.t('importReport.counting', counting)
        : of.t('commandImport.progress', { percent, events, kept });
      of.out.write(`\r\u001b[K${text}`);
    } catch {
      // The import may not have begun, or be finished: its own answer reports that.
    }
  }
  of.out.write('\r\u001b[K');
}
