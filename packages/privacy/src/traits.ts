/**
 * What a text would need to hold anything the detectors look for, as bits. A text with no bit set is clean,
 * and most are: telling so costs one look at each character.
 */
export const trait = {
  /** Nine digits or more. */
  digits: 1,
  at: 2,
  /** `:` or `=`. */
  pair: 4,
  /** Sixteen characters of a token in a row, or a line of dashes. */
  token: 8,
  /** What may be a currency: a dollar sign, or capitals or letters beyond ASCII in a text with digits. */
  currency: 16,
  query: 32,
} as const;

const digitBit = 1 << 8;
const tokenBit = 1 << 9;
const capitalBit = 1 << 10;

/** Of each ASCII character: the traits it brings by itself, and what it counts for. */
const kinds = Uint16Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (code > 127 || /[A-Z]/.test(char)) return capitalBit | (code < 128 ? tokenBit : 0);
  if (/\d/.test(char)) return digitBit | tokenBit;
  if (/[a-z_-]/.test(char)) return tokenBit;
  // An address may be percent-encoded.
  if (char === '@' || char === '%') return trait.at;
  if (char === ':' || char === '=') return trait.pair;
  if (char === '$') return trait.currency;
  return char === '?' ? trait.query : 0;
});

const longToken = 16;
const manyDigits = 9;

export function traitsOfText(text: string): number {
  let all = 0;
  let digits = 0;
  let run = 0;
  let longest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = kinds[code < 255 ? code : 255] ?? 0;
    all |= kind;
    if ((kind & tokenBit) === 0) run = 0;
    else if (++run > longest) longest = run;
    if ((kind & digitBit) !== 0) digits++;
  }
  return traitsFrom(all, digits, longest);
}

/** The same for UTF-8 where it lies in a request, so that clean values need not be decoded. */
export function traitsOfUtf8(bytes: Uint8Array, start: number, end: number): number {
  let all = 0;
  let digits = 0;
  let run = 0;
  let longest = 0;
  for (let i = start; i < end; i++) {
    const kind = kinds[bytes[i] ?? 0] ?? 0;
    all |= kind;
    if ((kind & tokenBit) === 0) run = 0;
    else if (++run > longest) longest = run;
    if ((kind & digitBit) !== 0) digits++;
  }
  return traitsFrom(all, digits, longest);
}

function traitsFrom(all: number, digits: number, longest: number): number {
  return (
    (all & 0x3f) |
    (digits >= manyDigits ? trait.digits : 0) |
    (longest >= longToken ? trait.token : 0) |
    (digits > 0 && (all & capitalBit) !== 0 ? trait.currency : 0)
  );
}
