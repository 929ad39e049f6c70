import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import type { FlowFileProblem } from './problems.js';

/** A node in the file: the value of a key, or the whole document. */
export type Place = Node | null | undefined;

/** A key of a map with its value; `key` is the position for errors about the whole entry. */
export interface Entry {
  readonly name: string;
  readonly key: Place;
  readonly value: Place;
}

/**
 * Reads the parsed file by kind of value, and collects all faults. An invalid value is read as `undefined`.
 */
export class FlowFile {
  readonly root: Place;
  readonly #lines = new LineCounter();
  readonly #problems: FlowFileProblem[] = [];

  constructor(text: string) {
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true });
    for (const error of document.errors) this.#add(error.pos[0], mistakeText(error));
    this.root = document.contents;
  }

  /** All faults so far, in the sequence of the file. */
  get problems(): readonly FlowFileProblem[] {
    return [...this.#problems].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #add(offset: number, message: string): void {
    this.#problems.push({ ...this.#lineAt(offset), message });
  }

  #lineAt(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** The position of a place; the start of the file for none. */
  lineOf(place: Place): { line: number; column: number } {
    return this.#lineAt(place?.range?.[0] ?? 0);
  }

  report(place: Place, message: string): void {
    this.#add(place?.range?.[0] ?? 0, message);
  }

  /** The entries of a map; without `allowed`, keys are not checked. Empty if it is no map. */
  entries(place: Place, what: string, allowed?: readonly string[]): readonly Entry[] {
    if (!isMap(place)) {
      const alias = isAlias(place) ? ' Aliases (*name) are not read: write the value out.' : '';
      this.report(place, `${what} must be a list of "key: value".${alias}`);
      return [];
    }
    const entries: Entry[] = [];
    for (const { key, value } of place.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const entry: Entry = { name, key: key as Place, value: value as Place };
      if (allowed && !allowed.includes(name))
        this.report(
          entry.key,
          `Unknown key "${name}" in ${what.replace(/^A /, 'a ')}: use one of ${allowed.join(', ')}.`,
        );
      else entries.push(entry);
    }
    return entries;
  }

  /** The keys of a map, unchecked. Empty if it is no map. */
  keys(place: Place): readonly string[] {
    return isMap(place) ? place.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')) : [];
  }

  /** The values of a list; a single value is read as a list of one. */
  items(place: Place, what: string): readonly Place[] {
    if (isSeq(place)) return place.items as Place[];
    if (isScalar(place) && place.value !== null) return [place];
    this.report(place, `${what} must be a list, like [A, B].`);
    return [];
  }

  /** A text; numbers and similar values are read as written. */
  text(place: Place, what: string): string | undefined {
    const text = textAt(place);
    const isBlank = text.trim() === '';
    if (isBlank) this.report(place, `${what} must be a text.`);
    return isBlank ? undefined : text;
  }

  texts(place: Place, what: string): readonly string[] {
    return this.items(place, what).flatMap((item) => this.text(item, `Each of ${what}`) ?? []);
  }

  /** The result of `read` on a text; if it is `undefined`, reports `expected`. */
  parsed<T>(place: Place, expected: string, read: (text: string) => T | undefined): T | undefined {
    const text = textAt(place);
    if (text === '') {
      this.report(place, `Expected one text here: ${expected}.`);
      return undefined;
    }
    const value = read(text);
    if (value === undefined) this.report(place, `"${text}" is not understood: ${expected}.`);
    return value;
  }
}

function textAt(place: Place): string {
  return isScalar(place) && place.value !== null ? (place.source ?? '') : '';
}

function mistakeText({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'MULTIPLE_DOCS') return 'A second document begins here: write each flow in a file of its own.';
  if (code === 'DUPLICATE_KEY') return 'This key occurs twice: remove one.';
  return `Not YAML: ${message}`;
}

/** Whether the place is a map. */
export function isMapPlace(place: Place): boolean {
  return isMap(place);
}

export function valueOf(entries: readonly Entry[], name: string): Entry | undefined {
  return entries.find((entry) => entry.name === name);
}
