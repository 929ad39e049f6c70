import type { Role } from '@ordertrace/api';

/** The access rule of a route. */
export type RouteAccess =
  /** Contains no data of orders or people. */
  | { readonly who: 'anyone' }
  /** A page or a description, for any role. */
  | { readonly who: 'signed_in'; readonly page?: true }
  | {
      readonly who: 'roles';
      readonly roles: readonly Role[];
      /**
       * `scoped`: the handler passes the tenant through `tenantScope`, so callers of a tenant may use it too. `all`: it covers all tenants; callers of a tenant are refused.
       */
      readonly tenants: 'scoped' | 'all';
      /** A page: an anonymous caller is sent to the sign-in. */
      readonly page?: true;
    };

const anyone: RouteAccess = { who: 'anyone' };
const page: RouteAccess = { who: 'signed_in', page: true };
const signedIn: RouteAccess = { who: 'signed_in' };
const scoped = (...roles: readonly Role[]): RouteAccess & { readonly who: 'roles' } => ({
  who: 'roles',
  roles,
  tenants: 'scoped',
});
const all = (...roles: readonly Role[]): RouteAccess => ({ who: 'roles', roles, tenants: 'all' });

const staff = ['support', 'developer', 'business', 'security', 'admin'] as const;
const technical = ['support', 'developer', 'security', 'admin'] as const;
const caseWork = ['support', 'developer', 'admin'] as const;
const partnerView = ['partner', 'support', 'admin'] as const;

/** Paths of the console's single page. */
export const consolePages = [
  '/',
  '/orders',
  '/orders/*',
  '/traces/*',
  '/problems',
  '/flow',
  '/import',
  '/operations',
] as const;

/** Routes of Jaeger's query API, both generations. */
const jaegerPaths = [
  '/api/services',
  '/api/services/:service/operations',
  '/api/operations',
  '/api/traces',
  '/api/traces/:trace_id',
  '/api/dependencies',
  '/api/v3/services',
  '/api/v3/operations',
  '/api/v3/traces',
  '/api/v3/traces/:trace_id',
  '/api/v3/trace-summaries',
  '/api/v3/dependencies',
] as const;

/** Public files of the console: its program and styles. */
const filesForAnyone = /^\/(assets\/.*|favicon\.svg|index\.html)$/;

/**
 * The roles for each route, in one place. A route without an entry prevents the start of the server. Partners
 * have their own API; of this one, they may use routes that show their orders, and nothing internal.
 */
