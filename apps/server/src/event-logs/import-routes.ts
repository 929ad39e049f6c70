import { definedFields } from '@ordertrace/conventions';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ImportList, ImportProgress, ImportQuery, ImportReport } from '@ordertrace/api';
import { EventLogError, openEventLog, type Mapping, type ReadOptions } from '@ordertrace/event-logs';
import type { ErasureTarget, TelemetryAppender } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ApiError } from '../http/errors.js';
import { importLog } from './import-log.js';
import type { ImportGate } from './imported-events.js';
import { Imports } from './imports.js';
import { spooled, TooLarge, type Spool } from './spool.js';

export interface ImportRouteOptions {
  readonly store: TelemetryAppender;
  readonly gate: ImportGate;
  readonly spool: Spool;
  readonly erasures: {
    onErased(forget: (target: ErasureTarget) => void): void;
    outside(work: () => Promise<void>): Promise<void>;
  };
}

/** The most that a compressed file may grow. */
const mostGrowth = 8;

export const importRoutes: FastifyPluginCallbackTypebox<ImportRouteOptions> = (app, options, done) => {
  const imports = new Imports();
  options.erasures.onErased((target) => imports.forget(target));
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
        response: { 200: ImportReport },
      },
    },
    async (request) => {
      const { query } = request;
      const id = query.id ?? randomUUID();
      if (imports.isBusy) throw busy();
      imports.begin(id, {
        log: query.log,
        dry_run: query.dry_run ?? false,
        by: request.person.subject,
        bytes_total: length(request.headers['content-length']),
      });
      let report: ImportReport | undefined;
      try {
        const stream = (request.body ?? request.raw) as Readable;
        const body = { stream, onBytes: (bytes: number) => imports.received(id, bytes) };
        report = await spooled(options.spool, body, (path) =>
          importFile(path, { ...query, id }, options, imports),
        );
        return report;
      } catch (error) {
        throw refusalOf(error, options.spool.maxBytes);
      } finally {
        imports.end(id, report);
      }
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
        params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
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

async function importFile(
  path: string,
  query: ImportQuery & { readonly id: string },
  { store, gate, spool, erasures }: ImportRouteOptions,
  imports: Imports,
): Promise<ImportReport> {
  const reader = await openEventLog(path, readOptions(query, spool.maxBytes * mostGrowth));
  const { id, log, tenant = '', on_error: onError = 'reject', dry_run: dryRun = false } = query;
  return importLog(
    reader,
    { id, log, tenantId: tenant === '' ? log : tenant, onError, dryRun, timeZone: query.time_zone },
    {
      store,
      gate,
      onStep: (step) => imports.step(id, step, reader.fileBytes),
      erasures: { outside: (work) => erasures.outside(work), targets: () => imports.erased },
    },
  );
}

function readOptions(query: ImportQuery, maxBytes: number): ReadOptions {
  const mapping: Mapping = withoutAbsent({
    case: query.case,
    activity: query.activity,
    time: query.time,
    start: query.start,
    lifecycle: query.lifecycle_column,
    instance: query.instance,
    resource: query.resource,
    tenant: query.tenant_column,
  });
  return {
    ...withoutAbsent({
      format: query.format,
      encoding: query.encoding,
      separator: query.separator,
      timeZone: query.time_zone,
      dateOrder: query.date_order,
      lifecycle: query.lifecycle,
      objectType: query.object_type,
    }),
    mapping,
    maxBytes,
  };
}

function withoutAbsent<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
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

/** The request's names of the options. */
const parameters: Readonly<Record<string, string>> = { lifecycle: 'lifecycle', tenant: 'tenant_column' };

function refusalOf(error: unknown, maxBytes: number): unknown {
  if (error instanceof TooLarge) {
    return new ApiError(413, 'file_too_large', {
      message: `The file has more than ${maxBytes} bytes. Split it by order, or raise ORDERTRACE_IMPORT_MIB.`,
    });
  }
  if (!(error instanceof EventLogError)) return error;
  const field = error.option === undefined ? undefined : (parameters[error.option] ?? error.option);
  return new ApiError(error.code === 'file_too_large' ? 413 : 400, error.code, {
    message: error.message,
    ...definedFields({ field }),
  });
}
