const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text in `bytes[start…end)`; invalid UTF-8 becomes U+FFFD. */
export function textFrom(bytes: Uint8Array, start: number, end: number): string {
  return start === end ? '' : decoder.decode(bytes.subarray(start, end));
}

/** Encodes a text as UTF-8. Half surrogate pairs become U+FFFD. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
