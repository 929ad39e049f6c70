import { TraceWithLogs } from '@ordertrace/api';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { collect } from './collect.js';
import { ApiError } from './errors.js';
import { traceView } from './trace-view.js';
import { logView, spanView } from './views.js';

export interface TraceRouteOptions {
  readonly store: Store;
}

const TraceParams = Type.Object({ trace_id: Type.String({ pattern: '^[0-9a-fA-F]{32}$' }) });

export const traceRoutes: FastifyPluginAsyncTypebox<TraceRouteOptions> = async (app, { store }) => {
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
        collect(store.spansOfTrace({ traceId }), spanView),
        collect(store.logsOfTrace({ traceId }), logView),
      ]);
      if (spans.length === 0 && logs.length === 0) {
        throw new ApiError(404, 'no_such_trace', { message: `Nothing is known of trace ${traceId}.` });
      }
      return { trace: traceView(traceId, spans), logs };
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
};
