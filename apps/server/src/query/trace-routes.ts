import { TraceWithLogs, type TraceView } from '@ordertrace/api';
import { traceSummaries, type OrderRef } from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { Store, StoredSpan } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { lookedAt } from '../access/index.js';
import { collect } from '../telemetry/collect.js';
import { ApiError } from '../http/errors.js';
import { traceView } from './trace-view.js';
import { logView, spanView } from './views.js';
import { distinctSpans } from '../telemetry/distinct-spans.js';

export interface TraceRouteOptions {
  readonly store: Store;
}

const TraceParams = Type.Object({
  trace_id: Type.String({ pattern: '^[0-9a-fA-F]{32}$', description: '32 hex digits' }),
});

export const traceRoutes: FastifyPluginCallbackTypebox<TraceRouteOptions> = (app, { store }, done) => {
  app.get(
    '/traces/:trace_id',
    {
      schema: {
        summary: 'One trace with its log lines',
        params: TraceParams,
        response: { 200: TraceWithLogs },
      },
    },
    async (request) => {
      const traceId = request.params.trace_id.toLowerCase();
      const [spans, logs] = await Promise.all([
        viewedSpans(store, traceId),
        collect(store.logsOfTrace({ traceId })),
      ]);
      if (spans.length === 0 && logs.length === 0) {
        throw new ApiError(404, 'no_such_trace', { message: `Nothing is known of trace ${traceId}.` });
      }
      lookedAt(request, { action: 'telemetry_viewed', orders: ordersOf(spans), subject: traceId });
      const [trace] = traceSummaries(spans);
      return {
        trace:
          trace === undefined
            ? emptyTrace(traceId, logs[0] === undefined ? '' : logView(logs[0]).timestamp)
            : traceView(trace, (span) => span.view),
        logs: logs.map(logView),
      };
    },
  );

  app.get(
    '/services',
    {
      schema: {
        summary: 'Applications that sent telemetry',
        response: { 200: Type.Object({ services: Type.Array(Type.String()) }) },
      },
    },
    async () => ({ services: [...(await store.services())] }),
  );
  done();
};

const mostOrders = 100;

/** The spans of the trace without duplicates, each with its API form. */
async function viewedSpans(store: Pick<Store, 'spansOfTrace'>, traceId: string) {
  const spans = distinctSpans(await collect(store.spansOfTrace({ traceId })));
  return spans.map((stored) => ({ ...stored, view: spanView(stored, spanOf(stored)) }));
}

function ordersOf(spans: readonly Pick<StoredSpan, 'orders'>[]): OrderRef[] {
  const byKey = new Map(
    spans.flatMap(({ orders }) => orders.map((order) => [`${order.tenantId}\n${order.orderId}`, order])),
  );
  return [...byKey.values()].slice(0, mostOrders);
}

/** A trace with log lines only. */
function emptyTrace(traceId: string, startedAt: string): TraceView {
  return {
    trace_id: traceId,
    started_at: startedAt,
    duration_ms: 0,
    root_name: '',
    services: [],
    span_count: 0,
    error_count: 0,
    spans: [],
  };
}
