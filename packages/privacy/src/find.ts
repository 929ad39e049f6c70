import type { Finding } from './detectors.js';
import { scanAts, scanEncodedAts, scanQueries, queryValues } from './scan-addresses.js';
import { scanMoney } from './scan-money.js';
import { scanNumbers } from './scan-numbers.js';
import { scanPairs } from './scan-pairs.js';
import { scanSql } from './scan-sql.js';
import { scanTokens } from './scan-tokens.js';
import { trait } from './traits.js';

/** What a text is, as far as its key or place says. */
export type TextForm = 'text' | 'id' | 'path' | 'query' | 'sql';

/**
 * What must not stay of a text, in order and without overlaps. `traits` are the text's own. Takes time in
 * proportion to the text's length.
 */
export function findIn(text: string, traits: number, form: TextForm): Finding[] {
  const found: Finding[] = [];
  if (form === 'sql') found.push(...scanSql(text));
  if (form === 'query') found.push(...queryValues(text.replace(/^\?/, ' '), 0));
  if ((traits & trait.query) !== 0) found.push(...scanQueries(text));
  if ((traits & trait.at) !== 0) found.push(...scanAts(text), ...scanEncodedAts(text));
  if ((traits & trait.token) !== 0) found.push(...scanTokens(text));
  // A statement's literals are gone; what is left of `price = $1` are names.
  if ((traits & trait.pair) !== 0 && form !== 'sql') found.push(...scanPairs(text));
  if ((traits & trait.digits) !== 0) found.push(...scanNumbers(text, form === 'id'));
  if ((traits & trait.currency) !== 0 && form !== 'id' && form !== 'sql') found.push(...scanMoney(text));
  return withoutOverlaps(found);
}

/** Of what overlaps, the widest reach goes, under the name of the first. */
function withoutOverlaps(found: Finding[]): Finding[] {
  if (found.length < 2) return found;
  const kept: Finding[] = [];
  for (const next of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || next.start >= last.end) kept.push(next);
    else if (next.end > last.end) kept[kept.length - 1] = { ...last, end: next.end };
  }
  return kept;
}

export function replaceIn(text: string, findings: readonly Finding[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, detector, instead } of findings) {
    result += text.slice(from, start) + (instead ?? `[${detector}]`);
    from = end;
  }
  return result + text.slice(from);
}
