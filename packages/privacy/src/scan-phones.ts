import type { Finding } from './detectors.js';
import { isNationalNumber } from './national-numbers.js';
import { phoneLabel } from './phone-labels.js';
import { fourNumbers } from './scan-numbers.js';

/** Six to seventeen digits with the usual separators of phone numbers. */
const run = /\+?\(?\d(?:[ \u00a0()./-]{0,3}\d){5,16}/g;
const extension = /^(?:\s?(?:x|ext\.?|доб\.?)\s?\d{1,6})(?![\p{L}\p{N}_])/iu;
const touchesBefore = /[\p{L}\p{N}_]$|[\p{N}][./:-]$/u;
const touchesAfter = /^(?:[\p{L}\p{N}_]|[.:/-][\p{L}\p{N}])/u;
const date = /^(?:(?:19|20)\d\d[-./ ]?[01]\d[-./ ]?[0-3]\d|[0-3]?\d[-./][01]?\d[-./](?:19|20)\d\d)/;
const unit =
  /^\s?(?:[mµn]?s|sec\p{L}*|min\p{L}*|times|bytes|[kmg]i?b|rows|items|orders|records|spans|%|мс|сек\p{L}*|раз|строк\p{L}*|байт\p{L}*)(?!\p{L})/iu;

/** Ten digits that are a time in seconds, from the first decades of this century. */
const seconds = /^1[5-9]\d{8}$/;

/** Finds national phone numbers. `regions` are the countries whose forms need no label. */
export function scanPhones(text: string, regions: readonly string[]): Finding[] {
  return Array.from(text.matchAll(run)).flatMap((match): Finding[] => {
    const start = match.index + (match[0].startsWith('(') && !match[0].includes(')') ? 1 : 0);
    const end = match.index + match[0].length;
    const found = { text, start, end, regions };
    if (!isApart(found) || !isPhone(found)) return [];
    const more = extension.exec(text.slice(end, end + 16));
    return [{ start, end: end + (more?.[0].length ?? 0), detector: 'phone' }];
  });
}

interface Candidate {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly regions: readonly string[];
}

function isApart({ text, start, end }: Candidate): boolean {
  const after = text.slice(end, end + 16);
  if (touchesBefore.test(text.slice(Math.max(0, start - 2), start))) return false;
  return extension.test(after) || !(touchesAfter.test(after) || unit.test(after));
}

function isPhone({ text, start, end, regions }: Candidate): boolean {
  const number = text.slice(start, end);
  if (date.test(number) || fourNumbers.test(number)) return false;
  const digits = number.replace(/\D/g, '');
  if (digits.length > 15) return false;
  const label = phoneLabel(text, start, end);
  if (label === 'phone') return true;
  if (digits.length < 9) return false;
  const isGrouped = /\d\D+\d/.test(number);
  if (label === 'call' && (isGrouped || (digits.length <= 12 && !seconds.test(digits)))) return true;
  return (label === 'number' && isGrouped) || isNationalNumber(number, digits, regions);
}
