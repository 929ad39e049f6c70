import { SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { attribute, eventName } from '@ordertrace/conventions';
import { running } from './running.js';

export interface WorkInput {
  /** A constant name for the kind of work: `price-calculation`. */
  readonly work: string;
  /** The expected duration. Milliseconds. */
  readonly expectedWithinMs?: number;
}

/**
 * Runs a long piece of work in a span of its name. It sends an `order.work_started` event at once, so that
 * after a crash the work stays visible as unfinished. An error marks the span as failed and is thrown again.
 *
 * @example
 * const price = await withWork({ work: 'price-calculation', expectedWithinMs: 60_000 }, () =>
 *   calculatePrice(order),
 * );
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

/** Sends the event only if the span will be exported: the end of the span closes the work. */
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
