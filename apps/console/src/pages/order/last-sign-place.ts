import type { Diagnosis, Journey } from '@ordertrace/api';
import type { SpanPlace } from '../../design/details/places.js';
import { microsOf, microsPerMilli } from '../../design/instant.js';

export type Account = NonNullable<Diagnosis['account']>;
type LastSign = NonNullable<Account['last_sign']>;

/** Timestamps are in nanoseconds and durations in milliseconds: an end is equal within rounding. */
const roundingMicros = 1000;

/** The span of the operation, or of the transition, that was the last sign; undefined where it is not shown. */
export function lastSignPlace(
  sign: LastSign,
  { traces, transitions }: Pick<Journey, 'traces' | 'transitions'>,
): SpanPlace | undefined {
  const at = microsOf(sign.timestamp);
  const span = traces
    .flatMap(({ spans }) => spans)
    .find(
      ({ application_name, name, timestamp, duration }) =>
        application_name === sign.application_name &&
        name === sign.operation &&
        Math.abs(microsOf(timestamp) + duration * microsPerMilli - at) <= roundingMicros,
    );
  if (span !== undefined) return { traceId: span.trace_id, spanId: span.span_id };
  const entered = transitions.findLast(
    ({ stage, application_name }) => stage === sign.operation && application_name === sign.application_name,
  );
  const { trace_id: traceId = null, span_id: spanId = null } = entered ?? {};
  return traceId === null || spanId === null ? undefined : { traceId, spanId };
}
