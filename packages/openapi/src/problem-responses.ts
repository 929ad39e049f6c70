/** A JSON object of the document. */
export type Json = Record<string, unknown>;

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } },
};

interface ProblemResponse {
  readonly name: string;
  readonly description: string;
  readonly headers?: Json;
}

/** Responses with problem details (RFC 9457), by status. */
const problems: Readonly<Record<number, ProblemResponse>> = {
  300: {
    name: 'SeveralTenants',
    description: 'Several tenants have an order of this id; name one with `tenant`',
  },
  400: { name: 'BadRequest', description: 'A parameter or the body is not valid' },
  401: { name: 'Unauthorized', description: 'A valid token or session is needed' },
  403: { name: 'Forbidden', description: 'The role or the tenant of the caller does not allow it' },
  404: { name: 'NotFound', description: 'Nothing is stored under this name' },
  409: { name: 'Conflict', description: 'The present state does not allow it' },
  413: { name: 'ContentTooLarge', description: 'The body is too large' },
  414: { name: 'UriTooLong', description: 'A part of the path is too long' },
  415: { name: 'UnsupportedMediaType', description: 'The media type of the body is not supported' },
  422: { name: 'UnprocessableContent', description: 'The Idempotency-Key was used for another request' },
  429: { name: 'TooManyRequests', description: 'Too many requests within a minute', headers: retryAfter },
  500: { name: 'ServerError', description: 'An unexpected error; the log of the server has its details' },
  501: { name: 'NotImplemented', description: 'This server is configured without it' },
  503: {
    name: 'Unavailable',
    description: 'Not available now; the request can be repeated',
    headers: retryAfter,
  },
};

/** The problem response of a status. Throws for a status that has none. */
function problemResponse(status: number): ProblemResponse {
  const problem = problems[status];
  if (problem === undefined) throw new Error(`No problem response has the status ${status}`);
  return problem;
}

export function referenceTo(status: number): Json {
  return { $ref: `#/components/responses/${problemResponse(status).name}` };
}

/** `components.responses` for these statuses. */
export function problemComponents(statuses: Iterable<number>): Json {
  const sorted = [...new Set(statuses)].sort((a, b) => a - b);
  return Object.fromEntries(
    sorted.map((status) => {
      const { name, ...response } = problemResponse(status);
      const schema = { $ref: '#/components/schemas/ProblemDetails' };
      return [name, { ...response, content: { 'application/problem+json': { schema } } }];
    }),
  );
}
