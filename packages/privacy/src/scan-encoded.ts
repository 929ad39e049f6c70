import type { Finding } from './detectors.js';

/** Returns the first finding in a decoded text. */
export type LookInside = (text: string) => Finding | undefined;

const shortest = 16;
/** Most decodings of one run: each costs time in proportion to its length. */
const mostTries = 4;
const run = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
const hexRun = /^(?:[0-9a-fA-F]{2}){10,}$/;
const authorization = /\b(basic|bearer)\s{1,8}([A-Za-z0-9+/_.~-]{8,4096}={0,2})/gi;

const values = new Int8Array(128).fill(-1);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  .split('')
  .forEach((char, value) => (values[char.charCodeAt(0)] = value));
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** Finds base64 and hexadecimal texts with forbidden content, and what follows `Basic` and `Bearer`. */
export function scanEncoded(text: string, lookInside: LookInside): Finding[] {
  const findings = scanAuthorizations(text);
  for (const { index, 0: found } of text.matchAll(run)) {
    const start = startOfSecret(found, lookInside);
    if (start !== undefined)
      findings.push({ start: index + start.at, end: index + found.length, detector: start.detector });
  }
  return findings;
}

function startOfSecret(
  found: string,
  lookInside: LookInside,
): { at: number; detector: Finding['detector'] } | undefined {
  if (hexRun.test(found)) {
    const inside = lookInto(Buffer.from(found, 'hex'), lookInside);
    return inside === undefined ? undefined : { at: 0, detector: inside.detector };
  }
  let tries = 0;
  for (let at = 0; found.length - at >= shortest && tries < mostTries; at = found.indexOf('/', at) + 1) {
    if (mayBeText(found, at)) {
      tries++;
      const inside = lookInto(Buffer.from(found.slice(at), 'base64'), lookInside);
      if (inside !== undefined) return { at, detector: inside.detector };
    }
    if (!found.includes('/', at)) return undefined;
  }
  return undefined;
}

/** Whether the first six bytes could begin a text. Nearly all names and IDs fail this check. */
function mayBeText(found: string, at: number): boolean {
  for (let i = at; i < at + 8; i += 4) {
    const bits =
      (valueAt(found, i) << 18) |
      (valueAt(found, i + 1) << 12) |
      (valueAt(found, i + 2) << 6) |
      valueAt(found, i + 3);
    if (!isText(bits >> 16) || !isText((bits >> 8) & 0xff) || !isText(bits & 0xff)) return false;
  }
  return true;
}

function valueAt(text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? 0;
}

function isText(byte: number): boolean {
  return (byte >= 32 && byte !== 127) || byte === 9 || byte === 10 || byte === 13;
}

function lookInto(bytes: Buffer, lookInside: LookInside): Finding | undefined {
  for (const byte of bytes) if (!isText(byte)) return undefined;
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? undefined : lookInside(text);
}

function scanAuthorizations(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of text.matchAll(authorization)) {
    const [whole, scheme = '', secret = ''] = match;
    const isBasic = scheme.toLowerCase() === 'basic';
    if (isBasic ? !Buffer.from(secret, 'base64').includes(':') : !/\d/.test(secret) || secret.length < 16)
      continue;
    const end = match.index + whole.length;
    findings.push({ start: end - secret.length, end, detector: isBasic ? 'basic_auth' : 'credential' });
  }
  return findings;
}
