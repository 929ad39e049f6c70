import type { AttributeValue, OrderEvent, TelemetryBatch, TransitionLearner } from '@ordertrace/model';
import { logOf, spanOf } from '@ordertrace/otlp';
import { withinBounds } from '../receive/bound-batches.js';
import { logAt, spanAt, type TelemetryAppender } from '@ordertrace/store';

/**
 * Adds the transitions that a flow's `learn` rules find in spans and log lines, on their way into the store. Only
 * there where a flow has rules: it must read every record whole.
 */
export function learningAppender(
  store: TelemetryAppender,
  learner: () => TransitionLearner | undefined,
): TelemetryAppender {
  return {
    append: (batch) => {
      const learn = learner();
      if (learn === undefined) return store.append(batch);
      return store.append({
        ...batch,
        events: [...batch.events, ...withinBounds(batch, learned(batch, learn))],
      });
    },
  };
}

function* learned(batch: TelemetryBatch, learn: TransitionLearner): Generator<OrderEvent> {
  for (let row = 0; row < batch.spans.length; row++) {
    const stored = spanAt(batch, row);
    const span = spanOf(stored);
    yield* learn({
      type: 'span',
      service: stored.service,
      name: span.name,
      text: '',
      startNanos: span.startNanos,
      endNanos: span.startNanos + span.durationNanos,
      traceId: span.traceId,
      spanId: span.spanId,
      attribute: (key) => textOf(span.attributes.get(key)),
    });
  }
  for (let row = 0; row < batch.logs.length; row++) {
    const stored = logAt(batch, row);
    const log = logOf(stored);
    yield* learn({
      type: 'log',
      service: stored.service,
      name: '',
      text: textOf(log.body) ?? '',
      startNanos: log.timeNanos,
      endNanos: log.timeNanos,
      ...(log.traceId === undefined ? {} : { traceId: log.traceId }),
      ...(log.spanId === undefined ? {} : { spanId: log.spanId }),
      attribute: (key) => textOf(log.attributes.get(key)),
    });
  }
}

function textOf(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : undefined;
}
