import { EventLogError } from '../event-log-error.js';

/** An entry of a list or map directly in the file's outermost map. */
export interface JsonEntry {
  readonly section: string;
  /** Key of the entry, if the section is a map. */
  readonly key: string | undefined;
  readonly value: unknown;
}

const longestEntry = 16 * 1024 * 1024;

/**
 * Entries of the sections of a JSON file, one at a time, so that a file of any length needs little memory.
 * Throws `EventLogError` (`file_damaged`) for invalid JSON, an early end, or an entry without an end.
 */
export async function* jsonEntries(chunks: AsyncIterable<string>): AsyncGenerator<readonly JsonEntry[]> {
  const scanner = new EntryScanner();
  for await (const chunk of chunks) {
    const entries = scanner.add(chunk);
    if (entries.length > 0) yield entries;
  }
  scanner.end();
}

const [quote, backslash, comma, colon] = [34, 92, 44, 58];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

class EntryScanner {
  /** 0: before or after the outermost map; 1: in it; 2: in a section; more: in an entry. */
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #section = '';
  #isMap = false;
  #isDone = false;
  /** Text since the last comma or bracket of the two outermost levels. */
  #piece = '';
  #entries: JsonEntry[] = [];

  add(chunk: string): JsonEntry[] {
    this.#entries = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (this.#inText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === backslash) this.#isEscaped = true;
        else if (code === quote) this.#inText = false;
      } else if (code === quote) this.#inText = true;
      else if (this.#isMark(code)) {
        this.#piece += chunk.slice(from, at);
        from = at;
        if (this.#mark(code)) from = at + 1;
      }
    }
    this.#piece += chunk.slice(from);
    if (this.#piece.length > longestEntry) throw damaged('an entry has no end');
    return this.#entries;
  }

  end(): void {
    if (!this.#isDone) throw damaged('it ends early, or is none');
    if (this.#piece.trim() !== '') throw damaged('something follows its end');
  }

  #isMark(code: number): boolean {
    switch (code) {
      case openBrace:
      case openBracket:
      case closeBrace:
      case closeBracket:
        return true;
      case comma:
        return this.#depth <= 2;
      default:
        return false;
    }
  }

  /** Returns true if the mark is not part of an entry. */
  #mark(code: number): boolean {
    if (code === openBrace || code === openBracket) return this.#open(code);
    if (code === comma) {
      this.#endOfPiece();
      return true;
    }
    return this.#close(code);
  }

  #open(code: number): boolean {
    this.#depth++;
    if (this.#depth > 2) return false;
    if (this.#depth === 1) {
      if (this.#isDone || code !== openBrace || this.#piece.trim().replace('\ufeff', '') !== '') {
        throw damaged('it does not begin with a map');
      }
    } else {
      this.#section = sectionName(this.#piece);
      this.#isMap = code === openBrace;
    }
    this.#piece = '';
    return true;
  }

  #close(code: number): boolean {
    if (this.#depth <= 2) {
      const isMap = this.#depth === 1 || this.#isMap;
      if (this.#depth === 0 || (code === closeBrace) !== isMap) throw damaged('its brackets do not match');
      this.#endOfPiece();
    }
    this.#depth--;
    if (this.#depth === 0) this.#isDone = true;
    return this.#depth < 2;
  }

  #endOfPiece(): void {
    const piece = this.#piece;
    this.#piece = '';
    if (piece.trim() === '') return;
    const isMap = this.#depth === 1 || this.#isMap;
    const value = parse(isMap ? `{${piece}}` : piece);
    if (this.#depth === 1) return;
    if (!isMap) this.#entries.push({ section: this.#section, key: undefined, value });
    else {
      for (const [key, entry] of Object.entries(value as object)) {
        this.#entries.push({ section: this.#section, key, value: entry as unknown });
      }
    }
  }
}

function sectionName(piece: string): string {
  const text = piece.trim();
  if (text.charCodeAt(text.length - 1) !== colon) throw damaged('a section has no name');
  const name = parse(text.slice(0, -1));
  if (typeof name !== 'string') throw damaged('a section has no name');
  return name;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw damaged('an entry is no JSON', cause);
  }
}

function damaged(problem: string, cause?: unknown): EventLogError {
  return new EventLogError('file_damaged', `The JSON file can't be read: ${problem}.`, { cause });
}
