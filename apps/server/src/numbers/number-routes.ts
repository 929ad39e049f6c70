import { definedFields } from '@ordertrace/conventions';
import { Numbers, NumbersQuery } from '@ordertrace/api';
import { nanosFromMillis, type Flows } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { tenantScope } from '../access/index.js';
import { numberPeriods } from './periods.js';
import { readNumbers } from './read-numbers.js';

export interface NumberRouteOptions {
  readonly store: Store;
  readonly flows: () => Flows;
}

export const numberRoutes: FastifyPluginCallbackTypebox<NumberRouteOptions> = (
  app,
  { store, flows },
  done,
) => {
  app.get(
    '/numbers',
    {
      schema: {
        summary: "The company's three numbers: lead time, unresolved orders, hours that problems stand",
        description:
          'The last 30 days unless said, with the time as long before. The stages of the lead time are of ' +
          'delivered orders that began in that time.',
        querystring: NumbersQuery,
        response: { 200: Numbers },
      },
    },
    (request) => {
      const { query } = request;
      const nowNanos = nanosFromMillis(Date.now());
      const tenantId = tenantScope(request, query.tenant);
      const filter = {
        ...definedFields({ tenantId }),
        ...(query.flow === undefined || query.flow === '' ? {} : { flow: query.flow }),
      };
      return readNumbers({
        store,
        flows: flows(),
        filter,
        periods: numberPeriods(query, nowNanos),
        nowNanos,
      });
    },
  );
  done();
};
