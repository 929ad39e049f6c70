import { describe, expect, it } from 'vitest';
import { isCard, isIban, isInn, isOgrn, isSnils } from '../src/checksums.js';
import { iban, withLuhn } from '../src/samples/with-checksum.js';

/** Digits of this length that begin with the prefix and end with the check digit of a card. */
const cardFrom = (prefix: string, length: number) =>
  withLuhn(prefix.padEnd(length - 1, length === 13 ? '2' : '0'));
/** The number with each wrong last digit. */
const withOtherEnds = (digits: string) =>
  Array.from('0123456789', (end) => digits.slice(0, -1) + end).filter((other) => other !== digits);

const ranges: readonly (readonly [
  system: string,
  prefixes: readonly string[],
  lengths: readonly number[],
])[] = [
  ['Visa', ['4'], [13, 16, 19]],
  ['Mastercard', ['51', '55', '2221', '2229', '223', '229', '23', '26', '270', '271', '2720'], [16]],
  ['Mir', ['2200', '2204'], [16, 17, 18, 19]],
  ['American Express', ['34', '37'], [15]],
  ['Diners', ['300', '305', '3095', '36', '38', '39'], [14, 16]],
  ['JCB', ['35'], [16]],
  ['JCB, older', ['1800', '2131'], [15]],
  ['Maestro and others', ['50', '56', '59', '60', '69', '81'], [16, 17, 18, 19]],
  [
    'Maestro, short',
    ['5018', '5020', '5038', '56', '58', '6304', '6390', '6759', '6761', '6763', '0604'],
    [12],
  ],
];
const inRanges = ranges.flatMap(([, prefixes, lengths]) =>
  prefixes.flatMap((prefix) => lengths.map((length) => [prefix, length] as const)),
);

describe('a card number', () => {
  it.each(inRanges)(
    'may begin with %s and have %i digits, and ends with its check digit',
    (prefix, length) => {
      const card = cardFrom(prefix, length);
      expect(isCard(card)).toBe(true);
      for (const other of withOtherEnds(card)) expect(isCard(other)).toBe(false);
    },
  );

  it.each(inRanges)('does not hold %s after another digit, at %i digits', (prefix, length) => {
    expect(isCard(cardFrom(`9${prefix}`, length))).toBe(false);
  });

  it.each([
    ...[11, 12, 14, 15, 17, 18, 20].map((length) => ['4', length] as const),
    ...['2220', '2721', '2199', '2205', '306', '3094', '33', '1801', '2130', '80', '82', '7', '9', '0'].map(
      (prefix) => [prefix, 16] as const,
    ),
    ...['51', '2221', '2200', '35', '50', '60', '30', '5'].map((prefix) => [prefix, 15] as const),
    ...['1801', '2132', '33', '36'].map((prefix) => [prefix, 15] as const),
    ...['306', '3094', '34', '37', '35'].map((prefix) => [prefix, 14] as const),
    ...['5017', '5019', '5021', '5037', '59', '6303', '6391', '6758', '6760', '6764', '0605', '60'].map(
      (prefix) => [prefix, 12] as const,
    ),
    ['50', 20],
    ['2200', 20],
    ['34', 16],
  ] as const)('does not begin with %s at %i digits', (prefix, length) => {
    expect(isCard(cardFrom(prefix, length))).toBe(false);
  });

  it.each(['4444444444444448', '5105105105105100', '4012888888881881', '6011000990139424'])(
    'adds the digits of the doubled ones: %s',
    (card) => expect(isCard(card)).toBe(true),
  );

  it('of thirteen digits is no article number; a longer one is not compared with article numbers', () => {
    expect(isCard('4000002261580')).toBe(false);
    expect(isCard('4222222222222')).toBe(true);
    expect(isCard('4333333312424869')).toBe(true);
  });
});

describe('a taxpayer number', () => {
  it.each(['7707083893', '7711111600', '500100732259'])('%s is valid with its check digits only', (inn) => {
    expect(isInn(inn)).toBe(true);
    for (const other of withOtherEnds(inn)) expect(isInn(other)).toBe(false);
  });

  it.each([
    ['its first check digit is wrong', '500100732269'],
    ['its first check digit is wrong, and its last one right for it', '500100732249'],
    ['it begins with zeros', '0000000000'],
    ['it begins with zeros, twelve digits', '000000000000'],
    ['it has a digit too many', '5001007322590'],
    ['it has a digit too few', '50010073225'],
    ['it has eleven digits', '77070838930'],
    ['it has nine digits', '770708389'],
  ])('is none if %s', (_, digits) => expect(isInn(digits)).toBe(false));
});

