import type { SpanKind } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import type { FlowStep } from './order-history.js';

/** The fields of a span that a step needs. */
export interface OperationSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
}

/**
 * The requests and messages that services received, as steps of an order's way. A service's inner work and its sendings
 * belong to these steps. An operation's name is its service and its span's name. Sorted by start, then by end.
 */
export function operationSteps(spans: readonly OperationSpan[]): FlowStep[] {
  return spans
    .filter(({ kind }) => kind === 'server' || kind === 'consumer')
    .map(({ service, name, startNanos, durationNanos }) => ({
      activity: `${service} ${name}`,
      service,
      resource: '',
      startNanos,
      timeNanos: startNanos + durationNanos,
    }))
    .sort(
      (a, b) =>
        Number(a.startNanos - b.startNanos) ||
        Number(a.timeNanos - b.timeNanos) ||
        compareText(a.activity, b.activity),
    );
}
