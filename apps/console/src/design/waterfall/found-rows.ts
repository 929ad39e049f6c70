import type { WaterfallRow } from './span-rows.js';

/**
 * Keys of the spans that match a text in name, service, attribute keys and values, status message or IDs.
 * Upper and lower case are equal; `error` alone also finds every span that ended in an error.
 */
export function foundRows(rows: readonly WaterfallRow[], text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return [];
  }
  return rows.filter((row) => row.type === 'span' && has(row, wanted)).map((row) => row.key);
}

function has(row: Extract<WaterfallRow, { type: 'span' }>, wanted: string): boolean {
  const { span } = row;
  const texts = [span.name, span.application_name, span.status_message, span.span_id, span.trace_id];
  return (
    (wanted === 'error' && row.error) ||
    texts.some((text) => text.toLowerCase().includes(wanted)) ||
    Object.entries(span.attributes).some(([key, value]) =>
      `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`.toLowerCase().includes(wanted),
    )
  );
}
