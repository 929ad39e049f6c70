import { tracesToJson } from '@ordertrace/otlp';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findOrder } from '../access/find-order.js';
import { jaegerTraces } from '../jaeger/index.js';
import { OrderParams, TenantQuery } from '../http/order-params.js';
import { spansOfOrderTrace, type OrderTraceSource } from './order-trace.js';

const FormatQuery = Type.Object({
  ...TenantQuery.properties,
  format: Type.Optional(
    Type.Union([Type.Literal('otlp'), Type.Literal('jaeger')], {
      default: 'otlp',
      description: 'OTLP as JSON, or the JSON of Jaeger',
    }),
  ),
});

export const orderTraceRoutes: FastifyPluginCallbackTypebox<OrderTraceSource> = (app, source, done) => {
  app.get(
    '/orders/:order_id/trace',
    {
      config: { problems: [300] },
      schema: {
        summary: 'The order as one trace',
        description:
          'A root span for the order, a span for each stage, links to the technical traces. Answers 300 with the ' +
          'choices where several tenants have an order of that id.',
        params: OrderParams,
        querystring: FormatQuery,
        produces: ['application/json'],
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
