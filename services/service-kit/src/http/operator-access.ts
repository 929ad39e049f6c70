import { isLoopback } from '@ordertrace/conventions';
import type { FastifyRequest } from 'fastify';
import type { ServiceConfig } from '../service-config.js';
import { bearerNames } from './bearer-names.js';
import { Problem } from './problem.js';

/** Name in journeys of an operator on the service's own machine. */
const localOperator = 'local';

/** Security scheme of operators' routes. */
export const operatorScheme = {
  type: 'http',
  scheme: 'bearer',
  description: 'A token of OPERATOR_TOKENS; on a loopback address none is needed if none is set',
} as const;

/** Returns the operator of a request. Throws a `Problem` (401) for any other request. */
export function operatorGate({
  operators,
  host,
}: Pick<ServiceConfig, 'operators' | 'host'>): (request: FastifyRequest) => string {
  const nameOf = bearerNames(operators);
  const isOpen = operators.length === 0 && isLoopback(host);
  return (request) => {
    const name = isOpen ? localOperator : nameOf(request.headers.authorization);
    if (name !== undefined) return name;
    const detail =
      operators.length === 0
        ? 'This service has no operators yet: set OPERATOR_TOKENS.'
        : 'Send an operator’s token: "Authorization: Bearer …".';
    throw new Problem({ status: 401, code: 'unauthorized', detail });
  };
}
