/** Bytes to find, and their replacement of the same length. */
export interface Needle {
  readonly find: Uint8Array;
  readonly blank: Uint8Array;
}

const star = 0x2a;
/** Protobuf tags of a whole number and a fraction in an OTLP attribute value. */
const intKey = 0x18;
const doubleKey = 0x21;

/**
 * The forms of a text in stored bytes: plain, URL-encoded, escaped as in JSON, and as a number. A lone surrogate is
 * stored as U+FFFD, the replacement character, because UTF-8 can't hold it.
 */
export function needlesOf(text: string): Needle[] {
  const urlEncoded = encodeURIComponent(Buffer.from(text).toString());
  const forms = new Set([text, urlEncoded, JSON.stringify(text).slice(1, -1)]);
  const needles = [...forms].map((form) => {
    const find = Buffer.from(form);
    return { find, blank: Buffer.alloc(find.length, star) };
  });
  return /^[1-9]\d{5,17}$/.test(text) ? [...needles, ...numberNeedles(BigInt(text))] : needles;
}

function numberNeedles(value: bigint): Needle[] {
  const groups: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 7n) groups.push(Number(rest & 127n));
  const last = groups.length - 1;
  const varint = groups.map((group, index) => (index < last ? group | 128 : group));
  const zero = groups.map((_, index) => (index < last ? 128 : 0));
  const double = Buffer.alloc(9);
  double[0] = doubleKey;
  double.writeDoubleLE(Number(value), 1);
  const doubleZero = Buffer.alloc(9);
  doubleZero[0] = doubleKey;
  return [
    { find: Uint8Array.of(intKey, ...varint), blank: Uint8Array.of(intKey, ...zero) },
    { find: double, blank: doubleZero },
  ];
}

/** The text with all matches of the needles blanked. Without a match, the same text is returned. */
export function blankText(text: string, needles: readonly Needle[]): string {
  const bytes = Buffer.from(text);
  const blanked = blankBytes(bytes, needles);
  return blanked === bytes ? text : Buffer.from(blanked).toString();
}

/** As `blankText`, for bytes. Without a match, the same array is returned. */
export function blankBytes(bytes: Uint8Array, needles: readonly Needle[]): Uint8Array {
  const found = findNeedles(bytes, needles);
  if (found.length === 0) return bytes;
  const copy = new Uint8Array(bytes);
  for (const { at, needle } of found) copy.set(needle.blank, at);
  return copy;
}

/** The positions of the needles. */
export function findNeedles(
  bytes: Uint8Array,
  needles: readonly Needle[],
): { readonly at: number; readonly needle: Needle }[] {
  const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: { at: number; needle: Needle }[] = [];
  for (const needle of needles)
    for (let at = hay.indexOf(needle.find); at >= 0; at = hay.indexOf(needle.find, at + needle.find.length))
      found.push({ at, needle });
  return found;
}
