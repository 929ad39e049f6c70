import type { SpanKind } from '../telemetry/span.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import { compareText } from './grouping.js';
import type { FlowStep } from './order-history.js';

/** What is asked of a span to make a step of it. */
export interface OperationSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
}

/**
 * Operations as the steps of an order's way: what services took in, requests and messages. What a service does within,
 * and what it sends, belongs to these. An operation is named by its service and its span's name; by start, then by end.
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
