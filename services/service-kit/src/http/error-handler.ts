import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database-away.js';
import { WrongStageError } from '../orders/steps.js';
import { Problem, problemDetails } from './problem.js';

const problemMediaType = 'application/problem+json';
/** Seconds after which a client should retry. */
const retryAfterSeconds = 5;

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const details = problemDetails(problem);
  return reply.code(problem.statusCode).type(problemMediaType).serializer(JSON.stringify).send(details);
}

/**
 * Turns any error of a route into problem details. Unexpected errors are logged, and their message stays
 * internal.
 */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (isDataException(error)) request.log.warn({ err: error }, 'the database refused a value');
  if (problem !== undefined) return sendProblem(reply, problem);
  if (isDatabaseAway(error)) {
    request.log.warn({ err: error }, 'the database is away');
    void reply.header('retry-after', retryAfterSeconds);
    const detail = 'The database does not answer now; send the request again.';
    return sendProblem(reply, new Problem({ status: 503, code: 'unavailable', detail }));
  }
  request.log.error({ err: error }, 'request failed');
  return sendProblem(reply, new Problem({ status: 500, code: 'internal_error' }));
}

export function handleNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  const detail = `Nothing answers ${request.method} ${path}; /openapi.json lists what does.`;
  return sendProblem(reply, new Problem({ status: 404, code: 'not_found', detail }));
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof WrongStageError) {
    const { message: detail, stage, possible } = error;
    return new Problem({ status: 409, code: 'wrong_stage', detail, extra: { stage, possible } });
  }
  if (isDataException(error))
    return new Problem({
      status: 400,
      code: 'invalid_request',
      detail:
        'A value can not be stored: it is too long, out of range, or has characters that no text may have.',
    });
  return isFastifyError(error) ? refusal(error) : undefined;
}

/**
 * Whether PostgreSQL refused a value (SQLSTATE class 22). The checks of fields name the field, and come first;
 * this is for what they miss.
 */
function isDataException(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && /^22[0-9A-Z]{3}$/.test(error.code);
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

function refusal(error: FastifyError): Problem | undefined {
  const status = error.statusCode ?? 500;
  if (error.validation !== undefined) {
    // A value that a schema forbids is reported twice: once as such, once with the reason.
    const failures = error.validation.filter(({ keyword }) => keyword !== 'boolean');
    const errors = failures.map((failure) => ({
      field: fieldOf(failure, error.validationContext),
      message: failure.message ?? 'is not valid',
    }));
    const fields = [...new Set(errors.map(({ field }) => field))].join(', ');
    return new Problem({
      status: 400,
      code: 'invalid_request',
      detail: `Not valid: ${fields}.`,
      extra: { errors },
    });
  }
  if (status < 400 || status >= 500) return undefined;
  return new Problem({ status, code: 'invalid_request', detail: error.message });
}

interface ValidationFailure {
  readonly instancePath: string;
  readonly params: Record<string, unknown>;
}

/** `customer.email`; for the query, `query.limit`. */
function fieldOf({ instancePath, params }: ValidationFailure, part: string | undefined): string {
  const missing = params['requiredProperties'];
  const unknown = params['additionalProperties'];
  const names: unknown[] = Array.isArray(missing) ? missing : Array.isArray(unknown) ? unknown : [];
  const path = instancePath.split('/').slice(1);
  if (part !== undefined && part !== 'body') path.unshift(part === 'querystring' ? 'query' : part);
  const [first] = names;
  if (typeof first === 'string') path.push(first);
  return path.length === 0 ? 'body' : path.join('.');
}
