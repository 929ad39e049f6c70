import type { FastifyRequest } from 'fastify';

/** An ID that no tenant can have: IDs have no line breaks. */
const noTenant = '\n';

/**
 * The tenant that a query must be limited to; `undefined` for all tenants. Every handler of a `scoped` route
 * passes the requested tenant through this function and uses the result.
 *
 * A caller of a tenant gets that tenant. If it requests another one, it gets a tenant that does not exist, so
 * that the response never reveals whether the other exists.
 */
export function tenantScope(request: FastifyRequest, asked: string | undefined): string | undefined {
  request.tenantScoped = true;
  const own = request.person.tenantId;
  if (own === undefined) return asked;
  return asked === undefined || asked === own ? own : noTenant;
}
