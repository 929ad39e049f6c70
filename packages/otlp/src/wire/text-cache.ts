import { textFrom } from './utf8.js';

interface CachedText {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const slots = 1024;
const longest = 64;

/**
 * Texts that repeat, such as the keys of attributes, by their bytes. Decoding takes longer than finding a text again.
 * Bounded: a text replaces another one with the same hash.
 */
export class TextCache {
  readonly #texts = new Array<CachedText | undefined>(slots).fill(undefined);

  /** The same as `textFrom`. */
  text(bytes: Uint8Array, start: number, end: number): string {
    if (end - start > longest) return textFrom(bytes, start, end);
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 10)) & (slots - 1);
    const known = this.#texts[slot];
    if (known !== undefined && isSame(known.bytes, bytes, start, end)) return known.text;
    const text = textFrom(bytes, start, end);
    this.#texts[slot] = { bytes: bytes.slice(start, end), text };
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
