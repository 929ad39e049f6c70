import { unstorableReason, unstorableText } from '@ordertrace/messaging';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Refuses a request with a text that the database can't store, and names the field. */
export function refuseUnstorableText(
  request: FastifyRequest,
  _reply: unknown,
  done: (error?: Error) => void,
) {
  const parts = { body: request.body, params: request.params, query: request.query };
  for (const [part, value] of Object.entries(parts)) {
    const path = unstorableText(value);
    if (path === undefined) continue;
    const field = [...(part === 'body' && path.length > 0 ? [] : [part]), ...path].join('.');
    done(unstorable(field));
    return;
  }
  done();
}

function unstorable(field: string): Problem {
  const extra = { errors: [{ field, message: unstorableReason }] };
  return new Problem({ status: 400, code: 'invalid_request', detail: `Not valid: ${field}.`, extra });
}
