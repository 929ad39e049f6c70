import { randomUUID } from 'node:crypto';
import {
  EraseBody,
  Erased,
  PinBody,
  Pinned,
  PinnedOrders,
  RetentionBody,
  RetentionStatus,
} from '@ordertrace/api';
import { nanosFromMillis, timestampText, type Fact, type OrderRef } from '@ordertrace/model';
import type { ErasureReport, ErasureTarget, Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { RouteApp } from '../http/route-app.js';
import { ApiError } from '../http/errors.js';
import { findOrder } from '../access/find-order.js';
import { storedIds } from '../access/index.js';
import { OrderParams, TenantQuery } from '../http/order-params.js';
import type { Erasures } from './erasures.js';
import { formsOfOrder } from '../telemetry/order-forms.js';
import { pinKinds, readPins } from './outcome-rules.js';
import type { RetentionRuns } from './retention-runs.js';

export interface RetentionRouteOptions {
  readonly store: Store;
  readonly retention: RetentionRuns;
  /** Scrubs a person's words before they are stored. */
  readonly scrub: (text: string) => string;
  /** Folds orders again after their events changed. */
  readonly refold: (orders: readonly OrderRef[]) => void;
  /** Runs erasures, so that memory does not keep the erased data either. */
  readonly erasures: Erasures;
}

const pinsShown = 500;

export const retentionRoutes: FastifyPluginCallbackTypebox<RetentionRouteOptions> = (app, options, done) => {
  runRoutes(app, options);
  pinRoutes(app, options);
  eraseRoutes(app, options);
  done();
};

function runRoutes(app: RouteApp, { store, retention }: RetentionRouteOptions): void {
  app.get(
    '/retention',
    { schema: { summary: 'What is kept how long, and the last run', response: { 200: RetentionStatus } } },
    () => retention.status,
  );
  app.get(
    '/retention/pins',
    { schema: { summary: 'Orders of which everything stays', response: { 200: PinnedOrders } } },
    async () => {
      const pins = [...(await readPins(store)).values()].reverse();
      return { pins: pins.slice(0, pinsShown).map(pinView), total: pins.length };
    },
  );
  app.post(
    '/retention',
    {
      config: { problems: [409] },
      schema: {
        summary: 'Begins to remove what the policy lets go, or only counts it',
        body: RetentionBody,
        response: { 202: RetentionStatus },
      },
    },
    async (request, reply) => {
      if (!retention.begin({ dryRun: request.body.dry_run, by: request.person.subject }))
        throw new ApiError(409, 'retention_running', {
          message: 'A run is under way: GET /api/v1/retention shows its progress.',
          retryAfterS: 60,
        });
      return reply.status(202).send(retention.status);
    },
  );
}

function pinRoutes(app: RouteApp, { store, scrub }: RetentionRouteOptions): void {
  for (const [action, kind] of Object.entries(pinKinds))
    app.post(
      `/orders/:order_id/${action}`,
      {
        config: { problems: [300] },
        schema: {
          summary: action === 'pin' ? 'Keeps everything of an order' : 'Lets an order go as others do',
          params: OrderParams,
          querystring: TenantQuery,
          body: PinBody,
          response: { 200: Pinned },
        },
      },
      async (request, reply) => {
        const { tenant } = request.query;
        const id = request.params.order_id;
        const asked = { id, tenant, path: `/${action}`, action: `order_${action}ned`, request };
        const order = await findOrder(store, reply, asked);
        if (order === undefined) return reply;
        const { tenantId, orderId } = order;
        const note = scrub(request.body.note ?? '');
        await store.appendFacts([
          fact({ kind, actor: request.person.subject, tenantId, orderId, data: { note } }),
        ]);
        return { tenant_id: tenantId, order_id: orderId, pinned: action === 'pin' };
      },
    );
}

function eraseRoutes(app: RouteApp, { store, refold: refoldOrders, erasures }: RetentionRouteOptions): void {
  app.post(
    '/erase',
    {
      config: { problems: [404] },
      schema: {
        summary: 'Removes a text, an order or a trace from everything that is stored',
        description: 'Give one of matching, order_id (with its tenant where several have it) and trace_id.',
        body: EraseBody,
        response: { 200: Erased },
      },
    },
    async (request) => {
      const { dry_run: dryRun } = request.body;
      const { what, targets } = await targetsOf(store, request);
      const reports: ErasureReport[] = [];
      for (const target of targets) {
        const erase = () => store.erase({ target, dryRun });
        reports.push(await (dryRun ? erase() : erasures.run(target, erase)));
      }
      const { refold, ...counts } = sumOf(reports);
      if (!dryRun) {
        refoldOrders(refold);
        const actor = request.person.subject;
        await store.appendFacts([fact({ kind: 'store.erased', actor, data: { what, ...counts } })]);
      }
      return { dry_run: dryRun, ...counts };
    },
  );
}

function pinView({ tenantId, orderId, timeNanos, actor, data }: Fact): PinnedOrders['pins'][number] {
  const { note } = data;
  return {
    tenant_id: tenantId,
    order_id: orderId,
    at: timestampText(timeNanos),
    by: actor,
    note: typeof note === 'string' ? note : '',
  };
}

function fact(parts: Pick<Fact, 'kind' | 'actor' | 'data'> & Partial<OrderRef>): Fact {
  const timeNanos = nanosFromMillis(Date.now());
  return { id: randomUUID(), timeNanos, tenantId: '', orderId: '', subject: '', ...parts };
}

interface Targets {
  readonly what: 'text' | 'order' | 'trace';
  readonly targets: readonly ErasureTarget[];
}

/**
 * The targets of the erasure, and their kind: a text that is personal data is erased with its pseudonym. Only
 * the kind may be stored, never a target itself.
 */
async function targetsOf(store: Store, request: FastifyRequest<{ Body: EraseBody }>): Promise<Targets> {
  const { matching, order_id: orderId, trace_id: traceId } = request.body;
  const given = [matching, orderId, traceId].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new ApiError(400, 'invalid_parameter', {
      message: 'Give one of matching, order_id and trace_id.',
      field: 'matching',
    });
  if (matching !== undefined)
    return { what: 'text', targets: storedIds(request, matching).map((text) => ({ matching: text })) };
  if (traceId !== undefined) return { what: 'trace', targets: [{ traceId }] };
  const order = await erasedOrder(store, request, orderId ?? '');
  const forms = await formsOfOrder(store, order);
  return { what: 'order', targets: forms.map((form) => ({ order: form })) };
}

async function erasedOrder(
  store: Store,
  request: FastifyRequest<{ Body: EraseBody }>,
  askedId: string,
): Promise<OrderRef> {
  const { tenant } = request.body;
  for (const orderId of storedIds(request, askedId)) {
    const tenants = await store.tenantsOfOrder(orderId);
    const tenantId = tenant ?? tenants[0];
    if (tenantId === undefined || !tenants.includes(tenantId)) continue;
    if (tenant === undefined && tenants.length > 1)
      throw new ApiError(400, 'invalid_parameter', {
        message: `Say whose: tenant is one of ${tenants.join(', ')}.`,
        field: 'tenant',
      });
    return { tenantId, orderId };
  }
  throw new ApiError(404, 'no_such_order', { message: 'Nothing that is stored names this order.' });
}

function sumOf(reports: readonly ErasureReport[]): ErasureReport {
  const sum = (name: 'spans' | 'logs' | 'events' | 'orders' | 'facts') =>
    reports.reduce((total, report) => total + report[name], 0);
  return {
    spans: sum('spans'),
    logs: sum('logs'),
    events: sum('events'),
    orders: sum('orders'),
    facts: sum('facts'),
    refold: reports.flatMap(({ refold }) => refold),
  };
}
