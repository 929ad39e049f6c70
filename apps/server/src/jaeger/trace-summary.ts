import { attribute } from '@ordertrace/conventions';
import type { Span } from '@ordertrace/model';

interface ServiceSummary {
  readonly name: string;
  readonly spanCount: number;
  readonly errorSpanCount: number;
}

/** A trace in one line of Jaeger's list of found traces. Times are decimal texts of nanoseconds. */
export interface JaegerTraceSummary {
  readonly traceId: string;
  /** The field name for earlier releases of Jaeger's page. */
  readonly traceID: string;
  readonly rootServiceName: string;
  readonly rootOperationName: string;
  readonly minStartTimeUnixNano: string;
  readonly maxEndTimeUnixNano: string;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  /** Spans whose parent has not arrived. */
  readonly orphanSpanCount: number;
  readonly services: readonly ServiceSummary[];
}

/** @param spans of one trace, at least one */
export function traceSummary(spans: readonly Span[]): JaegerTraceSummary {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const orphans = spans.filter(({ parentSpanId: parent }) => parent !== undefined && !ids.has(parent));
  const byStart = [...spans].sort((a, b) => (a.startNanos < b.startNanos ? -1 : 1));
  const root = byStart.find(({ parentSpanId }) => parentSpanId === undefined) ?? byStart[0];
  const ends = spans.map((span) => span.startNanos + span.durationNanos);
  const traceId = root?.traceId ?? '';
  return {
    traceId,
    traceID: traceId,
    rootServiceName: root === undefined ? '' : serviceOf(root),
    rootOperationName: root?.name ?? '',
    minStartTimeUnixNano: `${byStart[0]?.startNanos ?? 0n}`,
    maxEndTimeUnixNano: `${ends.reduce((latest, end) => (end > latest ? end : latest), 0n)}`,
    spanCount: spans.length,
    errorSpanCount: errorsIn(spans),
    orphanSpanCount: orphans.length,
    services: servicesOf(spans),
  };
}

function servicesOf(spans: readonly Span[]): ServiceSummary[] {
  const byService = new Map<string, Span[]>();
  for (const span of spans) {
    const name = serviceOf(span);
    const known = byService.get(name);
    if (known === undefined) byService.set(name, [span]);
    else known.push(span);
  }
  return [...byService].map(([name, own]) => ({
    name,
    spanCount: own.length,
    errorSpanCount: errorsIn(own),
  }));
}

function errorsIn(spans: readonly Span[]): number {
  return spans.filter(({ status }) => status === 'error').length;
}

function serviceOf({ resource }: Span): string {
  const name = resource.attributes.get(attribute.serviceName);
  return typeof name === 'string' ? name : '';
}
