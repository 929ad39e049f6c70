import { hopSpanKeys, hopSpanOf, type HopSpan } from '@ordertrace/model';
import { spanWithOnly } from '@ordertrace/otlp';
import type { StoredSpan } from '@ordertrace/store';

/** The fields of a stored span that verdicts need. Other attributes are not decoded. */
export function storedHopSpan(stored: StoredSpan, itemKeys?: readonly string[]): HopSpan {
  return hopSpanOf(spanWithOnly(hopSpanKeys(itemKeys), stored), itemKeys);
}
