import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { apiClient, ApiError, type ApiClient, type ImportQuery } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { importText } from './import-text.js';
import { failed, type CommandResult } from './result.js';
import { authorization, type ServerAddress } from './server-address.js';

export interface ImportOrder {
  readonly address: ServerAddress;
  readonly file: string;
  readonly query: Omit<ImportQuery, 'id' | 'log'> & { readonly log?: string };
  readonly json: boolean;
  /** Receives the progress. */
  readonly errors: Writable & { readonly isTTY?: boolean };
}

const askEveryMs = 500;

/** Sends a file to the server for import. Ends with 1 if the server did not import all of it. */
export async function importFile(order: ImportOrder): Promise<CommandResult> {
  const { address, file, query } = order;
  const t = textsIn(address.language ?? 'en');
  let size: number;
  try {
    size = (await stat(file)).size;
  } catch (error) {
    return { exitCode: 2, text: '', errors: t('commandFiles.unreadable', { file, reason: reasonOf(error) }) };
  }
  const client = apiClient({ baseUrl: `${address.server}/api/v1`, fetch: withToken(address) });
  const id = randomUUID();
  const watching = new AbortController();
  const watched = watch({ client, id, size, out: order.errors, stop: watching.signal });
  try {
    const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    const report = await client.importLog({ ...query, id, log: query.log ?? logName(file) }, body);
    const isWhole = report.state === 'done' || report.state === 'checked';
    const text = order.json ? JSON.stringify(report, null, 2) : importText(report);
    return { exitCode: isWhole && report.refused === 0 ? 0 : 1, text, errors: '' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return failed(
      t('commandFiles.importFailed', { reason: `${error.message}${flagText(error.problem.field)}` }),
    );
  } finally {
    watching.abort();
    await watched;
  }
}

function withToken(address: ServerAddress): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(authorization(address))) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
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

/** The flag of an API parameter, for the server's error messages. */
function flagText(field: string | undefined): string {
  return field === undefined ? '' : ` (here: --${field.replaceAll('_', '-')})`;
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
}): Promise<void> {
  if (of.out.isTTY !== true) return;
  while (!of.stop.aborted) {
    try {
      await rest(of.stop);
      const { state, bytes, events, kept } = await of.client.importProgress(of.id, { signal: of.stop });
      const percent = Math.min(100, Math.floor((bytes / Math.max(1, of.size)) * 100));
      of.out.write(`\r${state} ${percent} %, ${events} events read, ${kept} kept   `);
    } catch {
      // The import may not have begun, or be finished: its own answer reports that.
    }
  }
  of.out.write('\r\u001b[K');
}

function rest(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, askEveryMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    stop.addEventListener('abort', end, { once: true });
  });
}
