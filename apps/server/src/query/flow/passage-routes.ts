import {
  CompareQuery,
  FlowComparison,
  FlowFilterQuery,
  FlowForecast,
  FlowSpectrum,
  ForecastBackTest,
  ForecastQuery,
  SpectrumQuery,
} from '@ordertrace/api';
import {
  millisFromNanos,
  nanosFromMillis,
  timestampText,
  type Flows,
  type FlowFilter,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { RouteApp } from '../../http/route-app.js';
import { tenantScope } from '../../access/index.js';
import { ApiError } from '../../http/errors.js';
import { findOrder } from '../../access/find-order.js';
import { instantOf } from '../../http/instant.js';
import { askedFlows, flowFilter, flowLevel, given } from './flow-filter.js';
import { comparedEdges } from './flow-views.js';
import { enoughSamples, forecastOrder, usualEnds } from './forecast-order.js';
import { snakeCase } from './snake-case.js';

export interface FlowPassageRouteOptions {
  readonly store: Store;
  readonly flows: () => Flows;
}

/** The number of edges with their slowest orders, and of orders for each. */
const edgesWithOrders = 10;
const slowestOrders = 5;

export const flowPassageRoutes: FastifyPluginCallbackTypebox<FlowPassageRouteOptions> = (
  app,
  options,
  done,
) => {
  forecastRoutes(app, options);
  passageRoutes(app, options);
  done();
};

function forecastRoutes(app: RouteApp, { store, flows }: FlowPassageRouteOptions): void {
  app.get(
    '/flow/forecast',
    {
      config: { problems: [300, 404, 409] },
      schema: {
        summary: 'When an open order will likely end, from those that were where it is',
        querystring: ForecastQuery,
        response: { 200: FlowForecast },
      },
    },
    async (request, reply) => {
      const { order_id: id, tenant } = request.query;
      const order = await findOrder(store, reply, { id, tenant, path: '', request });
      if (order === undefined) return reply;
      if (order.closedNanos !== undefined)
        throw new ApiError(409, 'order_closed', {
          message: `Order ${id} has ended: nothing is left to foresee.`,
        });
      const ownOnly = request.person.tenantId !== undefined;
      const flow = flows().named(order.flow);
      return forecastOrder(store, { order, flow, nowNanos: nanosFromMillis(Date.now()), ownOnly });
    },
  );

  app.get(
    '/flow/forecast/back-test',
    {
      schema: {
        summary: 'How the forecast would have done: made from earlier orders, tried on later ones',
        querystring: FlowFilterQuery,
        response: { 200: ForecastBackTest },
      },
    },
    async (request) => {
      const filter = flowFilter(request);
      const ends = askedFlows(flows(), filter).flatMap(usualEnds);
      // As the forecast: made from orders of all tenants where a tenant has too few, but not for a partner.
      const { tenantId, ...ofAll } = filter;
      const isOwnOnly = tenantId === undefined || request.person.tenantId !== undefined;
      const asked = {
        ends: [...new Set(ends)],
        ownSamples: enoughSamples,
        ...(isOwnOnly ? { filter } : { filter: ofAll, testedTenantId: tenantId }),
      };
      const { cutNanos, stages } = await store.flow('backTest', asked);
      return {
        cut_at: cutNanos === undefined ? null : timestampText(cutNanos),
        stages: stages.map((stage) => ({
          stage: stage.stage,
          samples: stage.samples,
          tested: stage.tested,
          within_median: stage.withinMedian,
          within_p90: stage.withinP90,
          median_error_ms: stage.medianErrorMs,
        })),
      };
    },
  );
}

function passageRoutes(app: RouteApp, { store }: FlowPassageRouteOptions): void {
  app.get(
    '/flow/spectrum',
    {
      schema: {
        summary: 'Each passage from one activity to the next as a line: where lines fan out, a queue grew',
        querystring: SpectrumQuery,
        response: { 200: FlowSpectrum },
      },
    },
    async (request) => {
      const { from_activity: fromActivity, to_activity: toActivity, limit = 5000 } = request.query;
      const asked = {
        filter: flowFilter(request),
        level: flowLevel(request),
        fromActivity,
        toActivity,
        limit,
      };
      const { lines, total } = await store.flow('spectrum', asked);
      return {
        lines: lines.map(([from, to]): [number, number] => [millisFromNanos(from), millisFromNanos(to)]),
        total,
        truncated: lines.length < total,
      };
    },
  );

  app.get(
    '/flow/compare',
    {
      schema: {
        summary:
          'Two periods or tenants side by side: what got slower, by how much, and the orders behind it',
        querystring: CompareQuery,
        response: { 200: FlowComparison },
      },
    },
    async (request): Promise<FlowComparison> => {
      const [filter, level] = [flowFilter(request), flowLevel(request)];
      const now = await store.flow('map', { filter, level });
      const other = otherSide(filter, {
        tenantId: tenantScope(request, request.query.with_tenant),
        fromNanos: instantOf(request.query.with_from, 'with_from'),
        toNanos: instantOf(request.query.with_to, 'with_to'),
      });
      const before = await store.flow('map', { filter: other, level });
      const edges: FlowComparison['edges'] = [];
      for (const [i, edge] of comparedEdges(now, before).entries()) {
        const ends = { fromActivity: edge.from, toActivity: edge.to };
        const slowest =
          i < edgesWithOrders
            ? await store.flow('slowest', { filter, level, ...ends, limit: slowestOrders })
            : [];
        const orders = slowest.map(({ fromNanos, toNanos, ...ref }) => ({
          ...snakeCase(ref),
          duration_ms: millisFromNanos(toNanos - fromNanos),
        }));
        edges.push({ ...edge, orders });
      }
      return { orders: { now: now.orders, before: before.orders }, edges };
    },
  );
}

interface OtherSide {
  readonly tenantId: string | undefined;
  readonly fromNanos: bigint | undefined;
  readonly toNanos: bigint | undefined;
}

/** The filter of the other side: its own times if given, its own tenant if given. */
function otherSide(filter: FlowFilter, other: OtherSide): FlowFilter {
  const ownTimes = other.fromNanos !== undefined || other.toNanos !== undefined;
  const { fromNanos, toNanos } = ownTimes ? other : filter;
  return given({ ...filter, fromNanos, toNanos, tenantId: other.tenantId ?? filter.tenantId });
}
