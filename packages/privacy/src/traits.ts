/**
 * Properties that a text must have before a detector can match, as bits. A text without any bit is clean, as
 * most texts are, after one look at each character.
 */
export const trait = {
  /** Nine digits or more. */
  digits: 1,
  at: 2,
  /** `:` or `=`, a bracket of a tag, or a quote of a statement. */
  pair: 4,
  /** Sixteen characters of a token in a row, or a line of dashes. */
  token: 8,
  /** A possible currency: a dollar sign, or capitals or non-ASCII letters in a text with digits. */
  currency: 16,
  query: 32,
  /** Characters that may replace others: escapes, unusual letter forms, invisible blanks. */
  disguise: 64,
  /** Four digits and three dots or more. */
  dotted: 128,
  /** Six digits or more, as in a short phone number. */
  someDigits: 256,
} as const;

const digitBit = 1 << 9;
const tokenBit = 1 << 10;
const capitalBit = 1 << 11;
const dotBit = 1 << 12;
const countedBits = digitBit | dotBit;

/** For each ASCII character: its own traits, and what it counts as. */
const kinds = Uint16Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (mayDisguise(code)) return capitalBit | trait.disguise;
  if (code > 127 || /[A-Z]/.test(char)) return capitalBit | (code < 128 ? tokenBit : 0);
  if (/\d/.test(char)) return digitBit | tokenBit;
  if (/[a-z_-]/.test(char)) return tokenBit;
  if (char === '@') return trait.at;
  if (/[%&\\]/.test(char)) return trait.disguise;
  if (/[:=<>']/.test(char)) return trait.pair;
  if (char === '.') return dotBit;
  if (char === '$') return trait.currency;
  return char === '?' ? trait.query : 0;
});

/**
 * Whether a code may belong to a disguise: a first byte of UTF-8 characters outside European letters and
 * Cyrillic, or a character code below 256. `kindOf` classifies all other characters.
 */
function mayDisguise(code: number): boolean {
  return code === 0 || code === 0xc2 || code === 0xcc || code === 0xcd || code > 0xd3;
}

function kindOf(code: number): number {
  if (code < 128) return kinds[code] ?? 0;
  const isUsual = (code >= 0xc0 && code < 0x300) || (code >= 0x400 && code < 0x530);
  return isUsual ? capitalBit : capitalBit | trait.disguise;
}

const longToken = 16;
const manyDigits = 9;
const someDigits = 6;
const digitsOfAddress = 4;
const dotsOfAddress = 3;

export function traitsOfText(text: string): number {
  let all = 0;
  let digits = 0;
  let dots = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = kindOf(code);
    all |= kind;
    if ((kind & tokenBit) === 0) run = 0;
    else if (++run > longest) longest = run;
    if ((kind & countedBits) !== 0) {
      if ((kind & digitBit) !== 0) digits++;
      else dots++;
    }
  }
  return traitsFrom(all, digits, dots, longest);
}

/** As `traitsOfText`, for UTF-8 bytes in a request, so that clean values need no decoding. */
export function traitsOfUtf8(bytes: Uint8Array, start: number, end: number): number {
  let all = 0;
  let digits = 0;
  let dots = 0;
  let run = 0;
  let longest = 0;
  for (let i = start; i < end; i++) {
    const kind = kinds[bytes[i] ?? 0] ?? 0;
    all |= kind;
    if ((kind & tokenBit) === 0) run = 0;
    else if (++run > longest) longest = run;
    if ((kind & countedBits) !== 0) {
      if ((kind & digitBit) !== 0) digits++;
      else dots++;
    }
  }
  return traitsFrom(all, digits, dots, longest);
}

// Called for each value: an object for the parameters would cost more than the function itself.
function traitsFrom(all: number, digits: number, dots: number, longest: number): number {
  return (
    (all & 0xff) |
    (digits >= manyDigits ? trait.digits : 0) |
    (digits >= someDigits ? trait.someDigits : 0) |
    (longest >= longToken ? trait.token : 0) |
    (dots >= dotsOfAddress && digits >= digitsOfAddress ? trait.dotted : 0) |
    (digits > 0 && (all & capitalBit) !== 0 ? trait.currency : 0)
  );
}

/** Words of personal paths, as numbers of their first three letters. */
const personalStarts = new Set(
  'cus cli use buy per peo pro acc mem hom rec'
    .split(' ')
    .map((letters) => Buffer.from(letters).readUIntBE(0, 3)),
);
const smallLetters = 0x202020;

/** Whether a UTF-8 path has a segment that begins like `/customers/` or `/home/`. */
export function mayHoldPersonalPath(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i + 4 < end; i++) {
    if (bytes[i] !== 0x2f) continue;
    const letters = ((bytes[i + 1] ?? 0) << 16) | ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0);
    if (personalStarts.has(letters | smallLetters)) return true;
  }
  return false;
}
