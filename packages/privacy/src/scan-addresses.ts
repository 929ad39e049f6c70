import type { Finding } from './detectors.js';

const localChar = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const domain = /[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250})\.(?:xn--[a-z0-9-]{2,50}|\p{L}{2,24})/uy;
const longestLocal = 64;

/** Finds e-mail addresses, and credentials in server addresses. */
export function scanAts(text: string): Finding[] {
  const findings: Finding[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const found = credentialsBefore(text, at) ?? emailAround(text, at);
    if (found !== undefined) findings.push(found);
  }
  return findings;
}

function emailAround(text: string, at: number): Finding | undefined {
  let start = at;
  if (text[at - 1] === '"') start = Math.max(text.lastIndexOf('"', at - 2), at - longestLocal, 0);
  while (at - start < longestLocal && localChar.test(text.charAt(start - 1))) start--;
  const cut = text.slice(start, at).search(/[^/=?&]*$/);
  start += Math.max(cut, 0);
  domain.lastIndex = at + 1;
  if (start === at || !domain.test(text)) return undefined;
  return { start, end: domain.lastIndex, detector: 'email' };
}

/** Finds `user:password` in `scheme://user:password@host`. */
function credentialsBefore(text: string, at: number): Finding | undefined {
  const from = Math.max(0, at - 512);
  const scheme = text.slice(from, at).lastIndexOf('://');
  if (scheme < 0) return undefined;
  const start = from + scheme + 3;
  if (start === at || /[\s"'<>/?#]/.test(text.slice(start, at))) return undefined;
  return { start, end: at, detector: 'basic_auth' };
}

/** Brackets, and an apostrophe before a letter, don't end a query: browsers don't encode them. */
const query = /\?((?:[^\s"'<>#`]|'(?=[\p{L}\p{N}])){1,8192})/gu;

/** A fragment with the syntax of a query, as sign-in providers send it. */
const fragment = /#((?:[\w.-]{1,64}=[^\s"'<>#&]{0,4096}&?){1,64})/gu;

/**
 * Finds the values in the query of an address or a path. All of them count, because a query holds what
 * somebody typed.
 */
export function scanQueries(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(query)) {
    if (!isAfterPath(text, match.index)) continue;
    findings.push(...queryValues(withoutLastBracket(match[1] ?? ''), match.index + 1));
  }
  for (const match of text.matchAll(fragment)) findings.push(...queryValues(match[1] ?? '', match.index + 1));
  return findings;
}

/** Removes a closing bracket that belongs to the sentence, as in `(see /find?q=a)`. */
function withoutLastBracket(text: string): string {
  return text.endsWith(')') && !text.includes('(') ? text.slice(0, -1) : text;
}

/** Whether the word before is an address or a path, and not the last word of a sentence. */
function isAfterPath(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && at - start < 256 && !/[\s"'(]/.test(text.charAt(start - 1))) start--;
  const word = text.slice(start, at);
  return word.includes('/') || at === 0;
}

/** The values in `name=value&name=value`; a part without a name is a value. */
export function queryValues(text: string, base: number): Finding[] {
  const findings: Finding[] = [];
  let start = base;
  for (const part of text.split('&')) {
    const valueAt = start + part.indexOf('=') + 1;
    const end = start + part.length;
    start = end + 1;
    if (end === valueAt || text.slice(valueAt - base, end - base) === '*') continue;
    findings.push({ start: valueAt, end, detector: 'url_query', instead: '*' });
  }
  return findings;
}
