import type { ProblemDetails } from './schemas/problem-details.js';

/**
 * True if the value can be read as problem details: it has the four fields that all problems of the API have.
 */
export function isProblemDetails(value: unknown): value is ProblemDetails {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'title' in value &&
    typeof value.title === 'string' &&
    'status' in value &&
    typeof value.status === 'number'
  );
}
