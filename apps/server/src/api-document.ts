import * as schemas from '@ordertrace/api';
import { openapiDocument, requestErrors, type ContractRoute, type RouteContract } from '@ordertrace/openapi';
import { accessOf, type RouteAccess } from './access/index.js';

const tags = {
  orders: 'Orders, their journeys, and links for customers',
  flow: 'Flows, and statistics of the ways that orders take',
  problems: 'Bad situations of orders as cases, their causes, alerts, and the three numbers',
  telemetry: 'Traces, services, and links to other tools',
  'event logs': 'Past orders in and out: CSV, XES, OCEL',
  storage: 'Backup, checks, retention and erasure',
  audits: 'Context, privacy and access',
  partners: "The partners' view: own orders, links and webhooks only",
  operations: 'Health, metrics, and the caller',
};
type Tag = keyof typeof tags;

/** The tag of a path, by its first word after the prefix. */
const tagOf: Readonly<Record<string, Tag>> = {
  orders: 'orders',
  events: 'orders',
  flow: 'flow',
  flows: 'flow',
  problems: 'problems',
  causes: 'problems',
  alerts: 'problems',
  numbers: 'problems',
  traces: 'telemetry',
  services: 'telemetry',
  links: 'telemetry',
  import: 'event logs',
  imports: 'event logs',
  export: 'event logs',
  backup: 'storage',
  store: 'storage',
  retention: 'storage',
  erase: 'storage',
  audit: 'audits',
  healthz: 'operations',
  readyz: 'operations',
  metrics: 'operations',
  operations: 'operations',
  me: 'operations',
};

/** Options for the OpenAPI document of this server, derived from the table of routes and roles. */
export const apiDocument = openapiDocument({
  title: 'Ordertrace',
  version: '1',
  description:
    'Where each order is, why it hangs, where the time goes. Errors are problem details (RFC 9457) with a stable ' +
    '`code`. A server without sign-in answers callers on its own machine only, and they need no token.',
  tags,
  securitySchemes: {
    token: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token of the server or of the sign-in provider',
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-ordertrace_session',
      description: 'The session of the console, from `/login`; without https the name has no prefix',
    },
  },
  schemas: namedSchemas(),
  of: contractOf,
});

function contractOf(route: ContractRoute): RouteContract {
  const rule = [route.method].flat().map((method) => accessOf(method, route.url))[0];
  return {
    tag: route.url.startsWith('/partner/') ? 'partners' : tagNamed(route.url),
    problems: [...requestErrors(route), ...accessProblems(rule), ...ownProblems(route), 500],
    security: rule?.who === 'anyone' ? [] : ['token', 'session'],
  };
}

function tagNamed(url: string): Tag {
  const [first = ''] = url.replace('/api/v1/', '/').split('/').slice(1);
  const tag = tagOf[first];
  if (tag === undefined) throw new Error(`No tag for ${url}: add "${first}" to tagOf in api-document.ts.`);
  return tag;
}

/** Guarded routes are 503 while the sign-in provider or the store is not available. */
function accessProblems(rule: RouteAccess | undefined): readonly number[] {
  return rule?.who === 'anyone' ? [429] : [401, 403, 429, 503];
}

/** Partners belong to one tenant, so they are never asked whose order it is. */
function ownProblems({ url, config }: ContractRoute): readonly number[] {
  const { problems = [] } = config ?? {};
  return url.startsWith('/partner/') ? problems.filter((status) => status !== 300) : problems;
}

/** The object schemas of `@ordertrace/api`, by name. */
function namedSchemas() {
  const objects = Object.entries(schemas).filter(
    ([, schema]) => typeof schema === 'object' && 'properties' in schema,
  );
  return { ...Object.fromEntries(objects), ProblemDetails: schemas.ProblemDetails };
}
