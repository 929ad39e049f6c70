import { STATUS_CODES } from 'node:http';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema, RouteOptions } from 'fastify';
import { operationId } from './operation-id.js';
import { problemComponents, referenceTo, type Json } from './problem-responses.js';
import { SharedSchemas } from './shared-schemas.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Statuses of problems that the handler itself gives, for the OpenAPI document. */
    problems?: readonly number[];
    /** Whether the answer has an entity tag, and is 304 for a caller that has it already. */
    entityTag?: boolean;
  }
}

export type ContractRoute = Pick<RouteOptions, 'method' | 'url' | 'schema' | 'config'>;

/** What the document says of a route, besides its schema. */
export interface RouteContract {
  readonly tag: string;
  /** Statuses of all problems that the route can give. */
  readonly problems: readonly number[];
  /** Names of security schemes, of which one is needed; none: everybody may call it. */
  readonly security: readonly string[];
}

export interface Contract {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly securitySchemes: Json;
  /** Tags with their descriptions. */
  readonly tags: Readonly<Record<string, string>>;
  /** Schemas by the names they have in the document; `ProblemDetails` is needed. */
  readonly schemas: Readonly<Record<string, unknown>> & { readonly ProblemDetails: unknown };
  readonly of: (route: ContractRoute) => RouteContract;
}

const problemsKey = 'x-problems';
type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;
type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>;

/** Options of `@fastify/swagger` that give a complete OpenAPI 3.1 document. */
export function openapiDocument(contract: Contract): FastifyDynamicSwaggerOptions {
  const { title, description, version, securitySchemes } = contract;
  return {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/' }],
      tags: Object.entries(contract.tags).map(([name, text]) => ({ name, description: text })),
      components: { securitySchemes },
    } as never,
    // Pages and proxied paths have no schema.
    transform: ({ url, route }: Parameters<Transform>[0]) => ({
      schema:
        route.schema === undefined || route.schema.hide === true
          ? { hide: true }
          : described(route, contract),
      url,
    }),
    transformObject: (document: Parameters<TransformObject>[0]) =>
      finished('openapiObject' in document ? document.openapiObject : document, contract),
  };
}

function described(route: ContractRoute, contract: Contract): FastifySchema {
  const { tag, problems, security } = contract.of(route);
  const { consumes, produces, ...rest } = route.schema ?? {};
  return {
    operationId: operationId([route.method].flat()[0] ?? 'GET', route.url),
    tags: [tag],
    security: security.map((name) => ({ [name]: [] })),
    ...rest,
    ...(rest.body === undefined && consumes !== undefined && { body: { content: filesOf(consumes) } }),
    ...(produces !== undefined && { response: { 200: { description: 'OK', content: filesOf(produces) } } }),
    ...(route.config?.entityTag === true && tagged(rest)),
    [problemsKey]: [...new Set(problems)].sort((a, b) => a - b),
  } as FastifySchema;
}

/** The header and the status of conditional requests (RFC 9110). */
function tagged({ response }: FastifySchema): FastifySchema {
  const tag = { type: 'string', description: 'Entity tag of the answer that the caller has' };
  return {
    headers: { type: 'object', properties: { 'If-None-Match': tag } },
    response: {
      ...(response as Json),
      304: { type: 'null', description: 'The answer is the one that the caller has' },
    },
  };
}

/** `content` of a body whose form another standard describes. */
function filesOf(types: readonly string[]): Json {
  const file = { type: 'string', format: 'binary' };
  return Object.fromEntries(types.map((type) => [type, { schema: type.endsWith('json') ? {} : file }]));
}

function finished(document: object, { schemas }: Contract): Json {
  const parts = { ...document } as Json;
  const shared = new SharedSchemas(schemas);
  const statuses = new Set<number>();
  const paths = shared.referring(parts['paths']) as Record<string, Record<string, Json>>;
  shared.referring(schemas.ProblemDetails);
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const status of takeProblems(operation)) {
      statuses.add(status);
      (operation['responses'] as Json)[status] ??= referenceTo(status);
    }
    nameResponses(operation['responses'] as Record<string, Json>);
  }
  const { securitySchemes } = parts['components'] as Json;
  const components = {
    schemas: shared.components(),
    responses: problemComponents(statuses),
    securitySchemes,
  };
  return { ...parts, paths: sorted(paths), components };
}

function takeProblems(operation: Json): readonly number[] {
  const statuses = operation[problemsKey] as readonly number[];
  Reflect.deleteProperty(operation, problemsKey);
  return statuses;
}

function nameResponses(responses: Record<string, Json>): void {
  for (const [status, response] of Object.entries(responses))
    if (response['description'] === 'Default Response')
      response['description'] = STATUS_CODES[status] ?? status;
}

function sorted<T>(values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
