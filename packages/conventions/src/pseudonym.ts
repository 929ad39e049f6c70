const start = 'anon-';
const letters = 'bcdfghjkmnpqrstvwxz';
const length = 16;

/**
 * Format of a pseudonym, as a regular expression: only letters, so that it is not mistaken for a number or a
 * word.
 */
export const pseudonymPattern = `${start}[${letters}]{${length}}`;

/** A pseudonym from at least ten bytes. */
export function pseudonymOf(bytes: Uint8Array): string {
  let rest = bytes.subarray(0, 16).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let text = start;
  for (let i = 0; i < length; i++) {
    text += letters.charAt(Number(rest % BigInt(letters.length)));
    rest /= BigInt(letters.length);
  }
  return text;
}
