import type { RouteOptions } from 'fastify';

/**
 * The statuses with which Fastify refuses a request before the handler, and 404 for a path parameter that names
 * nothing. They follow from the route: its parameters, and whether its method has a body.
 */
export function requestErrors({ method, schema }: Pick<RouteOptions, 'method' | 'schema'>): number[] {
  const hasParams = schema?.params !== undefined;
  const hasBody = ![method].flat().every((one) => one === 'GET' || one === 'HEAD');
  const isChecked =
    hasParams || hasBody || schema?.querystring !== undefined || schema?.headers !== undefined;
  return [...(isChecked ? [400] : []), ...(hasParams ? [404, 414] : []), ...(hasBody ? [413, 415] : [])];
}
