import type { MeshBuilder } from './mesh-builder.js';
import { StlError } from './stl-error.js';
import type { StlParser } from './stl-parser.js';

const MAX_LINE_CHARACTERS = 1_000_000;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(?:nan(?:\(\w*\))?|inf(?:inity)?)$/i;

/** Sequence of the words of a facet; numbers are `#`. */
const FACET = ['normal', '#', '#', '#', 'outer', 'loop']
  .concat(...Array.from({ length: 3 }, () => ['vertex', '#', '#', '#']))
  .concat('endloop', 'endfacet');
const FIRST_CORNER = 6;

/**
 * Parser of text files: `solid name`, then repeated `facet normal … outer loop vertex … endloop endfacet`,
 * then `endsolid`. Several solids may follow each other. Words may have any case. Line breaks may be anywhere
 * except within a name.
 */
export class AsciiStlParser implements StlParser {
  readonly #builder: MeshBuilder;
  readonly #maxFacets: number;
  #rest = '';
  #line = 0;
  #inSolid = false;
  /** Position in `FACET`; -1 between facets. */
  #at = -1;
  readonly #corner: number[] = [];

  constructor(builder: MeshBuilder, maxFacets: number) {
    this.#builder = builder;
    this.#maxFacets = maxFacets;
  }

  push(chunk: Uint8Array): void {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
    if (this.#rest.length > MAX_LINE_CHARACTERS)
      throw new StlError('stl_syntax', `Line ${this.#line + 1} is too long for an STL in text form.`);
  }

  end(): void {
    this.#readLastLine();
    if (this.#inSolid)
      throw new StlError('stl_truncated', `The file ends at line ${this.#line} without "endsolid".`);
  }

  /** Ignores a word that the end of the file cuts off: the early end is the better reason. */
  #readLastLine(): void {
    try {
      this.#readLine(this.#rest);
    } catch (error) {
      if (!this.#inSolid) throw error;
    }
  }

  #readLine(line: string): void {
    this.#line++;
    for (const part of line.split('\r')) {
      for (const word of part.split(/\s+/)) if (word !== '' && this.#readWord(word.toLowerCase())) break;
    }
  }

  /** Returns true if the rest of the line is a name. */
  #readWord(word: string): boolean {
    if (this.#at >= 0) {
      this.#readFacetWord(word);
      return false;
    }
    if (!this.#inSolid && /^(\xef\xbb\xbf)?solid$/.test(word)) {
      this.#inSolid = true;
      return true;
    }
    if (this.#inSolid && word === 'endsolid') {
      this.#inSolid = false;
      return true;
    }
    if (!this.#inSolid || word !== 'facet')
      throw this.#unexpected(word, this.#inSolid ? '"facet" or "endsolid"' : '"solid"');
    if (this.#builder.facets >= this.#maxFacets)
      throw new StlError(
        'stl_too_many_facets',
        `The file has more than the ${this.#maxFacets} facets that are taken.`,
      );
    this.#at = 0;
    return false;
  }

  #readFacetWord(word: string): void {
    const expected = FACET[this.#at] ?? '';
    if (expected === '#') this.#readNumber(word);
    else if (word !== expected) throw this.#unexpected(word, `"${expected}"`);
    this.#at = this.#at === FACET.length - 1 ? -1 : this.#at + 1;
  }

  #readNumber(word: string): void {
    const isFinite = NUMBER.test(word);
    // Normals are not used, and programs write "nan" for the normal of a facet without area.
    if (!isFinite && !NOT_FINITE.test(word)) throw this.#unexpected(word, 'a number');
    if (this.#at < FIRST_CORNER) return;
    this.#corner.push(isFinite ? Number(word) : NaN);
    if (this.#corner.length < 3) return;
    const [x = NaN, y = NaN, z = NaN] = this.#corner;
    this.#builder.addCorner(x, y, z);
    this.#corner.length = 0;
  }

  #unexpected(word: string, expected: string): StlError {
    return new StlError(
      'stl_syntax',
      `Line ${this.#line}: expected ${expected}, found "${printable(word)}".`,
    );
  }
}

function printable(word: string): string {
  return word.slice(0, 24).replace(/[^ -~]/g, '?');
}
