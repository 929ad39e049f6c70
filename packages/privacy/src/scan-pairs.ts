import type { Finding } from './detectors.js';
import { kindOfKey } from './key-words.js';

const longestKey = 48;
const keyChar = /[\p{L}\p{N}_.-]/u;

/** `key=value`, `key: value`, `"key":"value"` whose key names a secret, a person or money. */
export function scanPairs(text: string): Finding[] {
  const findings: Finding[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code !== 0x3a && code !== 0x3d) || i < from) continue;
    const key = keyBefore(text, i);
    const detector = key === '' ? undefined : kindOfKey(key);
    if (detector === undefined) continue;
    const { start, end } = valueAfter(text, i + 1, detector !== 'credential' && code === 0x3a);
    from = end;
    if (end > start && !isReplaced(text.slice(start, end))) findings.push({ start, end, detector });
  }
  return findings;
}

function keyBefore(text: string, at: number): string {
  let end = at;
  while (end > 0 && at - end < 4 && /["'\s\\]/.test(text.charAt(end - 1))) end--;
  let start = end;
  while (start > 0 && end - start < longestKey && keyChar.test(text.charAt(start - 1))) start--;
  const word = text.slice(start, end);
  return /\p{L}/u.test(word) ? word : '';
}

const bare = /\[[a-z_]+\]|[^\s&;,"'`<>)}\]]+/y;
/** To the end of the phrase: names and addresses have blanks in them. */
const phrase = /\[[a-z_]+\]|[^\n\r;,"'`<>)}\]]+/y;
const scheme = /(?:bearer|basic|digest|token|apikey)\s+/iy;

function valueAfter(text: string, at: number, isPhrase: boolean): { start: number; end: number } {
  let start = at;
  while (start - at < 8 && /[\s\\]/.test(text.charAt(start)) && start < text.length) start++;
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'" || quote === '`') return { start: start + 1, end: quoted(text, start) };
  scheme.lastIndex = start;
  const from = scheme.test(text) ? scheme.lastIndex : start;
  const pattern = isPhrase ? phrase : bare;
  pattern.lastIndex = from;
  return { start: from, end: pattern.test(text) ? pattern.lastIndex : from };
}

/** Where the quoted text ends; escaped quotes are part of it, but for a text that is escaped as a whole. */
function quoted(text: string, start: number): number {
  const quote = text.charAt(start);
  const isEscaped = text.charAt(start - 1) === '\\';
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\' && isEscaped && text.charAt(i + 1) === quote) return i;
    if (char === '\\') i++;
    else if (char === quote) return i;
  }
  return text.length;
}

function isReplaced(value: string): boolean {
  return value === '*' || value === '?' || /^\[[a-z_]+\]$/.test(value);
}
