import {
  Journey,
  OrderCounts,
  OrderCountsQuery,
  OrderList,
  OrderListQuery,
  OrderWithDiagnosis,
  type OrderCounts as OrderCountsJson,
  type OrderList as OrderListJson,
  type OrderWithDiagnosis as OrderWithDiagnosisJson,
} from '@ordertrace/api';
import { attribute, definedFields, grouped } from '@ordertrace/conventions';
import {
  isSideProblem,
  orderRefText,
  timestampText,
  type OrderState,
  type ProblemState,
} from '@ordertrace/model';
import { customerText, orderAnswer } from '@ordertrace/words';
import type { OrderCount, Store } from '@ordertrace/store';
import { orderSorts, type OrderSort } from '@ordertrace/store/names';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { RouteApp } from '../http/route-app.js';
import { problemView } from '../problems/index.js';
import type { Answers } from '../answers/index.js';
import { ApiError } from '../http/errors.js';
import { orderFilter } from './order-filter.js';
import { findJourney, findOrder } from '../access/find-order.js';
import { journeyView, type JourneySource } from './journey.js';
import { OrderParams, TenantQuery } from '../http/order-params.js';
import { readerOf, type Reader } from '../http/reader.js';
import { diagnosisView, orderView } from './views.js';

export interface OrderRouteOptions extends JourneySource {
  readonly answers: Answers;
}

export const orderRoutes: FastifyPluginCallbackTypebox<OrderRouteOptions> = (app, options, done) => {
  listRoutes(app, options);
  oneOrderRoutes(app, options);
  done();
};

/** How old sentences with durations may be: the youngest are in seconds. */
const sentencesMs = 10_000;

function listRoutes(app: RouteApp, { store, answers }: OrderRouteOptions): void {
  app.get(
    '/orders',
    {
      config: { entityTag: true },
      schema: {
        summary: 'Orders, filtered and sorted',
        querystring: OrderListQuery,
        response: { 200: OrderList },
      },
    },
    async (request, reply) => {
      const { cursor, limit = 50, sort = 'stage_since' } = request.query;
      const filter = orderFilter(request);
      const query = { ...filter, ...definedFields({ cursor }), ...sortOf(sort), limit };
      const scope = { tenantId: filter.tenantId, clockMs: sentencesMs };
      return answers.send({ request, reply, ...scope }, async (reader): Promise<OrderListJson> => {
        const page = await store.listOrders(query);
        const problems = await unresolvedProblems(store, page.orders);
        return {
          orders: page.orders.map((order) => orderView(order, reader, problems.get(orderRefText(order)))),
          next: page.next ?? null,
        };
      });
    },
  );

  app.get(
    '/orders/counts',
    {
      config: { entityTag: true },
      schema: {
        summary: 'How many orders stand where',
        querystring: OrderCountsQuery,
        response: { 200: OrderCounts },
      },
    },
    async (request, reply) => {
      const filter = orderFilter(request);
      return answers.send(
        { request, reply, tenantId: filter.tenantId },
        async (): Promise<OrderCountsJson> => {
          const counts = await store.countOrders(filter);
          return { counts: counts.map(countView) };
        },
      );
    },
  );
}

function countView(row: OrderCount): OrderCountsJson['counts'][number] {
  return {
    tenant_id: row.tenantId,
    stage: row.stage,
    situation: row.situation ?? null,
    count: row.count,
    oldest_since: timestampText(row.oldestNanos),
  };
}

