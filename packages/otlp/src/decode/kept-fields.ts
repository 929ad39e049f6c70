const entries = 4096;
const entryBytes = 256;

/**
 * A cache of texts and attributes that a scrub function kept, by their bytes. Services send the same values
 * repeatedly; each is judged once. Each slot holds one field, the latest; memory is fixed.
 */
export class KeptFields {
  readonly #lengths = new Uint16Array(entries);
  readonly #places = new Uint8Array(entries);
  readonly #bytes = new Uint8Array(entries * entryBytes);
  readonly #view = new DataView(this.#bytes.buffer);

  /**
   * Whether the cache has exactly this field, in `view` from `start` to `end`, for a place with this number.
   */
  has(view: DataView, start: number, end: number, place: number): boolean {
    const length = end - start;
    if (length < 4 || length > entryBytes) return false;
    const entry = entryOf(view, start, end, place);
    if (this.#lengths[entry] !== length || this.#places[entry] !== place) return false;
    const base = entry * entryBytes;
    for (let at = 0; at + 4 <= length; at += 4)
      if (this.#view.getInt32(base + at) !== view.getInt32(start + at)) return false;
    return this.#view.getInt32(base + length - 4) === view.getInt32(end - 4);
  }

  add(view: DataView, start: number, end: number, place: number): void {
    const length = end - start;
    if (length < 4 || length > entryBytes) return;
    const entry = entryOf(view, start, end, place);
    this.#lengths[entry] = length;
    this.#places[entry] = place;
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset + start, length), entry * entryBytes);
  }
}

function entryOf(view: DataView, start: number, end: number, place: number): number {
  let hash = (end - start) ^ (place << 16);
  for (let at = start; at + 4 <= end; at += 4) hash = mixed(hash, view.getInt32(at));
  hash = mixed(hash, view.getInt32(end - 4));
  return (hash ^ (hash >>> 16)) & (entries - 1);
}

function mixed(hash: number, word: number): number {
  const k = Math.imul(hash ^ word, 0x85ebca6b);
  return k ^ (k >>> 15);
}
