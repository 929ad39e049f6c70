/** A text as a reader sees it, and where each of its characters came from. */
export interface PlainText {
  readonly text: string;
  /** Of each character, and of the end: where it begins in the text it was read from. */
  readonly from: readonly number[];
}

/** Encodings inside of encodings are taken off so many times. */
const mostLayers = 3;

const encoded =
  /(?:%[0-9a-f]{2})+|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2})|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/giu;
/** Seen as nothing: marks of format and accent, and NULs, which texts of two bytes a character are full of. */
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
]);

/**
 * Takes off what hides characters from whoever searches: percent and other escapes, letters and digits of other
 * forms and scripts, unusual blanks and dashes, and what has no width. `undefined` where nothing was hidden.
 */
export function plainText(text: string): PlainText | undefined {
  let plain: PlainText | undefined;
  for (let layer = 0; layer < mostLayers; layer++) {
    const next = withoutEscapes(plain?.text ?? text);
    if (next === undefined) break;
    plain = plain === undefined ? next : composed(plain, next);
  }
  const shown = asShown(plain?.text ?? text);
  if (shown === undefined) return plain;
  return plain === undefined ? shown : composed(plain, shown);
}

function composed(first: PlainText, second: PlainText): PlainText {
  return { text: second.text, from: second.from.map((at) => first.from[at] ?? 0) };
}

class Writer {
  readonly #parts: string[] = [];
  readonly #from: number[] = [];

  add(part: string, at: number, isCopy: boolean): void {
    this.#parts.push(part);
    for (let i = 0; i < part.length; i++) this.#from.push(isCopy ? at + i : at);
  }

  end(at: number): PlainText {
    return { text: this.#parts.join(''), from: [...this.#from, at] };
  }
}

function withoutEscapes(text: string): PlainText | undefined {
  const writer = new Writer();
  let done = 0;
  for (const match of text.matchAll(encoded)) {
    const said = saidBy(match[0]);
    if (said === undefined) continue;
    writer.add(text.slice(done, match.index), done, true);
    done = match.index + match[0].length;
    if (match[0].startsWith('%')) addPercents(writer, said, match.index);
    else writer.add(said, match.index, false);
  }
  if (done === 0) return undefined;
  writer.add(text.slice(done), done, true);
  return writer.end(text.length);
}

/** Each character stands where its own percent signs do. */
function addPercents(writer: Writer, said: string, index: number): void {
  let at = index;
  for (const char of said) {
    writer.add(char, at, false);
    at += 3 * Buffer.byteLength(char);
  }
}

function saidBy(escape: string): string | undefined {
  if (escape.startsWith('%')) {
    const said = Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8');
    return said.includes('\ufffd') ? undefined : said;
  }
  if (escape.startsWith('\\')) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  const name = escape.slice(1, -1).toLowerCase();
  if (!name.startsWith('#')) return entities.get(name);
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const ordinary = /^[\p{ASCII}\u0400-\u052f\u00ab\u00bb\u00c0-\u024f\u20ac\u20bd\u2116]*$/u;

function asShown(text: string): PlainText | undefined {
  if (ordinary.test(text) && !text.includes('\0')) return undefined;
  const writer = new Writer();
  let at = 0;
  let isChanged = false;
  for (const char of text) {
    const shown = char < '\x7f' && char !== '\0' ? char : shownAs(char);
    isChanged ||= shown !== char;
    writer.add(shown, at, shown === char);
    at += char.length;
  }
  return isChanged ? writer.end(text.length) : undefined;
}

function shownAs(char: string): string {
  if (unseen.test(char)) return '';
  if (dash.test(char)) return '-';
  if (space.test(char)) return ' ';
  const usual = char.normalize('NFKC');
  if (!digit.test(usual) || usual.length > 2) return usual;
  return /^\d$/.test(usual) ? usual : digitOf(usual);
}

/** The digits of a script stand in a row of ten, the zero first. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && digit.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
