import type { Gate } from '@ordertrace/privacy';
import { isDerivedTag } from './tag-match.js';
import type { RequestedSearch } from './trace-search.js';

/** What a person must know to trust the result of a search: attributes that are not kept, and left-out traces. */
export function searchWarnings(
  { tags, limit, limitAsked }: Pick<RequestedSearch, 'tags' | 'limit' | 'limitAsked'>,
  found: number,
  gate: Pick<Gate, 'rule'>,
): string[] {
  const warnings = [...tags.keys()]
    .filter((key) => !isDerivedTag(key) && gate.rule(key).may !== 'stay')
    .map(
      (key) =>
        `The privacy gate does not keep the attribute '${key}', so a search by it finds nothing that it has scrubbed. ` +
        "To search by it, add it to 'allow' in the privacy policy; it is kept from then on.",
    );
  if (limitAsked > limit && found >= limit)
    warnings.push(
      `Only the newest ${limit} traces are returned, not the ${limitAsked} asked for. Search a shorter time for the others.`,
    );
  return warnings;
}
