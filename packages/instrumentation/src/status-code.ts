import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { attribute } from '@ordertrace/conventions';

/** The span's HTTP or gRPC status if it has one, else `OK` or `ERROR`. */
export function statusCodeOf(span: ReadableSpan): string {
  const code =
    span.attributes[attribute.httpStatusCode] ??
    span.attributes[attribute.httpStatusCodeOld] ??
    span.attributes[attribute.rpcGrpcStatusCode];
  if (typeof code === 'number' || typeof code === 'string') return String(code);
  return span.status.code === SpanStatusCode.ERROR ? 'ERROR' : 'OK';
}