describe('a pension insurance number', () => {
  it.each(['11223344595', '10002999000'])('%s is valid with its check number only', (snils) => {
    expect(isSnils(snils)).toBe(true);
    for (const other of withOtherEnds(snils)) expect(isSnils(other)).toBe(false);
  });

  it.each([
    ['it begins with zeros', '00000000000'],
    ['it has a digit too many', '112233445095'],
    ['it has a digit too few', '1000299900'],
  ])('is none if %s', (_, digits) => expect(isSnils(digits)).toBe(false));
});

describe('a registration number', () => {
  const company = (twelve: string) => `${twelve}${(Number(twelve) % 11) % 10}`;
  const trader = (fourteen: string) => `${fourteen}${(Number(fourteen) % 13) % 10}`;
  const year = (number: number) => String(number % 100).padStart(2, '0');
  const now = new Date().getFullYear();

  it.each([
    company('102770013219'),
    company('502770013219'),
    company(`1${year(now)}770013219`),
    company('101770013219'),
    trader('30477001321955'),
  ])('%s is valid with its check digit only', (ogrn) => {
    expect(isOgrn(ogrn)).toBe(true);
    for (const other of withOtherEnds(ogrn)) expect(isOgrn(other)).toBe(false);
  });

  it.each([
    ['of a company begins with another digit', company('202771013215')],
    ['of a company begins with the digit of a trader', company('302770013219')],
    ['of a trader begins with the digit of a company', trader('10477001321955')],
    ['is from before the register', company('100770013219')],
    ['is from next year', company(`1${year(now + 1)}770013219`)],
    ['names no region', company('102000013219')],
    ['has fourteen digits', company('1027700132191')],
    ['has twelve digits', company('10277001321')],
    ['of a trader has fourteen digits', trader('3047700132195')],
  ])('is none if it %s', (_, digits) => expect(isOgrn(digits)).toBe(false));
});

describe('an IBAN', () => {
  /** The IBAN with the check digits that its letters and digits need. */
  const withCheck = (country: string, account: string) => {
    const asDigits = (text: string) =>
      Array.from(text, (char) => (/[A-Z]/.test(char) ? char.charCodeAt(0) - 55 : char)).join('');
    const check = 98n - (BigInt(asDigits(`${account}${country}00`)) % 97n);
    return `${country}${String(check).padStart(2, '0')}${account}`;
  };

  it.each([
    'DE89370400440532013000',
    'GB82WEST12345698765432',
    'MT84MALT011000012345MTLCAST001S',
    'NO9386011117947',
    'FR1420041010050500013M02606',
    withCheck('GB', 'AZZA12345698765432'),
    iban('GB', '123456789012345678'),
  ])('%s is valid with its check digits only', (text) => {
    expect(isIban(text)).toBe(true);
    expect(isIban(text.slice(0, 4) + text.slice(4, -1) + (text.endsWith('1') ? '2' : '1'))).toBe(false);
    expect(
      isIban(text.slice(0, 2) + String((Number(text.slice(2, 4)) % 96) + 2).padStart(2, '0') + text.slice(4)),
    ).toBe(false);
  });

  it.each([
    ['its country has none', withCheck('XX', '370400440532013000')],
    ['its country is not in the register', withCheck('AO', '123456789012345678901')],
    ['it is too long for its country', withCheck('DE', '3704004405320130001')],
    ['it is too short for its country', withCheck('DE', '37040044053201300')],
    ['letters are at other positions', withCheck('GB', '12345698765432WEST')],
    ['letters are first, where digits must be', withCheck('DE', 'ABCD12345678901234')],
    ['letters are last, where digits must be', withCheck('DE', '12345678901234ABCD')],
    ['it is in small letters', 'de89370400440532013000'],
  ])('is none if %s', (_, text) => expect(isIban(text)).toBe(false));

  it.each(['first', 'second'])('is none if its %s check digit is a letter', (which) => {
    const found = Array.from({ length: 97 }, (_, i) => {
      const end = String(i).padStart(2, '0');
      return `DE${which === 'first' ? 'A1' : '1A'}3704004405320130${end}`;
    });
    expect(found.filter(isIban)).toEqual([]);
  });
});
