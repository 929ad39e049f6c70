import { pseudonymPattern } from '@ordertrace/conventions';
import type { Flows } from '@ordertrace/model';
import type { RE2JS } from 're2js';
import { compilePattern } from './learn-rules.js';

/** The range of an order's or tenant's ID that `learn` rules find in a text. */
export interface LearnedId {
  readonly start: number;
  readonly end: number;
}

/** Finds IDs in a log line's body (empty `key`), or in the value of an attribute. */
export type LearnedIdFinder = (key: string, text: string) => readonly LearnedId[];

/** Longer log texts are matched only by their beginning. */
export const longestText = 16_384;
const idGroups = ['order_id', 'tenant_id'];

/** Compiles a rule's pattern for texts whose IDs may be replaced by pseudonyms. */
export function compileForPseudonyms(pattern: string): RE2JS | undefined {
  return compilePattern(pattern.replace(/\(\?P?<(?:order_id|tenant_id)>/g, `$&${pseudonymPattern}|`));
}

/** Finds IDs in texts, so that the privacy gate judges them as IDs; `undefined` if no rule captures any. */
export function learnedIdFinder({ all }: Pick<Flows, 'all'>): LearnedIdFinder | undefined {
  const byKey = new Map<string, RE2JS[]>();
  for (const { text, captures } of all.flatMap(({ learn }) => learn)) {
    const patterns = [
      ...(text === undefined ? [] : [['', text] as const]),
      ...Object.entries(captures ?? {}),
    ];
    for (const [key, pattern] of patterns) {
      const compiled = compilePattern(pattern);
      if (compiled !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), compiled]);
    }
  }
  if (byKey.size === 0) return undefined;
  return (key, text) => (byKey.get(key) ?? []).flatMap((pattern) => idsBy(pattern, text));
}

function idsBy(pattern: RE2JS, text: string): LearnedId[] {
  const matcher = pattern.matcher(text.slice(0, longestText));
  if (!matcher.find()) return [];
  const groups = matcher.getNamedGroups();
  return idGroups
    .filter((group) => typeof groups[group] === 'string' && groups[group] !== '')
    .map((group) => ({ start: matcher.start(group), end: matcher.end(group) }));
}
