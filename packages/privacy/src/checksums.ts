import { getCountrySpecifications } from 'ibantools';

/**
 * Checksums and ranges of numbers that identify a person, a company or an account. All functions take digits
 * only.
 */

function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * digit(digits, i), 0);
}

function digit(digits: string, at: number): number {
  return digits.charCodeAt(at) - 48;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let value = digit(digits, digits.length - 1 - i);
    if (i % 2 === 1) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 === 0;
}

/** Number ranges of the payment systems, with the lengths of their card numbers. */
const cardRanges: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(30[0-5]|3095|36|38|39)/, lengths: [14, 16] },
  { prefix: /^35/, lengths: [16] },
  { prefix: /^(1800|2131)/, lengths: [15] },
  { prefix: /^(50|5[6-9]|6|81)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(5018|5020|5038|5[6-8]|6304|6390|6759|676[1-3]|0604)/, lengths: [12] },
];

export function isCard(digits: string): boolean {
  const inRange = cardRanges.some(
    ({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return inRange && passesLuhn(digits) && !(digits.length === 13 && isArticle(digits));
}

/** Whether thirteen digits are a valid article number (EAN). Such a number is not reported as a card. */
function isArticle(digits: string): boolean {
  return weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

const inn10 = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const inn11 = [7, ...inn10];
const inn12 = [3, ...inn11];

/** A Russian taxpayer number: 12 digits for a person, 10 for a company. */
export function isInn(digits: string): boolean {
  if (digits.startsWith('00')) return false;
  if (digits.length === 10) return (weighted(digits, inn10) % 11) % 10 === digit(digits, 9);
  if (digits.length !== 12) return false;
  return (
    (weighted(digits, inn11) % 11) % 10 === digit(digits, 10) &&
    (weighted(digits, inn12) % 11) % 10 === digit(digits, 11)
  );
}

/** A Russian pension insurance number, 11 digits. */
export function isSnils(digits: string): boolean {
  if (digits.length !== 11 || digits.startsWith('000')) return false;
  const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  return (sum % 101) % 100 === Number(digits.slice(9));
}

/** A Russian state registration number: 13 digits for a company, 15 for a sole trader. Issued since 2002. */
export function isOgrn(digits: string): boolean {
  const isCompany = digits.length === 13 && /^[15]/.test(digits);
  const isTrader = digits.length === 15 && digits.startsWith('3');
  if (!isCompany && !isTrader) return false;
  const year = Number(digits.slice(1, 3));
  if (year < 1 || year > new Date().getFullYear() % 100 || digits.startsWith('00', 3)) return false;
  const last = digits.length - 1;
  return (Number(digits.slice(0, last)) % (isCompany ? 11 : 13)) % 10 === digit(digits, last);
}

interface IbanForm {
  readonly length: number;
  readonly account: RegExp;
}

const ibanForms: ReadonlyMap<string, IbanForm> = new Map(
  Object.entries(getCountrySpecifications()).flatMap(
    ([country, { IBANRegistry, chars, bban_regexp: form }]) =>
      IBANRegistry && chars !== null && form !== null
        ? [[country, { length: chars, account: new RegExp(form) }] as const]
        : [],
  ),
);

/**
 * An IBAN: letters and digits without blanks, country code first. The country defines the length and where
 * letters may be; digits alone are valid everywhere.
 */
export function isIban(text: string): boolean {
  const form = ibanForms.get(text.slice(0, 2));
  if (form?.length !== text.length || !/^\d\d/.test(text.slice(2))) return false;
  const account = text.slice(4);
  if (!form.account.test(account) && !/^\d+$/.test(account)) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  let rest = 0;
  for (let i = 0; i < turned.length; i++) {
    const value = Number.parseInt(turned.charAt(i), 36);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1;
}
