import { definedFields } from '@ordertrace/conventions';
import { Numbers, NumbersQuery } from '@ordertrace/api';
import { nanosFromMillis, type Flows } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { Answers } from '../answers/index.js';
import { tenantScope } from '../access/index.js';
import { numberPeriods } from './periods.js';
import { readNumbers } from './read-numbers.js';

export interface NumberRouteOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly answers: Answers;
}

/** How long the present may be the same: ages of orders in their stages depend on the clock. */
const presentMs = 60_000;

export const numberRoutes: FastifyPluginCallbackTypebox<NumberRouteOptions> = (
  app,
  { store, flows, answers },
  done,
) => {
  app.get(
    '/numbers',
    {
      config: { entityTag: true },
      schema: {
        summary: "The company's three numbers: lead time, unresolved orders, hours that problems stand",
        description:
          'The last 30 days unless said, with the time as long before. The stages of the lead time are of ' +
          'delivered orders that began in that time.',
        querystring: NumbersQuery,
        response: { 200: Numbers },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const nowNanos = nanosFromMillis(Date.now());
      const tenantId = tenantScope(request, query.tenant);
      const filter = {
        ...definedFields({ tenantId }),
        ...(query.flow === undefined || query.flow === '' ? {} : { flow: query.flow }),
      };
      const periods = numberPeriods(query, nowNanos);
      return answers.send({ request, reply, tenantId, clockMs: presentMs }, () =>
        readNumbers({ store, flows: flows(), filter, periods, nowNanos }),
      );
    },
  );
  done();
};
