import { openapiDocument, requestErrors, type ContractRoute } from '@ordertrace/openapi';
import type { FastifyInstance } from 'fastify';
import { operatorScheme } from './operator-access.js';
import { ProblemDetails } from './problem.js';

export interface ServiceContract {
  /** Tags of its routes with their descriptions. */
  readonly tags: Readonly<Record<string, string>>;
  /** Schemas by the names they have in the document. */
  readonly schemas?: Readonly<Record<string, unknown>>;
  /** Security schemes by the name that routes use. */
  readonly securitySchemes?: Readonly<Record<string, BearerScheme>>;
}

export interface BearerScheme {
  readonly type: 'http';
  readonly scheme: 'bearer';
  readonly description: string;
}

const commonTags = {
  messages: 'Messages of other services, and those that this one gave up',
  operations: 'Health of the service',
};

const messaging: BearerScheme = {
  type: 'http',
  scheme: 'bearer',
  description: 'MESSAGING_TOKEN, where one is set',
};

/** Options for the OpenAPI document of a service. */
export function serviceDocument(
  contract: ServiceContract & { readonly title: string; readonly description: string },
) {
  return openapiDocument({
    ...contract,
    version: '1.0.0',
    tags: { ...contract.tags, ...commonTags },
    schemas: { ...contract.schemas, ProblemDetails },
    securitySchemes: { ...contract.securitySchemes, messaging, operator: operatorScheme },
    of: (route) => ({
      tag: route.schema?.tags?.[0] ?? 'operations',
      problems: [
        ...requestErrors(route),
        ...securityProblems(route),
        ...problemsOf(route),
        500,
        ...databaseProblems(route),
      ],
      security: [],
    }),
  });
}

/** A route is 503 while the database is away; only the health of the process does not need it. */
function databaseProblems({ url }: ContractRoute): readonly number[] {
  return url === '/healthz' ? [] : [503];
}

function securityProblems({ schema }: ContractRoute): readonly number[] {
  return schema?.security === undefined ? [] : [401];
}

function problemsOf({ config }: ContractRoute): readonly number[] {
  return config?.problems ?? [];
}

export interface AreaContract {
  /** Name of the security scheme of all its routes. */
  readonly security: string;
  /** Statuses of problems that its hooks give. */
  readonly problems: readonly number[];
}

/** Documents what the hooks of an area do with all routes that are added to it later. */
export function documentArea(
  area: Pick<FastifyInstance, 'addHook'>,
  { security, problems }: AreaContract,
): void {
  area.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, security: [{ [security]: [] }] };
    route.config = { ...route.config, problems: [...problemsOf(route), ...problems] };
  });
}
