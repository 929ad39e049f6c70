import { LookList, LookQuery, roles, type Look } from '@ordertrace/api';
import { nanosFromMillis, timestampText, type Fact, type OrderRef } from '@ordertrace/model';
import type { FactQuery, Facts, OrderEventReader } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { ApiError } from '../../http/errors.js';

export interface LookRouteOptions {
  readonly store: Facts & OrderEventReader;
}

const noLooks = { looks: [], next: null };

export const lookRoutes: FastifyPluginCallbackTypebox<LookRouteOptions> = (app, { store }, done) => {
  app.get(
    '/audit/access',
    {
      schema: {
        summary: 'Who looked at which order when, latest first',
        querystring: LookQuery,
        response: { 200: LookList },
      },
    },
    async ({ query }) => {
      const asked = await askedOrders(store, query);
      if (asked === undefined) return noLooks;
      const page = await store.facts({
        kinds: ['access.'],
        descending: true,
        limit: query.limit ?? 100,
        ...asked,
        ...(query.actor !== undefined && { actor: query.actor }),
        ...(query.from !== undefined && { fromNanos: nanosAt('from', query.from) }),
        ...(query.to !== undefined && { toNanos: nanosAt('to', query.to) }),
        ...(query.cursor !== undefined && { cursor: query.cursor }),
      });
      return { looks: page.facts.map(lookView), next: page.next ?? null };
    },
  );
  done();
};

/** The requested order or tenant; `undefined` if there is no such order. */
async function askedOrders(
  store: OrderEventReader,
  { order_id: orderId, tenant }: LookQuery,
): Promise<Pick<FactQuery, 'order' | 'tenantId'> | undefined> {
  if (orderId === undefined) return tenant === undefined ? {} : { tenantId: tenant };
  if (tenant !== undefined) return { order: { orderId, tenantId: tenant } };
  const [only, ...others] = await store.tenantsOfOrder(orderId);
  if (others.length > 0) {
    throw new ApiError(400, 'invalid_parameter', {
      message: `Several tenants have an order "${orderId}": say which.`,
      field: 'tenant',
    });
  }
  const order: OrderRef | undefined = only === undefined ? undefined : { orderId, tenantId: only };
  return order === undefined ? undefined : { order };
}

function lookView(fact: Fact): Look {
  const { name, roles: held } = fact.data;
  return {
    at: timestampText(fact.timeNanos),
    actor: fact.actor,
    name: typeof name === 'string' ? name : '',
    roles: roles.filter((role) => Array.isArray(held) && held.includes(role)),
    tenant_id: fact.tenantId,
    order_id: fact.orderId,
    subject: fact.subject,
    action: fact.kind.slice('access.'.length),
  };
}

function nanosAt(field: string, text: string): bigint {
  const millis = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(millis)) return nanosFromMillis(millis);
  throw new ApiError(400, 'invalid_parameter', { message: `"${text}" is no RFC 3339 time.`, field });
}
