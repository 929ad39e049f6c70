import { ContextAudit, ContextAuditQuery, PrivacyAudit } from '@ordertrace/api';
import { nanosFromMillis, type OrderRef } from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { lookedAt } from '../access/index.js';
import { auditWindow, type AuditedWindow, type AuditWindow } from './context-audit.js';
import { contextAuditView } from './context-audit-view.js';
import { ApiError } from '../http/errors.js';
import { instantOf } from '../http/instant.js';

export interface AuditRouteOptions {
  readonly gate: Pick<Gate, 'counts'>;
  readonly store: Pick<Store, 'findSpans' | 'findLogs'>;
}

const hourNanos = nanosFromMillis(3_600_000);
const defaultRecords = 20_000;

export const auditRoutes: FastifyPluginCallbackTypebox<AuditRouteOptions> = (app, { gate, store }, done) => {
  const since = new Date().toISOString();
  app.get(
    '/audit/privacy',
    {
      schema: {
        summary: 'What the privacy gate stopped since the server started: where and why, never the values',
        response: { 200: PrivacyAudit },
      },
    },
    () => {
      const stops = gate.counts();
      return { since, total: stops.reduce((sum, { count }) => sum + count, 0), stops };
    },
  );

  // Runs one audit at a time, so that several callers don't multiply the cost.
  let running: Promise<unknown> = Promise.resolve();
  app.get(
    '/audit/context',
    {
      schema: {
        summary: 'Which application, hop or log line loses the context of orders, with examples',
        description: 'The last hour unless said; the newest `records` spans and log lines of it are read.',
        querystring: ContextAuditQuery,
        response: { 200: ContextAudit },
      },
    },
    async (request) => {
      const window = windowOf(request.query);
      const reading = running.then(() => auditWindow(store, window));
      running = reading.catch(() => undefined);
      const read = await reading;
      lookedAt(request, { action: 'context_audit_viewed', orders: ordersOf(read) });
      return contextAuditView(window, read, gate.counts());
    },
  );
  done();
};

/** @throws ApiError if the end is before the start */
function windowOf(query: ContextAuditQuery): AuditWindow {
  const toNanos = instantOf(query.to, 'to') ?? nanosFromMillis(Date.now());
  const fromNanos = instantOf(query.from, 'from') ?? toNanos - hourNanos;
  if (fromNanos >= toNanos)
    throw new ApiError(400, 'invalid_parameter', { message: '`from` must be before `to`.', field: 'from' });
  return { fromNanos, toNanos, records: query.records ?? defaultRecords };
}

/** The orders in the examples. */
function ordersOf({ audit }: AuditedWindow): OrderRef[] {
  return audit.findings.flatMap(({ examples }) => examples.flatMap(({ order }) => order ?? []));
}
