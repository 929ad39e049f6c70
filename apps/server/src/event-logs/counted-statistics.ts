import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tenantScope } from '../access/index.js';
import type { ImportCounting } from './import-counting.js';

/** Marks statistics that do not count all orders of an import yet: each answer gets the field `counting`. */
export function countedStatistics(app: FastifyInstance, imports: Pick<ImportCounting, 'of'>): void {
  app.addHook('preSerialization', (request, reply, payload: unknown, done) => {
    const counting = reply.statusCode < 400 ? imports.of(filterOf(request)) : undefined;
    done(null, counting === undefined ? payload : { ...(payload as object), counting });
  });
}

function filterOf(request: FastifyRequest) {
  const { tenant, source = 'all' } = request.query as { tenant?: string; source?: string };
  return {
    tenantId: tenantScope(request, tenant),
    source: source === 'all' || source === '' ? undefined : source,
  };
}
