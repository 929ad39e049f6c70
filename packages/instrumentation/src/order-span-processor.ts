import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Coverage } from '@ordertrace/conventions';
import { closeSpan, isSpanTraced, openSpan, writeAttributes } from './span-orders.js';
import { statusCodeOf } from './status-code.js';

export interface OrderSpanProcessorOptions {
  readonly applicationName: string;
  readonly environment: string;
  readonly coverage: Coverage;
  /** Receives the finished spans that are to be exported. */
  readonly next: SpanProcessor;
}

/**
 * Adds the nine fields to every span, except those that the span already has (`trace_id`, `span_id`, start
 * time). Passes on only the spans that the coverage includes.
 */
export class OrderSpanProcessor implements SpanProcessor {
  readonly #options: OrderSpanProcessorOptions;
  readonly #origin: { application_name: string; environment: string };

  constructor(options: OrderSpanProcessorOptions) {
    this.#options = options;
    this.#origin = { application_name: options.applicationName, environment: options.environment };
  }

  /** Whether the span will be exported when it ends, as far as is known so far. */
  willExport(span: Pick<Span, 'spanContext' | 'isRecording'>): boolean {
    const { coverage } = this.#options;
    if (!span.isRecording() || (span.spanContext().traceFlags & 1) === 0) return false;
    return coverage === 'full' || (coverage === 'approved-to-shipped' && isSpanTraced(span as Span));
  }

  onStart(span: Span, parentContext: Context): void {
    cutQuery(span);
    writeAttributes(span, this.#origin);
    openSpan(span, parentContext);
    this.#options.next.onStart(span, parentContext);
  }

  onEnding(span: Span): void {
    const [seconds, nanos] = span.duration;
    span.attributes['status_code'] = statusCodeOf(span);
    span.attributes['duration'] = seconds * 1000 + Math.round(nanos / 1000) / 1000;
  }

  onEnd(span: ReadableSpan): void {
    const { coverage, next } = this.#options;
    if (coverage === 'full' || (coverage === 'approved-to-shipped' && isSpanTraced(span as Span))) {
      next.onEnd(span);
    }
    closeSpan(span as Span);
  }

  forceFlush(): Promise<void> {
    return this.#options.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#options.next.shutdown();
  }
}

/** Removes the query: it may hold personal data, and doesn't help to follow an order. */
function cutQuery({ attributes }: Span): void {
  const address = attributes['url.full'];
  if (typeof address === 'string') attributes['url.full'] = address.split('?', 1)[0];
}
