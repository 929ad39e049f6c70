import type { Finding } from './detectors.js';

/** Keys that say by their first letters whose they are. Each is anchored, and reads its own token only. */
const accessKeys = [
  /(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])(?:[\s:,;|/]{1,3}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))?/y,
  /AIza[\w-]{35}/y,
  /ya29\.[\w-]{20,}/y,
  /gh[opsur]_\w{36,}/y,
  /github_pat_\w{22,}/y,
  /glpat-[\w-]{20,}/y,
  /npm_\w{36}/y,
  /xox[abeoprs]-[\w-]{10,}/y,
  /[srp]k_(?:live|test)_\w{16,}/y,
  /whsec_\w{16,}/y,
  /(?:live|test)_[\w-]{40,}/y,
  /sk-[\w-]{20,}/y,
  /SG\.[\w-]{16,}\.[\w-]{16,}/y,
  /AQVN[\w-]{30,}/y,
  /y[0-3]_[\w-]{30,}/y,
  /t1\.[\w-]{20,}\.[\w-]{20,}/y,
  /dop_v1_[0-9a-f]{40,}/y,
  /\d{8,10}:[A-Za-z][\w-]{33,}/y,
];
const jwt = /eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)*/y;
const tokenStart = /(?<![\w-])[A-Za-z0-9]/g;
const firstOfKey = new Set('eAygnxsrpwltSd0123456789');

export function scanTokens(text: string): Finding[] {
  const findings = scanPrivateKeys(text);
  let from = 0;
  for (const { index: start } of text.matchAll(tokenStart)) {
    const char = text.charAt(start);
    if (start < from || !firstOfKey.has(char)) continue;
    const end = char === 'e' ? matchEnd(jwt, text, start) : accessKeyEnd(text, start);
    if (end === 0) continue;
    findings.push({ start, end, detector: char === 'e' ? 'jwt' : 'access_key' });
    from = end;
  }
  return findings;
}

function accessKeyEnd(text: string, at: number): number {
  for (const key of accessKeys) {
    const end = matchEnd(key, text, at);
    if (end > 0) return end;
  }
  return 0;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

/** From the block's first line to its last; to the text's end where it was cut off. */
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
