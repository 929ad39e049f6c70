import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../http/errors.js';
import type { Access } from './access.js';
import { isPartnerOnly, nobody, type Caller, type Person } from '../http/caller.js';
import { refuseOtherSites } from './request-origin.js';
import { accessOf, type RouteAccess } from './route-access.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller. */
    person: Person;
    /** Whether the handler has applied the limits of the caller's tenant. */
    tenantScoped: boolean;
  }
  interface FastifyContextConfig {
    /** The entry in the table of routes and roles; set when the route is added. */
    access?: RouteAccess;
  }
}

/**
 * Enforces the table of routes and roles for every request. Call it before any route is added; each later
 * route must be in the table.
 */
export async function guard(app: FastifyInstance, access: Access): Promise<void> {
  // Requests share a prototype, which can't hold objects, so the hook below sets the value first.
  app.decorateRequest('person');
  app.decorateRequest('tenantScoped', false);
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const found = accessOf(method, route.url);
      if (found === undefined) throw new Error(missingRoute(method, route.url));
      route.config = { ...route.config, access: found };
    }
  });
  const limit = await rateLimits(app, access);
  app.addHook('onRequest', async (request, reply) => {
    request.person = nobody;
    const rule = request.routeOptions.config.access;
    if (rule?.who === 'anyone') {
      await limit(request, undefined);
      return;
    }
    const caller = await knownCaller({ access, limit }, request, reply);
    await limit(request, caller);
    if (rule === undefined || request.is404) return;
    if (caller === undefined) {
      if (rule.page) return reply.redirect(loginPath(request.url));
      throw notSignedIn();
    }
    // No browser and no proxy may cache a personal response.
    void reply.header('cache-control', 'no-store');
    refuseOtherSites(request, caller.by);
    mayUse(rule, caller.person);
    request.person = caller.person;
  });
  app.addHook('onSend', (request, reply) =>
    ignoresTenant(request, reply) ? Promise.reject(forgottenScope(request)) : Promise.resolve(),
  );
}

type Limit = (request: FastifyRequest, caller: Caller | undefined) => Promise<void>;

/** Rejected credentials count towards the limit of their address. */
async function knownCaller(
  { access, limit }: { access: Access; limit: Limit },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | undefined> {
  try {
    return await access.identify(request, reply);
  } catch (error) {
    await limit(request, undefined);
    throw error;
  }
}

async function rateLimits(app: FastifyInstance, { requestsPerMinute }: Access): Promise<Limit> {
  if (requestsPerMinute === undefined) return () => Promise.resolve();
  await app.register(rateLimit, { global: false });
  const keys = new WeakMap<FastifyRequest, string>();
  const count = app.createRateLimit({
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => keys.get(request) ?? request.ip,
  });
  return async (request, caller) => {
    keys.set(request, caller === undefined ? `ip ${request.ip}` : `subject ${caller.person.subject}`);
    const result = await count(request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new ApiError(429, 'too_many_requests', {
      message: `More than ${requestsPerMinute} requests came within a minute. Wait ${result.ttlInSeconds} s.`,
      retryAfterS: result.ttlInSeconds,
    });
  };
}

function missingRoute(method: string, path: string): string {
  return (
    `Nobody has said who may use ${method} ${path}. Add it to the table in apps/server/src/access/` +
    'route-access.ts: which roles, and whether its handler limits its answer by tenantScope().'
  );
}

function notSignedIn(): ApiError {
  return new ApiError(401, 'not_signed_in', {
    message: 'Sign in at /login, or send a token: Authorization: Bearer …',
  });
}

function loginPath(url: string): string {
  return `/login?to=${encodeURIComponent(url)}`;
}

/** @throws ApiError 403 */
function mayUse(rule: RouteAccess, person: Person): void {
  if (rule.who === 'anyone') return;
  const { roles, tenantId } = person;
  if (roles.length === 0)
    throw notAllowed('No role of this server was given to you: ask who manages the sign-in.');
  if (isPartnerOnly(person) && tenantId === undefined)
    throw notAllowed('You have the role partner, and no tenant: ask who manages the sign-in.');
  if (rule.who === 'signed_in') return;
  if (!rule.roles.some((role) => roles.includes(role)))
    throw notAllowed(`This needs one of the roles ${rule.roles.join(', ')}; you have ${roles.join(', ')}.`);
  if (rule.tenants === 'all' && tenantId !== undefined)
    throw notAllowed('This answer covers all tenants, and you belong to one.');
}

function notAllowed(message: string): ApiError {
  return new ApiError(403, 'not_allowed', { message });
}

/**
 * Whether a scoped route responds to a tenant's caller without the tenant's limits, which is a fault of ours.
 */
function ignoresTenant(request: FastifyRequest, reply: FastifyReply): boolean {
  const rule = request.routeOptions.config.access;
  return (
    rule?.who === 'roles' &&
    rule.tenants === 'scoped' &&
    request.person.tenantId !== undefined &&
    !request.tenantScoped &&
    reply.statusCode < 400
  );
}

function forgottenScope(request: FastifyRequest): Error {
  return new Error(`${request.routeOptions.url ?? ''} answers without tenantScope()`);
}
