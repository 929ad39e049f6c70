import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { askForOrder } from './api/queries.js';
import { readOrderSearch, type OrderSearch } from './pages/order/order-search.js';
import { readOperationsSearch } from './addresses/operations-search.js';
import { readOrdersSearch } from './addresses/orders-search.js';
import { readFlowSearch } from './pages/flow/flow-search.js';
import { NotFoundPage } from './pages/not-found/not-found-page.js';
import { readProblemsSearch } from './pages/problems/problems-search.js';
import { readStartSearch } from './pages/start/start-search.js';
import { readTraceSearch } from './pages/trace/trace-search.js';
import { BrokenPage } from './shell/broken-page.js';
import { Shell } from './shell/shell.js';

interface Context {
  readonly queries: QueryClient;
}

/**
 * Search parameters as the page reads them. The router parses an ID of digits as a number; here it becomes a
 * text again. The router also keeps unknown and invalid parameters and would send them to the server; they
 * are set to undefined.
 */
function only<T extends object>(read: (search: Readonly<Record<string, unknown>>) => T) {
  return (search: Record<string, unknown>): T => {
    const said = Object.entries(search);
    const nothing = Object.fromEntries(said.map(([name]) => [name, undefined]));
    const texts = said.map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]);
    return { ...nothing, ...read(Object.fromEntries(texts) as Record<string, unknown>) };
  };
}

const root = createRootRouteWithContext<Context>()({ component: Shell, notFoundComponent: NotFoundPage });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: only(readStartSearch),
  component: lazyRouteComponent(() => import('./pages/start/start-page.js'), 'StartPage'),
});

const problems = createRoute({
  getParentRoute: () => root,
  path: '/problems',
  validateSearch: only(readProblemsSearch),
  component: lazyRouteComponent(() => import('./pages/problems/problems-page.js'), 'ProblemsPage'),
});

const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: only(readOrdersSearch),
  component: lazyRouteComponent(() => import('./pages/orders/orders-page.js'), 'OrdersPage'),
});

const order = createRoute({
  getParentRoute: () => root,
  path: '/orders/$orderId',
  validateSearch: only<OrderSearch>(readOrderSearch),
  loaderDeps: ({ search }) => ({ tenant: search.tenant }),
  // Loads data in parallel with the page's code. Not on a mere preload: each view of an order is logged.
  loader: ({ cause, context, deps, params }) => {
    if (cause === 'enter') askForOrder(context.queries, { ...params, tenantId: deps.tenant });
  },
  component: lazyRouteComponent(() => import('./pages/order/order-page.js'), 'OrderPage'),
});

const trace = createRoute({
  getParentRoute: () => root,
  path: '/traces/$traceId',
  validateSearch: only(readTraceSearch),
  component: lazyRouteComponent(() => import('./pages/trace/trace-page.js'), 'TracePage'),
});

const flow = createRoute({
  getParentRoute: () => root,
  path: '/flow',
  validateSearch: only(readFlowSearch),
  component: lazyRouteComponent(() => import('./pages/flow/flow-page.js'), 'FlowPage'),
});

const importing = createRoute({
  getParentRoute: () => root,
  path: '/import',
  component: lazyRouteComponent(() => import('./pages/import/import-page.js'), 'ImportPage'),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: '/operations',
  validateSearch: only(readOperationsSearch),
  component: lazyRouteComponent(() => import('./pages/operations/operations-page.js'), 'OperationsPage'),
});

export function consoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([start, orders, order, trace, problems, flow, importing, operations]),
    context: { queries },
    defaultErrorComponent: BrokenPage,
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Values stay texts: an order ID of digits is not a number, and needs no quotes in the URL.
    parseSearch: parseSearchWith((text) => text as unknown),
    stringifySearch: stringifySearchWith(String),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}
