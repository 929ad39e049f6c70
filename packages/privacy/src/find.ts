import type { Finding } from './detectors.js';
import { plainText } from './disguise.js';
import { scanAts, scanQueries, queryValues } from './scan-addresses.js';
import { scanEncoded } from './scan-encoded.js';
import { scanIps } from './scan-ips.js';
import { scanMoney } from './scan-money.js';
import { scanNumbers } from './scan-numbers.js';
import { scanPairs } from './scan-pairs.js';
import { scanPersonalPaths } from './scan-personal-paths.js';
import { scanSql } from './scan-sql.js';
import { scanQuotedStatements, scanRefusedRows } from './scan-statements.js';
import { scanTokens } from './scan-tokens.js';
import { traitsOfText, trait } from './traits.js';

/** What a text is, as far as its key or place says. `host`: machines and versions, whose numbers are no people's. */
export type TextForm = 'text' | 'host' | 'id' | 'path' | 'query' | 'sql';

/** Encodings inside of encodings are looked into so deep. */
const mostLayers = 2;

/**
 * What must not stay of a text, in order and without overlaps. `traits` are the text's own. Takes time in
 * proportion to the text's length.
 */
export function findIn(text: string, traits: number, form: TextForm): Finding[] {
  return withoutOverlaps(findAll({ text, traits, form }, mostLayers));
}

interface Looked {
  readonly text: string;
  readonly traits: number;
  readonly form: TextForm;
}

function findAll(looked: Looked, layers: number): Finding[] {
  const found = findAsItStands(looked, layers);
  if ((looked.traits & (trait.disguise | trait.query)) === 0 || looked.form === 'query') return found;
  const plain = plainText(looked.text);
  if (plain === undefined) return found;
  const traits = traitsOfText(plain.text);
  if (traits === 0) return found;
  for (const one of findAsItStands({ text: plain.text, traits, form: looked.form }, layers)) {
    found.push({ ...one, start: plain.from[one.start] ?? 0, end: plain.from[one.end] ?? looked.text.length });
  }
  return found;
}

function findAsItStands({ text, traits, form }: Looked, layers: number): Finding[] {
  const found: Finding[] = [];
  if (form === 'sql') found.push(...scanSql(text));
  if (form === 'query') found.push(...queryValues(text.replace(/^\?/, ' '), 0));
  if ((traits & (trait.query | trait.pair)) !== 0) found.push(...scanQueries(text));
  if ((traits & trait.at) !== 0) found.push(...scanAts(text));
  if ((traits & trait.token) !== 0) {
    found.push(...scanTokens(text));
    if (layers > 0) found.push(...scanEncoded(text, (inside) => firstInside(inside, layers - 1)));
  }
  // A statement's literals are gone; what is left of `price = $1` are names.
  if ((traits & trait.pair) !== 0 && form !== 'sql')
    found.push(...scanPairs(text), ...scanQuotedStatements(text));
  if ((traits & (trait.pair | trait.currency)) !== 0) found.push(...scanRefusedRows(text));
  if ((traits & trait.digits) !== 0) found.push(...scanNumbers(text, form === 'id'));
  if ((traits & (trait.dotted | trait.pair)) !== 0 && form === 'text') found.push(...scanIps(text));
  if ((traits & trait.currency) !== 0 && form !== 'id' && form !== 'sql') found.push(...scanMoney(text));
  if (form !== 'id' && form !== 'sql') found.push(...scanPersonalPaths(text));
  return found;
}

function firstInside(text: string, layers: number): Finding | undefined {
  return findAll({ text, traits: traitsOfText(text), form: 'text' }, layers)[0];
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
