import { Readable } from 'node:stream';
import { ExportQuery } from '@ordertrace/api';
import { writeCsv, writeOcel, writeXes, type WrittenOrder } from '@ordertrace/event-logs';
import { nanosFromMillis, type EpochNanos, type Flows } from '@ordertrace/model';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { OrderFilter } from '@ordertrace/store';
import { tenantScope } from '../access/index.js';
import { ApiError } from '../http/errors.js';
import { exportedOrders, type ExportOptions } from './export-orders.js';

export interface ExportRouteOptions extends Omit<ExportOptions, 'flows'> {
  readonly flows: () => Flows;
}

const files = {
  csv: { type: 'text/csv; charset=utf-8', name: 'orders.csv' },
  xes: { type: 'application/xml; charset=utf-8', name: 'orders.xes' },
  ocel: { type: 'application/json; charset=utf-8', name: 'orders.jsonocel' },
} as const;

export const exportRoutes: FastifyPluginCallbackTypebox<ExportRouteOptions> = (app, options, done) => {
  app.get(
    '/export',
    {
      schema: {
        summary: 'Orders as an event log: CSV, XES or OCEL 2 JSON',
        description: 'Streamed. Times are UTC. A log that is imported again gives the same statistics.',
        querystring: ExportQuery,
        produces: ['text/csv', 'application/xml', 'application/json'],
      },
    },
    (request, reply) => {
      const { query } = request;
      const filter = filterOf(query, tenantScope(request, query.tenant));
      const { type, name } = files[query.format];
      const orders = exportedOrders(filter, { ...options, flows: options.flows() });
      void reply.type(type).header('content-disposition', `attachment; filename="${name}"`);
      return reply.send(Readable.from(written(orders, query), { objectMode: false }));
    },
  );
  done();
};

function written(
  orders: AsyncIterable<readonly WrittenOrder[]>,
  { format, formulas }: ExportQuery,
): AsyncIterable<string> {
  switch (format) {
    case 'csv':
      return writeCsv(orders, { formulas: formulas ?? 'neutralize' });
    case 'xes':
      return writeXes(orders);
    case 'ocel':
      return writeOcel(orders);
  }
}

function filterOf(query: ExportQuery, tenantId: string | undefined): OrderFilter {
  const { flow, stage, situation, open, source } = query;
  const filter = {
    tenantId: tenantId === '' ? undefined : tenantId,
    flow: flow === '' ? undefined : flow,
    stage: stage === '' ? undefined : stage,
    situation,
    open,
    source: source === '' || source === 'all' ? undefined : source,
    firstFromNanos: instant(query, 'from'),
    firstToNanos: instant(query, 'to'),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function instant(query: ExportQuery, field: 'from' | 'to'): EpochNanos | undefined {
  const text = query[field];
  if (text === undefined || text === '') return undefined;
  const millis = Date.parse(text);
  if (!Number.isNaN(millis)) return nanosFromMillis(millis);
  throw new ApiError(400, 'invalid_parameter', {
    message: `"${text}" is no time. Give one such as 2026-11-22T09:00:00Z.`,
    field,
  });
}