function oneOrderRoutes(app: RouteApp, source: OrderRouteOptions): void {
  const { store } = source;
  app.get(
    '/orders/:order_id',
    {
      config: { problems: [300] },
      schema: {
        summary: 'One order with its diagnosis',
        description: 'Answers 300 with the choices where several tenants have an order of that id.',
        params: OrderParams,
        querystring: TenantQuery,
        response: { 200: OrderWithDiagnosis },
      },
    },
    async (request, reply) => {
      const state = await findOrder(store, reply, {
        id: request.params.order_id,
        ...request.query,
        path: '',
        ...definedFields({ unsavedFlows: source.unsavedFlows }),
        request,
      });
      if (state === undefined) return reply;
      const reader = readerOf(request, source.flows());
      const problems = await store.problemsOfOrders([state]);
      return orderWithDiagnosis(state, reader, problems);
    },
  );

  app.get(
    '/orders/:order_id/journey',
    {
      config: { problems: [300] },
      schema: {
        summary: 'All that is known of an order, in time order',
        description: 'Answers 300 with the choices where several tenants have an order of that id.',
        params: OrderParams,
        querystring: TenantQuery,
        response: { 200: Journey },
      },
    },
    async (request, reply) => {
      const found = await findJourney(store, reply, {
        id: request.params.order_id,
        ...request.query,
        path: '/journey',
        ...definedFields({ unsavedFlows: source.unsavedFlows }),
        request,
      });
      if (found === undefined) return reply;
      const { state, problems } = found;
      const journey = journeyView(source, found);
      void reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      const reader = readerOf(request, source.flows());
      const order = orderWithDiagnosis(state, reader, problems);
      const demonstration = isDemonstration(journey);
      return {
        order: { ...order, demonstration },
        ...journey,
        problems: problems.map((problem) => ({ ...problemView(problem, reader), demonstration })),
      };
    },
  );
}

/** The unresolved problems of these orders, by order. */
async function unresolvedProblems(
  store: Store,
  orders: readonly OrderState[],
): Promise<ReadonlyMap<string, ProblemState>> {
  const problems = await store.problemsOfOrders(orders);
  return new Map(
    [...grouped(problems, orderRefText)].flatMap(([order, all]) => {
      const problem = unresolvedProblem(all);
      return problem === undefined ? [] : [[order, problem] as const];
    }),
  );
}

/** The problem of the order's situation, else the latest of its side problems. */
function unresolvedProblem(problems: readonly ProblemState[]): ProblemState | undefined {
  const unresolved = problems.filter(({ state }) => state !== 'resolved');
  return unresolved.findLast((problem) => !isSideProblem(problem)) ?? unresolved.at(-1);
}

function orderWithDiagnosis(
  state: OrderState,
  reader: Reader,
  problems: readonly ProblemState[],
): OrderWithDiagnosisJson {
  const problem = unresolvedProblem(problems);
  const diagnosis = reader.inside ? state.diagnosis : undefined;
  return {
    ...orderView(state, reader, problem),
    diagnosis: diagnosis === undefined ? null : diagnosisView(diagnosis, reader, state),
    ...answers(state, reader, problem),
  };
}

function answers(
  order: OrderState,
  reader: Reader,
  problem: ProblemState | undefined,
): Pick<OrderWithDiagnosisJson, 'answer' | 'customer_answer'> {
  if (!reader.inside) return { answer: null, customer_answer: null };
  const flow = reader.flows.named(order.flow);
  const { timeZone } = flow.calendar;
  const input = { order, flow, timeZone, ...reader, ...definedFields({ problem }) };
  return { answer: orderAnswer(input), customer_answer: customerText(input) };
}

/** Whether a demonstration created all of its telemetry. */
function isDemonstration({ traces }: Pick<Journey, 'traces'>): boolean {
  const spans = traces.flatMap((trace) => trace.spans);
  return spans.length > 0 && spans.every((span) => String(span.resource[attribute.demonstration]) === 'true');
}

function sortOf(text: string): { sort: OrderSort; descending: boolean } {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const sort = orderSorts.find((candidate) => candidate === name);
  if (sort === undefined) {
    throw new ApiError(400, 'invalid_parameter', {
      message: `Orders can't be sorted by ${name}`,
      field: 'sort',
    });
  }
  return { sort, descending };
}
