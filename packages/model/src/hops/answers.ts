import type { HopSpan } from './hop-span.js';

/** The result of a request for its sender: an answer of its receiver, a failure on the way, or nothing. */
export type Answer = 'answered' | 'unavailable' | 'none';

/** Status codes of an intermediary that could not reach the request's receiver. */
const unavailableHttp = new Set(['502', '503', '504']);
/**
 * gRPC codes that prove no answer. UNKNOWN, DEADLINE_EXCEEDED and UNAVAILABLE can also come from the client; CANCELLED
 * always does.
 */
const silentGrpc = new Set(['1', '2', '4', '14']);

const grpcNames = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'],
  ...['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** A gRPC code as a number, from its number or its name. */
function grpcCode(statusCode: string): string | undefined {
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

/** Codes with which a server reports an error of the caller, not of its own. */
const callersGrpc = new Set(['1', '3', '5', '6', '7', '9', '11', '16']);

/** Whether an answer refuses the request, as opposed to a failure of the server. */
export function isRefusal({ statusCode }: Pick<HopSpan, 'statusCode'>): boolean {
  if (isHttpCode(statusCode)) return statusCode.startsWith('4');
  const code = grpcCode(statusCode);
  return code !== undefined && callersGrpc.has(code);
}
