import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ImportList,
  ImportProblem,
  ImportProgress,
  ImportQuery,
  ImportReport,
  type ProblemDetails,
} from '@ordertrace/api';
import { openEventLog } from '@ordertrace/event-logs';
import type { ErasureTarget } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ApiError, sendProblem } from '../http/errors.js';
import type { ImportCounting, ImportInCounting } from './import-counting.js';
import { importLog, type ImportContext } from './import-log.js';
import { importedSource, type ImportGate } from './imported-events.js';
import { Imports } from './imports.js';
import { readOptions, refusalOf } from './read-options.js';
import { spooled, type Spool } from './spool.js';

export interface ImportRouteOptions {
  readonly store: ImportContext['store'];
  readonly counting: ImportCounting;
  readonly gate: ImportGate;
  readonly spool: Spool;
  readonly erasures: {
    onErased(forget: (target: ErasureTarget) => void): void;
    outside(work: () => Promise<void>): Promise<void>;
  };
}

/** Time that a request waits until statistics count its orders. Proxies end a silent request after a minute. */
const waitMs = 30_000;

/** Media types of event logs, for the document; any type is accepted. */
const eventLogTypes = [
  'text/csv',
  'application/xml',
  'application/json',
  'application/gzip',
  'application/vnd.sqlite3',
  'application/octet-stream',
] as const;

/** An import that is refused, with its report. */
const refusedImport = {
  description: 'The import is refused; the report names the rows or the events that are stored already',
  content: { 'application/problem+json': { schema: ImportProblem } },
};

/** The most that a compressed file may grow. */
const mostGrowth = 8;

export const importRoutes: FastifyPluginCallbackTypebox<ImportRouteOptions> = (app, options, done) => {
  const imports = new Imports();
  options.erasures.onErased((target) => imports.forget(target));
  const closing = new AbortController();
  app.addHook('preClose', (closed) => {
    closing.abort();
    options.counting.stop();
    closed();
  });
  // Accepts a file of any content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));

  app.post(
    '/import',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        summary: 'Takes an event log as past orders',
        description:
          'The body is the file: CSV, XES (plain or gzip), OCEL 1 or 2 (JSON, XML, SQLite). What is uncertain is not guessed: the answer says what to state.',
        querystring: ImportQuery,
        response: { 200: ImportReport, 202: ImportReport, 409: refusedImport, 422: refusedImport },
        consumes: [...eventLogTypes],
      },
    },
    async (request, reply) => {
      const { query } = request;
      const id = query.id ?? randomUUID();
      if (imports.isBusy) throw busy();
      imports.begin(id, {
        log: query.log,
        dry_run: query.dry_run ?? false,
        by: request.person.subject,
        bytes_total: length(request.headers['content-length']),
      });
      const counted = options.counting.begin(`${importedSource}${query.log}`);
      let report: ImportReport | undefined;
      try {
        const stream = (request.body ?? request.raw) as Readable;
        const body = { stream, onBytes: (bytes: number) => imports.received(id, bytes) };
        report = await spooled(options.spool, body, (path) =>
          importFile(path, { ...query, id }, { ...options, counted, imports }),
        );
      } catch (error) {
        throw refusalOf(error, options.spool.maxBytes);
      } finally {
        if (report === undefined || report.kept === 0) counted.kept(undefined);
        imports.end(id, report, counted);
      }
      if (report.state === 'refused') return sendProblem(reply, { ...refusal(report), report });
      await Promise.race([
        counted.whenCounted,
        sleep(waitMs, undefined, { signal: closing.signal, ref: false }),
      ]).catch(() => undefined);
      const answer = imports.progress(id)?.report ?? report;
      return reply.status(answer.state === 'counting' ? 202 : 200).send(answer);
    },
  );

  app.get(
    '/imports',
    {
      schema: {
        summary: 'The imports since the server started, the latest first',
        response: { 200: ImportList },
      },
    },
    () => ({ imports: imports.list() }),
  );
  app.get(
    '/imports/:id',
    {
      schema: {
        summary: 'How far an import is, and its report once it has ended',
        params: Type.Object({ id: Type.String({ maxLength: 64, description: 'The id of the import' }) }),
        response: { 200: ImportProgress },
      },
    },
    (request) => {
      const progress = imports.progress(request.params.id);
      if (progress !== undefined) return progress;
      throw new ApiError(404, 'no_such_import', {
        message: 'There was no import of that id since the server started, or a hundred came after it.',
        field: 'id',
      });
    },
  );
  done();
};

interface ImportParts extends ImportRouteOptions {
  readonly counted: ImportInCounting;
  readonly imports: Imports;
}

async function importFile(
  path: string,
  query: ImportQuery & { readonly id: string },
  { store, gate, spool, erasures, counted, imports }: ImportParts,
): Promise<ImportReport> {
  const reader = await openEventLog(path, readOptions(query, spool.maxBytes * mostGrowth));
  const { id, log, tenant = '', on_error: onError = 'reject', dry_run: dryRun = false } = query;
  const { duplicates = 'refuse', time_zone: timeZone, time_format: timeFormat } = query;
  return importLog(
    reader,
    {
      id,
      log,
      tenantId: tenant === '' ? undefined : tenant,
      onError,
      duplicates,
      dryRun,
      timeZone,
      timeFormat,
    },
    {
      store,
      gate,
      counting: counted,
      onStep: (step) => imports.step(id, step, reader.fileBytes),
      erasures: { outside: (work) => erasures.outside(work), targets: () => imports.erased },
    },
  );
}

/** The problem of an import that a report refuses. */
function refusal({
  refused,
  refused_for: reason,
  stored_before: { elsewhere },
}: ImportReport): Omit<ProblemDetails, 'type' | 'title'> {
  if (reason === 'rows') {
    return {
      status: 422,
      code: 'rows_refused',
      field: 'on_error',
      detail: `${refused} rows cannot be taken, so nothing is imported. Correct them, or take all other rows: on_error=skip.`,
    };
  }
  const places = elsewhere.map(
    ({ source, tenant_id: tenant, events }) => `${events} in ${source} of tenant ${tenant}`,
  );
  return {
    status: 409,
    code: 'duplicates',
    field: 'duplicates',
    detail: `Events of this file are stored already: ${places.join(', ')}. State duplicates=skip to import only the others, or duplicates=add to count them twice.`,
  };
}

function length(header: string | undefined): number | null {
  return header === undefined ? null : Number(header);
}

function busy(): ApiError {
  return new ApiError(503, 'import_running', {
    message: 'Another import is running. Wait until it has ended.',
    retryAfterS: 5,
  });
}
