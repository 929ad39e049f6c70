import type { FastifyRequest } from 'fastify';

/** No tenant has this id: ids have no line breaks. */
const noTenant = '\n';

/**
 * The tenant that a query must be limited to; `undefined` for all of them. Every handler of a `scoped` route
 * passes the tenant it was asked for through here, and uses what it gets.
 *
 * Who belongs to a tenant gets that tenant; when another one is asked for, one that does not exist, so that the
 * answer is the same whether the other tenant exists or not.
 */
export function tenantScope(request: FastifyRequest, asked: string | undefined): string | undefined {
  request.tenantScoped = true;
  const own = request.person.tenantId;
  if (own === undefined) return asked;
  return asked === undefined || asked === own ? own : noTenant;
}
