import type { Finding } from './detectors.js';
import { kindOfKey } from './key-words.js';

const longestKey = 48;
const keyChar = /[\p{L}\p{N}_.-]/u;

/**
 * Finds values whose key names a secret, a person or money: `key=value`, `key => value`, `key != value`,
 * `key: value`, `"key":"value"`, `<key>value</key>`.
 */
export function scanPairs(text: string): Finding[] {
  const findings: Finding[] = scanElements(text);
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code !== 0x3a && code !== 0x3d) || i < from) continue;
    const key = keyBefore(text, i);
    const detector = key === '' ? undefined : kindOfKey(key, isObject(text, i + 1));
    if (detector === undefined) continue;
    const { start, end } = valueAfter(text, i + 1, detector !== 'credential' && code === 0x3a);
    from = end;
    if (end > start && !isReplaced(text.slice(start, end))) findings.push({ start, end, detector });
  }
  return findings;
}

const element = /<([\p{L}_][\p{L}\p{N}_.:-]{0,47})(?:\s[^<>]{0,256})?>([^<]{1,4096})(?=<\/|$)/gu;

function scanElements(text: string): Finding[] {
  return Array.from(text.matchAll(element)).flatMap((match): Finding[] => {
    const [whole, key = '', value = ''] = match;
    const detector = kindOfKey(key);
    const end = match.index + whole.length;
    return detector === undefined || isReplaced(value) ? [] : [{ start: end - value.length, end, detector }];
  });
}

function isObject(text: string, at: number): boolean {
  return text.charAt(firstOfValue(text, at)) === '{';
}

/** The first position of a value, after blanks, escapes and the rest of an operator (`=>`, `==`, `:=`). */
function firstOfValue(text: string, at: number): number {
  let start = at;
  while (start - at < 8 && /[\s\\>=~]/.test(text.charAt(start))) start++;
  return start;
}

function keyBefore(text: string, at: number): string {
  let end = at;
  while (at - end < 6 && /["'\s\\!:<>+~?]/.test(text.charAt(end - 1))) end--;
  let start = end;
  while (end - start < longestKey && keyChar.test(text.charAt(start - 1))) start--;
  const word = text.slice(start, end);
  return /\p{L}/u.test(word) ? word : '';
}

const replaced = /\[[a-z_]+\]/y;
const bare = /\[[a-z_]+\]|[^\s&;,"'`<>)}\]]+/y;
/** Up to the end of the phrase: names and addresses contain blanks. */
const phrase = /\[[a-z_]+\]|[^\n\r;,"'`<>)}\]]+/y;
const scheme = /(?:bearer|basic|digest|token|apikey)\s+/iy;

function valueAfter(text: string, at: number, isPhrase: boolean): { start: number; end: number } {
  const start = firstOfValue(text, at);
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'" || quote === '`') return { start: start + 1, end: quoted(text, start) };
  replaced.lastIndex = start;
  if ((quote === '{' || quote === '[') && !replaced.test(text)) return { start, end: closed(text, start) };
  scheme.lastIndex = start;
  const from = scheme.test(text) ? scheme.lastIndex : start;
  const pattern = isPhrase ? phrase : bare;
  pattern.lastIndex = from;
  return { start: from, end: pattern.test(text) ? pattern.lastIndex : from };
}

/** The end of a quoted text. Escaped quotes belong to it, unless the whole text is escaped. */
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

/** The end of an object or a list, whatever its content. */
function closed(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1;
  }
  return text.length;
}

function isReplaced(value: string): boolean {
  return value === '*' || value === '?' || /^\[[a-z_]+\]$/.test(value);
}
