import type { Finding } from './detectors.js';

/** Where in a text an id stands. */
export interface IdRange {
  readonly start: number;
  readonly end: number;
}

/** An id in a text, and what else of it was found there. */
export interface IdInText extends IdRange {
  /** It is a part of something longer that must not stay, or a secret. */
  readonly isHidden: boolean;
}

const secrets: ReadonlySet<string> = new Set([
  ...['credential', 'private_key', 'access_key', 'jwt', 'basic_auth'],
]);

/** Takes ids out of what was found: an id is judged as one, and what stands beside it in a finding must not stay. */
export function withoutIds(
  text: string,
  findings: readonly Finding[],
  ranges: readonly IdRange[],
): { readonly rest: readonly Finding[]; readonly ids: readonly IdInText[] } {
  const ids = ranges.map((range) => {
    const over = findings.filter((finding) => overlap(finding, range));
    const isHidden = over.some((finding) => secrets.has(finding.detector) || isPart(text, range, finding));
    return { ...range, isHidden };
  });
  return { rest: findings.flatMap((finding) => outside(finding, text, ranges)), ids };
}

function overlap(a: IdRange, b: IdRange): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Whether the finding has letters or digits beside the id. */
function isPart(text: string, id: IdRange, finding: IdRange): boolean {
  return hasWord(text.slice(finding.start, id.start)) || hasWord(text.slice(id.end, finding.end));
}

function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** The parts of a finding that are in no id; signs alone may stay. */
function outside(finding: Finding, text: string, ranges: readonly IdRange[]): Finding[] {
  let parts: Finding[] = [finding];
  for (const range of ranges) {
    parts = parts.flatMap((part) =>
      overlap(part, range)
        ? [
            { ...part, end: range.start },
            { ...part, start: range.end },
          ]
        : [part],
    );
  }
  if (parts.length === 1 && parts[0] === finding) return parts;
  return parts.filter(({ start, end }) => hasWord(text.slice(start, end)));
}