const table: Readonly<Record<string, RouteAccess>> = {
  ...Object.fromEntries(consolePages.map((path) => [`GET ${path}`, page])),

  // Operations
  'GET /healthz': anyone,
  'GET /readyz': anyone,
  'GET /metrics': all('developer', 'admin'),
  'GET /api/v1/operations': all('developer', 'admin'),
  'GET /api/v1/store/check': all('developer', 'admin'),
  'POST /api/v1/store/check': all('admin'),
  'GET /openapi.json': signedIn,
  'GET /runbooks/:name': page,

  // Signing in
  'GET /login': anyone,
  'GET /callback': anyone,
  'GET /signed-out': anyone,
  'POST /logout': anyone,
  'GET /api/v1/me': signedIn,

  // Orders
  'GET /api/v1/orders': scoped(...staff, 'partner'),
  'GET /api/v1/orders/counts': scoped(...staff, 'partner'),
  'GET /api/v1/orders/:order_id': scoped(...staff, 'partner'),
  'GET /api/v1/orders/:order_id/journey': all(...technical),
  'GET /api/v1/orders/:order_id/trace': all(...technical),

  // A partner's view. Callers without a tenant name the tenant to view.
  'GET /partner/v1/orders': scoped(...partnerView),
  'GET /partner/v1/orders/:order_id': scoped(...partnerView),

  'GET /partner': { ...scoped(...partnerView), page: true },
  'GET /partner/orders/:order_id': { ...scoped(...partnerView), page: true },
  'POST /partner/orders/:order_id/links': scoped(...partnerView),
  'POST /partner/orders/:order_id/links/:link_id/revoke': scoped(...partnerView),
  'GET /partner/webhooks': { ...scoped(...partnerView), page: true },
  'GET /partner/webhooks/:webhook_id': { ...scoped(...partnerView), page: true },
  'POST /partner/webhooks': scoped('partner', 'admin'),
  'POST /partner/webhooks/:webhook_id/test': scoped('partner', 'admin'),
  'POST /partner/webhooks/:webhook_id/rotate': scoped('partner', 'admin'),
  'POST /partner/webhooks/:webhook_id/enable': scoped('partner', 'admin'),
  'POST /partner/webhooks/:webhook_id/remove': scoped('partner', 'admin'),
  'GET /pages.css': anyone,

  // Order links
  'POST /api/v1/orders/:order_id/links': scoped(...caseWork),
  'GET /api/v1/orders/:order_id/links': scoped(...caseWork, 'security'),
  'DELETE /api/v1/links/:link_id': scoped(...caseWork, 'security'),
  'POST /partner/v1/orders/:order_id/links': scoped(...partnerView),
  'GET /partner/v1/orders/:order_id/links': scoped(...partnerView),
  'DELETE /partner/v1/links/:link_id': scoped(...partnerView),
  'GET /p/:token': anyone,

  // Webhooks on milestones
  'GET /partner/v1/webhooks': scoped(...partnerView),
  'GET /partner/v1/webhooks/:webhook_id/deliveries': scoped(...partnerView),
  'POST /partner/v1/webhooks': scoped('partner', 'admin'),
  'DELETE /partner/v1/webhooks/:webhook_id': scoped('partner', 'admin'),
  'POST /partner/v1/webhooks/:webhook_id/rotate': scoped('partner', 'admin'),
  'POST /partner/v1/webhooks/:webhook_id/enable': scoped('partner', 'admin'),
  'POST /partner/v1/webhooks/:webhook_id/test': scoped('partner', 'admin'),

  // Telemetry
  'GET /api/v1/traces/:trace_id': all(...technical),
  'GET /api/v1/services': all(...staff),
  'GET /jaeger-ui': all(...caseWork),
  'GET /jaeger-ui/': all(...caseWork),
  'GET /jaeger-ui/*': all(...caseWork),
  ...Object.fromEntries(jaegerPaths.map((path) => [`GET /jaeger${path}`, all(...technical)])),
  'GET /api/v1/links': all(...technical),

  // Flow
  'GET /api/v1/flow': signedIn,
  'GET /api/v1/flows': signedIn,
  'GET /api/v1/flow/map': scoped(...staff, 'partner'),
  'GET /api/v1/flow/operations': scoped(...staff),
  'GET /api/v1/flow/stages': scoped(...staff, 'partner'),
  'GET /api/v1/flow/stages/series': scoped(...staff, 'partner'),
  'GET /api/v1/flow/variants': scoped(...staff, 'partner'),
  'GET /api/v1/flow/deviations': scoped(...staff, 'partner'),
  'GET /api/v1/flow/lead-time': scoped(...staff, 'partner'),
  'GET /api/v1/flow/forecast': scoped(...staff, 'partner'),
  'GET /api/v1/flow/forecast/back-test': scoped(...staff),
  'GET /api/v1/flow/spectrum': scoped(...staff, 'partner'),
  'GET /api/v1/flow/compare': scoped(...staff, 'partner'),
  'GET /api/v1/flow/resources': scoped(...staff),

  // Problems and statistics
  'GET /api/v1/problems': scoped(...staff),
  'GET /api/v1/problems/:problem_id': scoped(...staff),
  'POST /api/v1/problems/actions': scoped(...caseWork),
  'POST /api/v1/problems/:problem_id/acknowledge': scoped(...caseWork),
  'POST /api/v1/problems/:problem_id/assign': scoped(...caseWork),
  'POST /api/v1/problems/:problem_id/note': scoped(...caseWork),
  'POST /api/v1/problems/:problem_id/resolve': scoped(...caseWork),
  'POST /api/v1/problems/:problem_id/reopen': scoped(...caseWork),
  'GET /api/v1/causes': scoped(...staff),
  'GET /api/v1/alerts/deliveries': all(...staff),
  'GET /api/v1/numbers': scoped(...staff),
  'GET /api/v1/events': scoped(...staff),

  // Event logs
  'POST /api/v1/import': all('developer', 'business', 'admin'),
  'GET /api/v1/imports': all('developer', 'business', 'admin'),
  'GET /api/v1/imports/:id': all('developer', 'business', 'admin'),
  'GET /api/v1/export': scoped(...staff),

  // Storage
  'POST /api/v1/backup': all('admin'),
  'GET /api/v1/retention': all('developer', 'security', 'admin'),
  'GET /api/v1/retention/pins': all('developer', 'security', 'admin'),
  'POST /api/v1/retention': all('admin'),
  'POST /api/v1/orders/:order_id/pin': scoped(...caseWork),
  'POST /api/v1/orders/:order_id/unpin': scoped(...caseWork),
  'POST /api/v1/erase': all('security'),

  // Audits
  'GET /api/v1/audit/context': all(...technical),
  'GET /api/v1/audit/privacy': all('developer', 'security', 'admin'),
  'GET /api/v1/audit/access': all('security'),
};

/** The table's entry for a route; `undefined` if there is none. HEAD has the rule of GET. */
export function accessOf(method: string, path: string): RouteAccess | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  if (asked === 'GET' && filesForAnyone.test(path)) return anyone;
  return Object.hasOwn(table, `${asked} ${path}`) ? table[`${asked} ${path}`] : undefined;
}

/** All entries of the table, as `METHOD /path`. */
export const routesInTable: readonly string[] = Object.keys(table);
