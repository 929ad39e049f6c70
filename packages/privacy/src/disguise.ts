/** A text in the form that a reader sees. */
export interface PlainText {
  readonly text: string;
  /** Maps a position in this text, or its end, to the position in the original text. */
  readonly from: (at: number) => number;
}

/** Most layers of nested encodings that are decoded. */
const mostLayers = 5;

/** Percent escapes, escapes of JSON and of program texts (also several bytes in a row), and HTML entities. */
const encoded =
  /(?:%[0-9a-fA-F]{2})+|%u[0-9a-fA-F]{4}|(?:\\x[0-9a-fA-F]{2})+|(?:\\[0-3][0-7]{2})+|\\(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U[0-9a-fA-F]{8}|[nrtbfv0"'/\\])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/gu;
const letterEscapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' }),
);
/** Invisible characters: format marks, accents, and NULs, which UTF-16 texts contain often. */
const unseen = /[\p{Cf}\p{Mn}\0]/u;
const dash = /[\p{Pd}\u2212\u00b7]/u;
const space = /[\p{Zs}\u2028\u2029]/u;
const digit = /\p{Nd}/u;
const entities: ReadonlyMap<string, string> = new Map([
  ['commat', '@'],
  ['period', '.'],
  ['amp', '&'],
  ['quot', '"'],
  ['lt', '<'],
  ['gt', '>'],
  ['nbsp', ' '],
  ['colon', ':'],
  ['equals', '='],
  ['plus', '+'],
  ['apos', "'"],
  ['num', '#'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['lpar', '('],
  ['rpar', ')'],
  ['hyphen', '-'],
  ['dash', '-'],
  ['lowbar', '_'],
  ['percnt', '%'],
  ['tab', '\t'],
  ['newline', '\n'],
]);

/**
 * Removes encodings that hide characters from a search: percent and other escapes, layer by layer. It then
 * normalizes foreign letter forms and digits, unusual blanks and dashes, and invisible characters. Returns
 * the text of each layer, because readers may decode it any number of times.
 */
export function plainTexts(text: string): PlainText[] {
  const levels: PlainText[] = [];
  for (let layer = 0; layer < mostLayers; layer++) {
    const before = levels.at(-1);
    const next = withoutEscapes(before?.text ?? text);
    if (next === undefined) break;
    levels.push(before === undefined ? next : composed(before, next));
  }
  const last = levels.at(-1);
  const shown = asShown(last?.text ?? text);
  if (shown !== undefined) levels.push(last === undefined ? shown : composed(last, shown));
  return levels;
}

function composed(first: PlainText, second: PlainText): PlainText {
  return { text: second.text, from: (at) => first.from(second.from(at)) };
}

interface Piece {
  /** Position in the written text. */
  readonly start: number;
  /** Position in the original text. */
  readonly from: number;
  /** True for a plain copy; false if all of it comes from one position. */
  readonly isCopy: boolean;
}

class Writer {
  readonly #pieces: Piece[] = [];
  #text = '';

  add(part: string, from: number, isCopy: boolean): void {
    this.#pieces.push({ start: this.#text.length, from, isCopy });
    this.#text += part;
  }

  end(from: number): PlainText {
    const pieces = [...this.#pieces, { start: this.#text.length, from, isCopy: false }];
    return { text: this.#text, from: (at) => placeIn(pieces, at) };
  }
}

function placeIn(pieces: readonly Piece[], at: number): number {
  let low = 0;
  for (let high = pieces.length; high - low > 1;) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.start ?? 0) <= at) low = middle;
    else high = middle;
  }
  const piece = pieces[low];
  return piece === undefined ? 0 : piece.from + (piece.isCopy ? at - piece.start : 0);
}

function withoutEscapes(text: string): PlainText | undefined {
  const writer = new Writer();
  let done = 0;
  for (const match of text.matchAll(encoded)) {
    const decoded = decodedFrom(match[0]);
    if (decoded === undefined) continue;
    writer.add(text.slice(done, match.index), done, true);
    done = match.index + match[0].length;
    addDecoded(writer, { decoded, escape: match[0], index: match.index });
  }
  if (done === 0) return undefined;
  writer.add(text.slice(done), done, true);
  return writer.end(text.length);
}

/** Each decoded character maps to the position of its own bytes. */
function addDecoded(writer: Writer, found: { decoded: string; escape: string; index: number }): void {
  const { decoded, escape } = found;
  const bytes = bytesOf(escape);
  if (bytes === undefined) {
    writer.add(decoded, found.index, false);
    return;
  }
  const width = escape.length / bytes.length;
  const isUtf8 = Buffer.byteLength(decoded) === bytes.length;
  let at = found.index;
  for (const char of decoded) {
    writer.add(char, at, false);
    at += width * (isUtf8 ? Buffer.byteLength(char) : 1);
  }
}

function decodedFrom(escape: string): string | undefined {
  const bytes = bytesOf(escape);
  if (bytes !== undefined) {
    const text = bytes.toString('utf8');
    if (!text.includes('\ufffd')) return text;
    return escape.startsWith('%') ? undefined : bytes.toString('latin1');
  }
  if (escape.startsWith('&')) return entityOf(escape.slice(1, -1));
  const kind = escape.charAt(1);
  if (/[uU]/.test(kind)) return charOf(Number.parseInt(escape.slice(2).replace('{', ''), 16));
  return letterEscapes.get(kind) ?? kind;
}

/** The bytes of one or several escapes such as `%41`, `\x41` and `\101`. */
function bytesOf(escape: string): Buffer | undefined {
  const hex = /^(?:%|\\x)(?=[0-9a-fA-F]{2})/.exec(escape)?.[0];
  if (hex !== undefined) return Buffer.from(escape.replaceAll(hex, ''), 'hex');
  if (!/^\\[0-3][0-7]{2}/.test(escape)) return undefined;
  return Buffer.from(
    escape
      .slice(1)
      .split('\\')
      .map((octal) => Number.parseInt(octal, 8)),
  );
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities.get(name.toLowerCase());
  return charOf(/^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
}

/** Half of a surrogate pair counts as a character too: the other half follows. */
function charOf(code: number): string | undefined {
  if (code <= 0 || code > 0x10ffff) return undefined;
  return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
}

const unusual = /[^\p{ASCII}\u0400-\u052f\u00ab\u00bb\u00c0-\u024f\u20ac\u20bd\u2116]|\0/gu;

function asShown(text: string): PlainText | undefined {
  const writer = new Writer();
  let done = 0;
  for (const { 0: char, index } of text.matchAll(unusual)) {
    const shown = shownAs(char);
    if (shown === char) continue;
    writer.add(text.slice(done, index), done, true);
    writer.add(shown, index, false);
    done = index + char.length;
  }
  if (done === 0) return undefined;
  writer.add(text.slice(done), done, true);
  return writer.end(text.length);
}

function shownAs(char: string): string {
  if (unseen.test(char)) return '';
  if (dash.test(char)) return '-';
  if (space.test(char)) return ' ';
  const usual = char.normalize('NFKC');
  if (!digit.test(usual) || usual.length > 2) return usual;
  return /^\d$/.test(usual) ? usual : digitOf(usual);
}

/** The digits of a script are ten consecutive characters, zero first. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
