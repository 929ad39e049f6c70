const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const probes = 4;

/**
 * A table of distinct texts, by number. It finds a text by its UTF-8 bytes without creating a string. The hash of the
 * bytes selects a few slots in a cache of numbers, and the text there is compared byte by byte. Texts that are not
 * plain ASCII, or have no free slot, use a slower map.
 */
export class TextTable {
  /** Index 0 is always the empty text. */
  readonly texts: string[] = [''];
  readonly #index = new Map<string, number>([['', 0]]);
  #cache = new Uint32Array(256);

  indexOf(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    const index = this.texts.push(text) - 1;
    this.#index.set(text, index);
    if (index * 2 > this.#cache.length) this.#cache = new Uint32Array(this.#cache.length * 4);
    return index;
  }

  /** Invalid UTF-8 counts as U+FFFD. */
  indexOfUtf8(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    let hash = end - start;
    let all = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0;
      all |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    hash ^= hash >>> 15;
    if (all >= 0x80) return this.indexOf(utf8.decode(bytes.subarray(start, end)));
    const place = this.#find(hash, bytes, { start, end });
    if (place >= 0) return this.#cache[place] ?? 0;
    const index = this.indexOf(utf8.decode(bytes.subarray(start, end)));
    this.#cache[(hash + (~place & (probes - 1))) & (this.#cache.length - 1)] = index;
    return index;
  }

  /** The cache slot that holds the text, or `~` of the slot to put it in. */
  #find(hash: number, bytes: Uint8Array, range: { readonly start: number; readonly end: number }): number {
    const mask = this.#cache.length - 1;
    for (let probe = 0; probe < probes; probe++) {
      const place = (hash + probe) & mask;
      const index = this.#cache[place] ?? 0;
      if (index === 0) return ~probe;
      if (sameText(this.texts[index] ?? '', bytes, range.start, range.end)) return place;
    }
    return ~0;
  }
}

function sameText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
