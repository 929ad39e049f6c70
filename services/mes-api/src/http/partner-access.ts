import { bearerNames, Problem } from '@ordertrace/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Partner } from '../mes-config.js';

const tenants = new WeakMap<FastifyRequest, string>();

/** Identifies the partner by the bearer token. Throws a `Problem` (401) for an unknown token. */
export function partnerGate(partners: readonly Partner[]): (request: FastifyRequest) => void {
  const tenantOf = bearerNames(partners.map(({ tenantId: name, token }) => ({ name, token })));
  return (request) => {
    const tenant = tenantOf(request.headers.authorization);
    if (tenant === undefined) {
      const detail = 'Send the token that you were given: "Authorization: Bearer …".';
      throw new Problem({ status: 401, code: 'unauthorized', detail });
    }
    tenants.set(request, tenant);
  };
}

/** The partner of a request that has passed the gate; undefined for all other requests. */
export function partnerOf(request: FastifyRequest): string | undefined {
  return tenants.get(request);
}

/** As `partnerOf`, behind the gate. */
export function requirePartner(request: FastifyRequest): string {
  const tenant = partnerOf(request);
  if (tenant === undefined) throw new Error('a partner route lies outside of its gate');
  return tenant;
}
