import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { apiClient, isProblemDetails, type ExportQuery } from '@ordertrace/api';
import { textsIn } from '@ordertrace/words';
import { failed, succeeded, type CommandResult } from './result.js';
import { authorization, type ServerAddress } from './server-address.js';

export interface ExportOrder {
  readonly address: ServerAddress;
  readonly query: ExportQuery;
  /** Default: standard output. */
  readonly file: string | undefined;
  readonly output: Writable;
}

/** Writes the server's orders as an event log. */
export async function exportLog({ address, query, file, output }: ExportOrder): Promise<CommandResult> {
  const t = textsIn(address.language ?? 'en');
  const url = apiClient({ baseUrl: `${address.server}/api/v1` }).exportUrl(query);
  try {
    const response = await fetch(url, { headers: authorization(address) });
    if (!response.ok || response.body === null) {
      const body: unknown = await response.json().catch(() => undefined);
      const reason = isProblemDetails(body)
        ? (body.detail ?? body.title)
        : t('commandFiles.status', { status: response.status });
      return failed(t('commandFiles.exportRefused', { reason }));
    }
    const log = Readable.from(response.body);
    if (file === undefined) await pipeline(log, output, { end: false });
    else await pipeline(log, createWriteStream(file));
    return succeeded('');
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return failed(t('commandFiles.exportFailed', { server: address.server, reason: cause }));
  }
}
