import type { Detector, Finding } from './detectors.js';
import { plainTexts } from './disguise.js';
import { scanAts, scanQueries, queryValues } from './scan-addresses.js';
import { scanDocuments } from './scan-documents.js';
import { scanEncoded } from './scan-encoded.js';
import { scanIps } from './scan-ips.js';
import { scanMoney } from './scan-money.js';
import { scanNumbers } from './scan-numbers.js';
import { scanPairs } from './scan-pairs.js';
import { scanPersonalPaths } from './scan-personal-paths.js';
import { scanPhones } from './scan-phones.js';
import { scanSql } from './scan-sql.js';
import { scanQuotedStatements, scanRefusedRows } from './scan-statements.js';
import { scanTokens } from './scan-tokens.js';
import { traitsOfText, trait } from './traits.js';

/**
 * The kind of a text, as known from its key or place. `host`: machines and versions, whose numbers belong to
 * no person. `route`: a path with names in place of its variable parts. `state`: a W3C trace state, whose
 * values are opaque, so `?` begins no query.
 */
export type TextForm = 'text' | 'host' | 'id' | 'path' | 'route' | 'query' | 'sql' | 'state';

/** Most layers of nested encodings that are searched. */
const mostLayers = 2;

/**
 * The parts of a text that must be removed, in order and without overlaps. `traits` are those of the text.
 * Takes time in proportion to the length of the text.
 */
export function findIn(text: string, { traits, form, regions }: LookedFor): Finding[] {
  return withoutOverlaps(findAll({ text, traits, form, regions }, mostLayers));
}

export interface LookedFor {
  readonly traits: number;
  readonly form: TextForm;
  /** Countries whose national phone numbers are found without a word such as "phone" beside them. */
  readonly regions: readonly string[];
}

interface Looked extends LookedFor {
  readonly text: string;
}

function findAll(looked: Looked, layers: number): Finding[] {
  const found = findAsItStands(looked, layers);
  if ((looked.traits & (trait.disguise | trait.query)) === 0 || looked.form === 'query') return found;
  for (const plain of plainTexts(looked.text)) {
    const traits = traitsOfText(plain.text);
    if (traits === 0) continue;
    for (const one of findAsItStands({ ...looked, text: plain.text, traits }, layers)) {
      found.push({ ...one, start: plain.from(one.start), end: plain.from(one.end) });
    }
  }
  return found;
}

function findAsItStands({ text, traits, form, regions }: Looked, layers: number): Finding[] {
  const found: Finding[] = [];
  if (form === 'sql') found.push(...scanSql(text));
  if (form === 'query') found.push(...queryValues(text.replace(/^\?/, ' '), 0));
  if ((traits & (trait.query | trait.pair)) !== 0 && form !== 'state') found.push(...scanQueries(text));
  if ((traits & trait.at) !== 0) found.push(...scanAts(text));
  if ((traits & trait.token) !== 0) {
    found.push(...scanTokens(text));
    if (layers > 0) found.push(...scanEncoded(text, (inside) => firstInside(inside, regions, layers - 1)));
  }
  // The literals of a statement are already removed; only names are left of `price = $1`.
  if ((traits & trait.pair) !== 0 && form !== 'sql')
    found.push(...scanPairs(text), ...scanQuotedStatements(text));
  if ((traits & (trait.pair | trait.currency)) !== 0) found.push(...scanRefusedRows(text));
  if ((traits & trait.digits) !== 0) found.push(...scanNumbers(text, form === 'id'));
  if ((traits & trait.digits) !== 0 && form !== 'id') found.push(...scanDocuments(text));
  if ((traits & trait.someDigits) !== 0 && form !== 'id' && form !== 'sql')
    found.push(...scanPhones(text, regions));
  if ((traits & (trait.dotted | trait.pair)) !== 0 && (form === 'text' || form === 'state'))
    found.push(...scanIps(text));
  if ((traits & trait.currency) !== 0 && form !== 'id' && form !== 'sql') found.push(...scanMoney(text));
  if (form !== 'id' && form !== 'sql' && form !== 'route') found.push(...scanPersonalPaths(text));
  return found;
}

/** Random bytes often decode to something like a query or a sum, so these count only in a longer text. */
function firstInside(text: string, regions: readonly string[], layers: number): Finding | undefined {
  const found = findAll({ text, traits: traitsOfText(text), form: 'text', regions }, layers);
  return found.find(({ detector }) => !byChance.has(detector) || text.includes('://'));
}

const byChance: ReadonlySet<Detector> = new Set(['url_query', 'money', 'sql_literal', 'ip_address']);

/** Merges overlapping findings: the widest range, with the name of the first. */
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
