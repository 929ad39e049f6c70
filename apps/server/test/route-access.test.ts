import { roles, type Role } from '@ordertrace/api';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localAccess } from '../src/access/access.js';
import { guard } from '../src/access/guard.js';
import { tenantScope } from '../src/access/tenant-scope.js';
import { accessOf, routesInTable } from '../src/access/route-access.js';
import { startSignedInServer, type SignedInServer } from './support/signed-in-server.js';

/** Who may use what, written down a second time on purpose: a change of the table must be meant. */
const partnersMayUse = [
  'DELETE /partner/v1/links/:link_id',
  'DELETE /partner/v1/webhooks/:webhook_id',
  'GET /api/v1/flow',
  'GET /api/v1/flows',
  'GET /api/v1/me',
  'GET /api/v1/orders',
  'GET /api/v1/orders/:order_id',
  'GET /api/v1/orders/counts',
  'GET /openapi.json',
  'GET /partner',
  'GET /partner/orders/:order_id',
  'GET /partner/v1/orders',
  'GET /partner/v1/orders/:order_id',
  'GET /partner/v1/orders/:order_id/links',
  'GET /partner/v1/webhooks',
  'GET /partner/v1/webhooks/:webhook_id/deliveries',
  'GET /partner/webhooks',
  'GET /partner/webhooks/:webhook_id',
  'GET /runbooks/:name',
  'POST /partner/orders/:order_id/links',
  'POST /partner/orders/:order_id/links/:link_id/revoke',
  'POST /partner/v1/orders/:order_id/links',
  'POST /partner/v1/webhooks',
  'POST /partner/v1/webhooks/:webhook_id/enable',
  'POST /partner/v1/webhooks/:webhook_id/rotate',
  'POST /partner/v1/webhooks/:webhook_id/test',
  'POST /partner/webhooks',
  'POST /partner/webhooks/:webhook_id/enable',
  'POST /partner/webhooks/:webhook_id/remove',
  'POST /partner/webhooks/:webhook_id/rotate',
  'POST /partner/webhooks/:webhook_id/test',
];

interface Route {
  readonly method: string;
  readonly url: string;
}

const streams = new Set(['/api/v1/events']);

describe('the table of routes and roles', () => {
  let server: SignedInServer;
  const routes: Route[] = [];
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    server = await startSignedInServer({}, (route) => {
      for (const method of [route.method].flat()) routes.push({ method, url: route.url });
    });
    for (const role of roles) {
      const tenant = role === 'partner' ? { tenant_id: 'goldwerk' } : {};
      tokens.set(role, await server.provider.programToken({ realm_access: { roles: [role] }, ...tenant }));
    }
  });
  afterAll(() => server.close());

  async function ask({ method, url }: Route, token: string | undefined) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const path = url.replace(':trace_id', '0'.repeat(31) + '1').replace(/:\w+|\*/g, 'none');
    if (!streams.has(url)) return server.api.inject({ method: method as 'GET', url: path, headers });
    // Its answer never ends: the head is enough.
    const ended = new AbortController();
    const { status } = await fetch(`${server.origin}${path}`, { method, headers, signal: ended.signal });
    ended.abort();
    return { statusCode: status, headers: {} as Record<string, string | undefined> };
  }
  const isRefusal = (status: number) => status === 401 || status === 403;

  it('holds every route that the server has', () => {
    expect(routes.length).toBeGreaterThan(10);
    for (const { method, url } of routes) expect(accessOf(method, url), `${method} ${url}`).toBeDefined();
  });

  it('keeps a server from starting that has a route it does not hold', async () => {
    const app = Fastify();
    await guard(app, localAccess);
    expect(() => app.get('/api/v1/everything', () => 'all')).toThrow(
      /GET \/api\/v1\/everything.*route-access/,
    );
    expect(() => app.post('/api/v1/orders', () => 'all')).toThrow(/POST/);
    expect(accessOf('GET', 'toString')).toBeUndefined();
  });

  it('takes an answer back that forgot the limits of a tenant', async () => {
    const app = Fastify();
    const person = { name: '', subject: 'p', roles: ['partner'] as const, tenantId: 'goldwerk', scopes: [] };
    await guard(app, { signIn: true, identify: () => Promise.resolve({ person, by: 'token' }) });
    app.get('/api/v1/orders', () => ['an order of another']);
    app.get('/api/v1/orders/counts', (request) => [tenantScope(request, undefined)]);
    expect((await app.inject('/api/v1/orders')).statusCode).toBe(500);
    expect((await app.inject('/api/v1/orders')).body).not.toContain('another');
    expect((await app.inject('/api/v1/orders/counts')).json()).toEqual(['goldwerk']);
  });

  it('is what every route does for every role, and for nobody', async () => {
    for (const route of routes) {
      const rule = accessOf(route.method, route.url);
      if (rule === undefined || route.url === '/callback' || route.url === '/login') continue;
      const anonymous = await ask(route, undefined);
      const isOpen = rule.who === 'anyone';
      const signsIn = rule.who !== 'anyone' && rule.page === true;
      const where = `${route.method} ${route.url}`;
      if (signsIn) expect(anonymous.headers.location, where).toMatch(/^\/login\?to=/);
      else if (!isOpen) expect(anonymous.statusCode, `${where} for nobody`).toBe(401);
      for (const [role, token] of tokens) {
        const { statusCode } = await ask(route, token);
        const may =
          rule.who !== 'roles' ||
          (rule.roles.includes(role) && (role !== 'partner' || rule.tenants === 'scoped'));
        if (!isOpen) expect(isRefusal(statusCode), `${where} for ${role}: ${statusCode}`).toBe(!may);
        expect(statusCode, `${where} for ${role}`).not.toBe(500);
      }
    }
  }, 120_000);

  it('gives partners what tells of their orders, and nothing else', async () => {
    const open: string[] = [];
    for (const route of routes) {
      const rule = accessOf(route.method, route.url);
      if (rule?.who === 'anyone' || route.method === 'HEAD') continue;
      const { statusCode } = await ask(route, tokens.get('partner'));
      if (!isRefusal(statusCode)) open.push(`${route.method} ${route.url}`);
    }
    expect(open.filter((route) => !route.includes('/flow/')).sort()).toEqual(partnersMayUse);
  });

  it('names each route once, by method and path', () => {
    for (const route of routesInTable) expect(route).toMatch(/^(GET|POST|PUT|DELETE|PATCH) \/\S*$/);
  });
});
