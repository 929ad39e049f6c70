import type { HopSpan } from './hop-span.js';

/** What the sender of a request learned: an answer of whoever it was for, a failure on the way, or nothing. */
export type Answer = 'answered' | 'unavailable' | 'none';

/** Answers of something on the way, which could not reach whom the request was for. */
const unavailableHttp = new Set(['502', '503', '504']);
/** UNKNOWN, DEADLINE_EXCEEDED and UNAVAILABLE come from the client's own side too; CANCELLED is its own. */
const silentGrpc = new Set(['1', '2', '4', '14']);

const grpcNames = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'],
  ...['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** A gRPC code as its number, however it is given. */
export function grpcCode(statusCode: string): string | undefined {
  if (/^(?:\d|1[0-6])$/.test(statusCode)) return statusCode;
  const place = grpcNames.indexOf(statusCode.toUpperCase());
  return place < 0 || statusCode === 'OK' ? undefined : String(place);
}

/** The name of a gRPC code given by number: `FAILED_PRECONDITION` for 9. */
export function grpcName(statusCode: string): string | undefined {
  const code = grpcCode(statusCode);
  return code === undefined ? undefined : grpcNames[Number(code)];
}

export function isHttpCode(statusCode: string): boolean {
  return /^[1-5]\d\d$/.test(statusCode);
}

export function answerOf({ statusCode }: HopSpan): Answer {
  if (isHttpCode(statusCode)) return unavailableHttp.has(statusCode) ? 'unavailable' : 'answered';
  const code = grpcCode(statusCode);
  if (code === undefined) return 'none';
  return silentGrpc.has(code) ? 'none' : 'answered';
}

/** Codes by which a server says that the caller, not it, is at fault. */
const callersGrpc = new Set(['1', '3', '5', '6', '7', '9', '11', '16']);

/** Whether an answer is a refusal of what was asked, as opposed to a failure of who was asked. */
export function isRefusal({ statusCode }: Pick<HopSpan, 'statusCode'>): boolean {
  if (isHttpCode(statusCode)) return statusCode.startsWith('4');
  const code = grpcCode(statusCode);
  return code !== undefined && callersGrpc.has(code);
}
