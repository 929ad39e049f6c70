import { createHash } from 'node:crypto';
import { attribute } from '@ordertrace/conventions';
import {
  hopSpanOf,
  orderTrace,
  stageVisits,
  traceSummaries,
  type HopSpan,
  type OrderState,
  type Span,
} from '@ordertrace/model';
import { spanOf, tracesToJson } from '@ordertrace/otlp';
import type { StoredSpan } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { collect } from './collect.js';
import { findOrder } from './find-order.js';
import { jaegerTraces } from '../jaeger/index.js';
import type { JourneySource } from './journey.js';
import { OrderParams, TenantQuery } from './order-params.js';

const FormatQuery = Type.Object({
  ...TenantQuery.properties,
  format: Type.Optional(Type.Union([Type.Literal('otlp'), Type.Literal('jaeger')], { default: 'otlp' })),
});

type OrderTraceSource = Pick<JourneySource, 'store' | 'flow'>;

export const orderTraceRoutes: FastifyPluginCallbackTypebox<OrderTraceSource> = (app, source, done) => {
  app.get(
    '/orders/:order_id/trace',
    {
      schema: {
        summary: 'The order as one trace',
        description:
          'A root span for the order, a span for each stage, links to the technical traces. Answers 300 with the ' +
          'choices where several tenants have an order of that id.',
        params: OrderParams,
        querystring: FormatQuery,
      },
    },
    async (request, reply) => {
      const { tenant, format } = request.query;
      const state = await findOrder(source.store, reply, {
        id: request.params.order_id,
        tenant,
        path: '/trace',
        request,
      });
      if (state === undefined) return reply;
      const spans = await spansOfOrderTrace(source, state);
      return reply.send(format === 'jaeger' ? jaegerTraces(spans) : tracesToJson(spans));
    },
  );
  done();
};

interface PlacedSpan extends HopSpan {
  readonly environment: string;
}

async function spansOfOrderTrace(source: OrderTraceSource, state: OrderState): Promise<readonly Span[]> {
  const { store } = source;
  const flow = source.flow();
  const [events, spans] = await Promise.all([
    store.eventsOfOrders([state]),
    collect(store.spansOfOrder(state), placedSpan),
  ]);
  const visits = stageVisits(
    flow,
    events.filter((event) => event.type === 'transition'),
  );
  return orderTrace({
    state,
    visits,
    traces: traceSummaries(spans),
    flow,
    environment: spans.findLast((span) => span.environment !== '')?.environment ?? '',
    sha256: (text) => createHash('sha256').update(text).digest(),
  });
}

function placedSpan(stored: StoredSpan): PlacedSpan {
  const span = spanOf(stored);
  const environment = span.resource.attributes.get(attribute.environment);
  return { ...hopSpanOf(span), environment: typeof environment === 'string' ? environment : '' };
}
