import { createHash } from 'node:crypto';
import { Problem } from '@ordertrace/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Partner } from '../mes-config.js';

const tenants = new WeakMap<FastifyRequest, string>();

/** Decides by the bearer token which partner asks; throws a `Problem` (401) where it is nobody's. */
export function partnerGate(partners: readonly Partner[]): (request: FastifyRequest) => void {
  const tenantByDigest = new Map(partners.map(({ tenantId, token }) => [digest(token), tenantId]));
  return (request) => {
    const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    // By digest, so that the time of the comparison tells nothing of the tokens.
    const tenant = token === undefined ? undefined : tenantByDigest.get(digest(token));
    if (tenant === undefined) {
      const detail = 'Send the token that you were given: "Authorization: Bearer …".';
      throw new Problem({ status: 401, code: 'unauthorized', detail });
    }
    tenants.set(request, tenant);
  };
}

/** The partner whose request has passed the gate; nothing for all other requests. */
export function partnerOf(request: FastifyRequest): string | undefined {
  return tenants.get(request);
}

/** As `partnerOf`, within the gate. */
export function requirePartner(request: FastifyRequest): string {
  const tenant = partnerOf(request);
  if (tenant === undefined) throw new Error('a partner route lies outside of its gate');
  return tenant;
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
