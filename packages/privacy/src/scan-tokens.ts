import { accessKeyEnd, matchEnd } from './access-keys.js';
import type { Finding } from './detectors.js';

const jwt = /eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)*/y;
/** The least length of a token, with its dots, slashes and colons. */
const shortestKey = 16;
const tokenStart = /(?<![\w-])[A-Za-z0-9]/g;

export function scanTokens(text: string): Finding[] {
  const findings = scanPrivateKeys(text);
  let from = 0;
  for (const { index: start } of text.matchAll(tokenStart)) {
    if (start < from || !isLongToken(text, start)) continue;
    const jwtEnd = text.startsWith('eyJ', start) ? matchEnd(jwt, text, start) : 0;
    const end = jwtEnd > 0 ? jwtEnd : accessKeyEnd(text, start);
    if (end === 0) continue;
    findings.push({ start, end, detector: jwtEnd > 0 ? 'jwt' : 'access_key' });
    from = end;
  }
  return findings;
}

const keyCharacter = /[\w.$/:~-]/;
const keyCharacters = Uint8Array.from({ length: 128 }, (_, code) =>
  keyCharacter.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Whether the token is long enough for a key. Shorter words are skipped before any expression is tried. */
function isLongToken(text: string, start: number): boolean {
  for (let i = start + 1; i < start + shortestKey; i++)
    if (keyCharacters[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/** Finds private keys from the first line of the block to its last, or to the end of a truncated text. */
function scanPrivateKeys(text: string): Finding[] {
  const findings: Finding[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('-----BEGIN ', from);
    if (start < 0) return findings;
    const isPrivate = text.slice(start, start + 60).includes('PRIVATE KEY');
    const last = isPrivate ? text.indexOf('-----END ', start) : -1;
    const close = last < 0 ? -1 : text.indexOf('-----', last + 9);
    from = isPrivate ? (close < 0 ? text.length : close + 5) : start + 11;
    if (isPrivate) findings.push({ start, end: from, detector: 'private_key' });
  }
}
