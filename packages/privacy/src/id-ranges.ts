import type { Finding } from './detectors.js';

/** The range of an ID in a text. */
export interface IdRange {
  readonly start: number;
  readonly end: number;
}

/** An ID in a text, and what was found around it. */
export interface IdInText extends IdRange {
  /** True if the ID is part of a longer finding, or a secret. */
  readonly isHidden: boolean;
}

const secrets: ReadonlySet<string> = new Set([
  ...['credential', 'private_key', 'access_key', 'jwt', 'basic_auth'],
]);

/** Removes IDs from the findings: an ID is judged separately, and the rest of its finding must be removed. */
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

/** Whether the finding has letters or digits outside the ID. */
function isPart(text: string, id: IdRange, finding: IdRange): boolean {
  return hasWord(text.slice(finding.start, id.start)) || hasWord(text.slice(id.end, finding.end));
}

function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** The parts of a finding outside all IDs. Parts with punctuation only are kept in the text. */
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
