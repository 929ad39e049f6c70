import type { Finding } from './detectors.js';

const amount = String.raw`\d{1,15}(?:[ \u00a0.,']\d{2,3}){0,4}`;
const after = new RegExp(
  String.raw`(?<![\w.])${amount} ?(?:₽|€|£|¥|руб(?:л[а-я]{1,3})?(?![\p{L}])|(?:RUB|USD|EUR|GBP|CNY|KZT)\b)`,
  'giu',
);
/** `$1` is a parameter of a statement, so a dollar sum needs a fraction, thousands or three digits. */
const before = new RegExp(
  String.raw`[₽€£¥] ?${amount}|\$ ?\d{1,15}(?:[ ,]\d{3})*\.\d\d(?!\d)|\$ ?\d{3,15}|\b(?:RUB|USD|EUR|GBP) ?${amount}`,
  'gu',
);

/** Finds sums of money by their currency. */
export function scanMoney(text: string): Finding[] {
  return [...text.matchAll(after), ...text.matchAll(before)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    detector: 'money',
  }));
}
