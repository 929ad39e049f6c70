const start = 'anon-';
const letters = 'bcdfghjkmnpqrstvwxz';
const length = 16;

/** The form of a pseudonym, as a regular expression: letters alone, so that nobody takes it for a number or a word. */
export const pseudonymPattern = `${start}[${letters}]{${length}}`;

/** A pseudonym from bytes, of which ten or more count. */
export function pseudonymOf(bytes: Uint8Array): string {
  let rest = bytes.subarray(0, 16).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let text = start;
  for (let i = 0; i < length; i++) {
    text += letters.charAt(Number(rest % BigInt(letters.length)));
    rest /= BigInt(letters.length);
  }
  return text;
}
