import { definedFields } from '@ordertrace/conventions';
import type { ProblemDetails } from '@ordertrace/api';
import { StoreError } from '@ordertrace/store';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An error response with a stable code. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    detail: { message: string; field?: string; retryAfterS?: number },
  ) {
    super(detail.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.field = detail.field;
    this.retryAfterS = detail.retryAfterS;
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Nobody is signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Not while it is so',
  413: 'Too large',
  414: 'Too long',
  415: 'Unsupported media type',
  422: 'The content cannot be taken',
  429: 'Too many requests',
  500: 'The server failed',
  501: 'Not here',
  503: 'Not available now',
};

/** Other fields are sent as they are (RFC 9457, extension members). */
export function sendProblem(
  reply: FastifyReply,
  problem: Omit<ProblemDetails, 'type' | 'title'> & { title?: string; report?: unknown },
) {
  const body: ProblemDetails = {
    type: `urn:ordertrace:problem:${problem.code}`,
    title: problem.title ?? titles[problem.status] ?? 'The request failed',
    ...problem,
  };
  return reply.status(problem.status).type('application/problem+json').send(body);
}

/**
 * The one place that turns every error into a problem response. Faults of the server are logged, not shown.
 */
export function handleErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    // A person with a broken link gets the console's own page.
    if (wantsPage(request, path) && app.hasReplyDecorator('sendFile')) {
      return reply.status(404).sendFile('index.html');
    }
    return sendProblem(reply, {
      status: 404,
      code: 'no_such_path',
      detail: `There is no ${request.method} ${path}. GET /openapi.json lists what there is.`,
    });
  });
  app.setErrorHandler((error: FastifyError | ApiError | StoreError, request, reply) => {
    if (error instanceof ApiError) {
      if (error.retryAfterS !== undefined) void reply.header('retry-after', error.retryAfterS);
      if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
      return sendProblem(reply, {
        status: error.status,
        code: error.code,
        detail: error.message,
        ...definedFields({ field: error.field }),
      });
    }
    if (error instanceof StoreError) return sendStoreProblem(reply, error);
    if (error.validation !== undefined) return sendInvalid(reply, error);
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendProblem(reply, { status: error.statusCode, code: 'bad_request', detail: error.message });
    }
    request.log.error({ err: error }, 'request failed');
    return sendProblem(reply, {
      status: 500,
      code: 'internal',
      detail: 'The log of the server has the details.',
    });
  });
}

function wantsPage({ method, headers }: FastifyRequest, path: string): boolean {
  return method === 'GET' && !path.startsWith('/api/') && headers.accept?.includes('text/html') === true;
}

function sendStoreProblem(reply: FastifyReply, error: StoreError) {
  if (error.code === 'invalid_cursor')
    return sendProblem(reply, {
      status: 400,
      code: 'invalid_parameter',
      field: 'cursor',
      detail: error.message,
    });
  if (error.retryAfterMs !== undefined)
    void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  return sendProblem(reply, { status: 503, code: `store_${error.code}`, detail: error.message });
}

function sendInvalid(reply: FastifyReply, error: FastifyError) {
  const [first] = error.validation ?? [];
  const field = first?.instancePath.replace(/^\//, '').replaceAll('/', '.');
  return sendProblem(reply, {
    status: 400,
    code: 'invalid_parameter',
    detail: error.message,
    ...(field === undefined || field === '' ? {} : { field }),
  });
}
