import type { Finding } from './detectors.js';

/** Literals of a statement: quoted texts (also `$tag$…$tag$`), and numbers that are no part of a name. */
const literal =
  /'(?:[^']|'')*(?:'|$)|\$(\w{0,16})\$|(?<![\w$."])\d[\d.]*(?:e[+-]?\d+)?(?!\w)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*/giu;

export function scanSql(text: string): Finding[] {
  const findings: Finding[] = [];
  let from = 0;
  for (const match of text.matchAll(literal)) {
    const { index: start } = match;
    if (start < from || match[0].startsWith('"')) continue;
    from = endOf(text, match);
    findings.push({ start, end: from, detector: 'sql_literal', instead: isComment(match[0]) ? '' : '?' });
  }
  return findings;
}

function isComment(found: string): boolean {
  return found.startsWith('--') || found === '/*';
}

function endOf(text: string, match: RegExpExecArray): number {
  const after = match.index + match[0].length;
  const close = match[1] === undefined ? (match[0] === '/*' ? '*/' : '') : match[0];
  if (close === '') return after;
  const at = text.indexOf(close, after);
  return at < 0 ? text.length : at + close.length;
}
