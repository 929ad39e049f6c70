import type { Detector } from './detectors.js';

/** The count of one kind of removal. It never contains a value. */
export interface StopCount {
  readonly place: string;
  /** The attribute's key. Empty if the place has none; `(others)` after too many different keys. */
  readonly key: string;
  readonly detector: Detector;
  readonly count: number;
}

const mostEntries = 1000;
const longestKey = 64;

/** Counts by place, key and detector, in bounded memory. */
export class StopCounts {
  readonly #entries = new Map<string, { place: string; key: string; detector: Detector; count: number }>();
  readonly #onStop: ((place: string, detector: Detector) => void) | undefined;

  constructor(onStop?: (place: string, detector: Detector) => void) {
    this.#onStop = onStop;
  }

  add(place: string, key: string, detector: Detector): void {
    this.#onStop?.(place, detector);
    const shown = this.#has(place, key, detector) ? key : this.#shownKey(key);
    const id = `${place}\n${detector}\n${shown}`;
    const entry = this.#entries.get(id);
    if (entry === undefined) this.#entries.set(id, { place, key: shown, detector, count: 1 });
    else entry.count++;
  }

  /** The counts, most frequent first. */
  list(): StopCount[] {
    return Array.from(this.#entries.values(), (entry) => ({ ...entry })).sort((a, b) => b.count - a.count);
  }

  clear(): void {
    this.#entries.clear();
  }

  #has(place: string, key: string, detector: Detector): boolean {
    return this.#entries.has(`${place}\n${detector}\n${key}`);
  }

  /** A key may contain personal data itself, so only a key that looks like a name is shown. */
  #shownKey(key: string): string {
    if (key === '') return '';
    if (this.#entries.size >= mostEntries) return '(others)';
    const isName = key.length <= longestKey && /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key) && !/\d{5}/.test(key);
    return isName ? key : '(not a name)';
  }
}
