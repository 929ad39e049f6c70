import { SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { attribute, eventName } from '@ordertrace/conventions';
import { running } from './running.js';

export interface WorkInput {
  /** A name for the kind of work, the same every time: `price-calculation`. */
  readonly work: string;
  /** Milliseconds within which it should end. */
  readonly expectedWithinMs?: number;
}

/**
 * Runs a long piece of work in a span of its name. That it began is said at once, as an `order.work_started`
 * event that is sent without delay, so a crash in the middle leaves the work open for everyone to see. An
 * error marks the span as failed and is thrown on.
 */
export async function withWork<T>(input: WorkInput, work: (span: Span) => T | Promise<T>): Promise<T> {
  const attributes = {
    [attribute.work]: input.work,
    ...(input.expectedWithinMs !== undefined && { [attribute.expectedWithinMs]: input.expectedWithinMs }),
  };
  const tracer = trace.getTracer('@ordertrace/instrumentation');
  return tracer.startActiveSpan(input.work, { attributes }, async (span) => {
    sayStarted(input, span, attributes);
    return endingSpan(span, () => work(span));
  });
}

/** Runs `work` and ends the span with its outcome. */
export async function endingSpan<T>(span: Span, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function markFailed(span: Span, error: unknown): void {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
  span.setAttribute('error.type', failure.name);
}

/** Only for a span that will be exported: its end is what closes the work again. */
function sayStarted(input: WorkInput, span: Span, attributes: Record<string, string | number>): void {
  const kit = running();
  if (kit?.willExport(span) === false) return;
  logs.getLogger('@ordertrace/instrumentation').emit({
    eventName: eventName.workStarted,
    severityNumber: SeverityNumber.INFO,
    severityText: 'info',
    body: `${input.work} started`,
    attributes,
  });
  kit?.sendEvents();
}
