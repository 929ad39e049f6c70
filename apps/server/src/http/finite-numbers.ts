import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.js';

/**
 * Refuses numbers beyond all others, such as `limit=1e400`. The schemas don't: a text of a query becomes a
 * number after its type was checked, and limits are not compared with infinite numbers.
 */
export function refuseInfiniteNumbers(app: FastifyInstance): void {
  app.addHook('preHandler', ({ params, query, body }, _reply, done) => {
    const field = [params, query, body].map(infiniteField).find((name) => name !== undefined);
    if (field === undefined) done();
    else done(new ApiError(400, 'invalid_parameter', { message: `${field} must be a finite number`, field }));
  });
}

function infiniteField(values: unknown): string | undefined {
  if (typeof values !== 'object' || values === null) return undefined;
  return Object.entries(values).find(
    ([, value]) => typeof value === 'number' && !Number.isFinite(value),
  )?.[0];
}
