import {
  FlowDeviations,
  FlowFilterQuery,
  FlowLeadTime,
  FlowMapView,
  FlowOperations,
  FlowQuery,
  FlowResources,
  FlowStages,
  LeadTimeQuery,
  OperationsQuery,
  StageSeries,
  StageSeriesQuery,
  Variants,
  VariantsQuery,
} from '@ordertrace/api';
import { nanosFromMillis, timestampText, type Flows, type StageTimesByFlow } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { RouteApp } from '../../http/route-app.js';
import { ApiError } from '../../http/errors.js';
import { askedFlows, flowFilter, flowLevel } from './flow-filter.js';
import { deviationsView, leadTimeView, stagesView, variantsView } from './flow-views.js';
import { operationsMap } from './operations-map.js';
import { snakeCase } from './snake-case.js';

export interface FlowStatisticsRouteOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly learned?: () => StageTimesByFlow | undefined;
}

/** The number of variants that are compared with the flow; rarer ones are counted as omitted. */
const judgedVariants = 10_000;

const nowNanos = () => nanosFromMillis(Date.now());

export const flowStatisticsRoutes: FastifyPluginCallbackTypebox<FlowStatisticsRouteOptions> = (
  app,
  options,
  done,
) => {
  mapRoutes(app, options);
  stageRoutes(app, options);
  variantRoutes(app, options);
  timeRoutes(app, options);
  done();
};

function mapRoutes(app: RouteApp, { store }: FlowStatisticsRouteOptions): void {
  app.get(
    '/flow/map',
    {
      schema: {
        summary: 'Which activities orders went through, what directly followed what, and the times between',
        querystring: FlowQuery,
        response: { 200: FlowMapView },
      },
    },
    async (request) =>
      snakeCase(await store.flow('map', { filter: flowFilter(request), level: flowLevel(request) })),
  );

  app.get(
    '/flow/operations',
    {
      schema: {
        summary:
          'The map of requests and messages that services took in, from the spans of the latest orders',
        querystring: OperationsQuery,
        response: { 200: FlowOperations },
      },
    },
    async (request) => {
      const { orders = 200 } = request.query;
      return snakeCase(await operationsMap(store, flowFilter(request), orders));
    },
  );
}

function stageRoutes(app: RouteApp, { store, flows, learned }: FlowStatisticsRouteOptions): void {
  app.get(
    '/flow/stages',
    {
      schema: {
        summary: 'How long orders rest in each stage; where most days are lost comes first',
        querystring: FlowQuery,
        response: { 200: FlowStages },
      },
    },
    async (request) => {
      const asked = { filter: flowFilter(request), level: flowLevel(request), nowNanos: nowNanos() };
      const tenantId = asked.filter.tenantId ?? '*';
      return stagesView(await store.flow('stages', asked), {
        flows: askedFlows(flows(), asked.filter),
        learned: learned?.(),
        tenantId,
      });
    },
  );

  app.get(
    '/flow/stages/series',
    {
      schema: {
        summary: 'Time in one stage over time',
        querystring: StageSeriesQuery,
        response: { 200: StageSeries },
      },
    },
    async (request) => {
      const { stage: activity, interval = 'week', ...query } = request.query;
      const filter = flowFilter(request, query);
      const asked = { filter, level: flowLevel(request), nowNanos: nowNanos(), activity, interval };
      const points = await store.flow('series', asked);
      return {
        series: points.map(({ fromNanos, ...point }) => ({
          from: timestampText(fromNanos),
          ...snakeCase(point),
        })),
      };
    },
  );
}

function variantRoutes(app: RouteApp, { store, flows }: FlowStatisticsRouteOptions): void {
  app.get(
    '/flow/variants',
    {
      schema: {
        summary: 'The ways that orders take, most frequent first',
        querystring: VariantsQuery,
        response: { 200: Variants },
      },
    },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      const offset = offsetOf(cursor);
      const asked = { filter: flowFilter(request), level: flowLevel(request), offset, limit };
      const page = await store.flow('variants', asked);
      return variantsView(page, offset + limit < page.total ? String(offset + limit) : null);
    },
  );

  app.get(
    '/flow/deviations',
    {
      schema: {
        summary: 'How ways differ from the flow, and which stages are unusually far apart',
        querystring: FlowFilterQuery,
        response: { 200: FlowDeviations },
      },
    },
    async (request) => {
      const asked = { filter: flowFilter(request), level: 'stage' } as const;
      const judged = askedFlows(flows(), asked.filter).map(async (flow) => {
        const filter = { ...asked.filter, flow: flow.name };
        const page = await store.flow('variants', { ...asked, filter, offset: 0, limit: judgedVariants });
        return { flow, page };
      });
      return deviationsView(await Promise.all(judged), await store.flow('profile', asked));
    },
  );
}

function timeRoutes(app: RouteApp, { store }: FlowStatisticsRouteOptions): void {
  app.get(
    '/flow/lead-time',
    {
      schema: {
        summary: 'From first to last step of the orders that have ended',
        querystring: LeadTimeQuery,
        response: { 200: FlowLeadTime },
      },
    },
    async (request) => {
      const { interval = 'week' } = request.query;
      const asked = { filter: flowFilter(request), level: flowLevel(request), interval };
      return leadTimeView(await store.flow('leadTimes', asked));
    },
  );

  app.get(
    '/flow/resources',
    {
      schema: {
        summary: 'Working and idle time of people and machines, where event logs name them',
        querystring: FlowFilterQuery,
        response: { 200: FlowResources },
      },
    },
    async (request) => ({
      resources: snakeCase(await store.flow('resources', { filter: flowFilter(request) })),
    }),
  );
}

/** A cursor is the index in the list; `undefined` is the start. @throws ApiError 400 */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  if (!/^\d{1,9}$/.test(cursor))
    throw new ApiError(400, 'invalid_parameter', {
      message: 'The cursor is none of this list: take `next` of the page before.',
      field: 'cursor',
    });
  return Number(cursor);
}
