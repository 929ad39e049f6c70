import { attribute, definedFields, usualOrderNames } from '@ordertrace/conventions';
import {
  auditContext,
  hopSpanOf,
  orderIdOf,
  type AuditedLog,
  type AuditedSpan,
  type ContextAudit,
} from '@ordertrace/model';
import { logOf, spanOf } from '@ordertrace/otlp';
import type { Store, StoredLog, StoredSpan } from '@ordertrace/store';
import { readableValue } from '../telemetry/readable.js';

export interface AuditWindow {
  readonly fromNanos: bigint;
  /** Exclusive. */
  readonly toNanos: bigint;
  /** Most spans, and most log lines, to read; newest first. */
  readonly records: number;
}

export interface AuditedWindow {
  readonly audit: ContextAudit;
  readonly spans: number;
  readonly logs: number;
  readonly complete: boolean;
  /** The time from which everything was read. */
  readonly spansFromNanos: bigint;
  readonly logsFromNanos: bigint;
  /** Counts of spans without an order that have an attribute like an order ID under another name. */
  readonly unreadNames: ReadonlyMap<string, number>;
}

/**
 * Reads the records of a window, newest first and within the limit, and finds where the order context is
 * lost.
 */
export async function auditWindow(
  store: Pick<Store, 'findSpans' | 'findLogs'>,
  window: AuditWindow,
): Promise<AuditedWindow> {
  const { fromNanos, toNanos, records } = window;
  const unreadNames = new Map<string, number>();
  const spans = await newest(store.findSpans({ fromNanos, toNanos }), records, (stored) =>
    auditedSpan(stored, unreadNames),
  );
  const logs = await newest(store.findLogs({ fromNanos, toNanos }), records, auditedLog);
  return {
    audit: auditContext({ spans: spans.items, logs: logs.items }),
    spans: spans.items.length,
    logs: logs.items.length,
    complete: spans.complete && logs.complete,
    spansFromNanos: spans.complete ? fromNanos : (spans.items.at(-1)?.startNanos ?? fromNanos),
    unreadNames,
    logsFromNanos: logs.complete ? fromNanos : (logs.items.at(-1)?.timeNanos ?? fromNanos),
  };
}

async function newest<T, U>(items: AsyncIterable<T>, limit: number, map: (item: T) => U) {
  const read: U[] = [];
  for await (const item of items) {
    if (read.length === limit) return { items: read, complete: false };
    read.push(map(item));
  }
  return { items: read, complete: true };
}

/** A span inside one application transfers no context, so its columns are enough. */
function auditedSpan(stored: StoredSpan, unreadNames: Map<string, number>): AuditedSpan {
  if (stored.kind !== 'internal') {
    const span = spanOf(stored);
    if (stored.orders.length === 0)
      for (const name of usualOrderNames)
        if (span.attributes.has(name)) unreadNames.set(name, (unreadNames.get(name) ?? 0) + 1);
    const { orders } = stored;
    const name = span.attributes.get(attribute.orderId);
    const isPercentEncoded = typeof name === 'string' && orderIdOf(name) !== name;
    return { ...hopSpanOf(span), orders, isPercentEncoded };
  }
  const { traceId, spanId, parentSpanId, kind, service, name } = stored;
  const { startNanos, durationNanos, status, statusCode, orders } = stored;
  return {
    traceId,
    spanId,
    kind,
    service,
    name,
    startNanos,
    durationNanos,
    status,
    statusCode,
    orders,
    ...definedFields({ parentSpanId }),
    links: [],
  };
}

function auditedLog(stored: StoredLog): AuditedLog {
  const { timeNanos, traceId, spanId, service, orders, eventName } = stored;
  return {
    timeNanos,
    service,
    orders,
    ...definedFields({ traceId, spanId }),
    line: () => (eventName === '' ? lineText(readableValue(logOf(stored).body)) : eventName),
  };
}

const lineLength = 80;

/** The text of a line with `#` in place of its variable parts, which are numbers and IDs. */
export function lineText(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const masked = text
    .slice(0, lineLength * 4)
    .replace(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{7,}\b/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  return masked.length > lineLength ? `${masked.slice(0, lineLength - 1)}…` : masked;
}
