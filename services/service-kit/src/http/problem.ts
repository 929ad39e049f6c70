import { Type, type Static } from 'typebox';

/** RFC 9457 problem details with a stable `code`. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'The same as `code`, as an address' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, for programs' }),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  },
  { additionalProperties: true },
);
export type ProblemDetails = Static<typeof ProblemDetails>;

/** Titles of all problem codes of the services. */
export const problemTitles = {
  invalid_request: 'The request is not valid',
  not_found: 'There is no such thing',
  unauthorized: 'A valid token is needed',
  wrong_stage: 'The order is in another stage',
  model_missing: 'The order has no 3D model yet',
  model_too_large: 'The 3D model is too large',
  cancellation_requested: 'The cancellation of the order was requested',
  already_claimed: 'Another operator has claimed it',
  order_ambiguous: 'Several tenants have an order of this id',
  idempotency_key_reused: 'The Idempotency-Key came with another request',
  too_many_requests: 'Too many requests',
  handler_failed: 'The message was not handled; send it again',
  unknown_queue: 'This service reads no such queue',
  message_unreadable: 'The message can not be read',
  unavailable: 'Not available now',
  internal_error: 'An unexpected error',
} as const;

export type ProblemCode = keyof typeof problemTitles;

interface ProblemInput {
  readonly status: number;
  readonly code: ProblemCode;
  /** For people: the problem and the remedy. No personal data. */
  readonly detail?: string;
  /** Further fields of the answer. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Thrown to refuse a request; the answer contains its problem details. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly statusCode: number;
  readonly detail: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor({ status, code, detail, extra = {} }: ProblemInput) {
    super(detail ?? problemTitles[code]);
    this.name = 'Problem';
    this.code = code;
    this.statusCode = status;
    this.detail = detail;
    this.extra = extra;
  }
}

export function problemDetails(problem: Problem): ProblemDetails {
  return {
    type: `urn:ordertrace:problem:${problem.code}`,
    title: problemTitles[problem.code],
    status: problem.statusCode,
    code: problem.code,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...problem.extra,
  };
}

export function orderNotFound(orderId: string): Problem {
  return new Problem({ status: 404, code: 'not_found', detail: `There is no order ${orderId}.` });
}
