import { SaxesParser } from 'saxes';
import { EventLogError } from '../event-log-error.js';

/** Callbacks for elements, in document order; names have no prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void;
  /** `text` is its direct text, outside other elements. */
  close(name: string, text: string, depth: number): void;
}

const deepest = 100;
/** Longest tag or text, in characters. */
const longestToken = 8 * 1024 * 1024;

/**
 * Parses XML by chunks. After each chunk it yields the result of `take`. Throws `EventLogError`
 * (`file_damaged`) for malformed XML, and for document types, which could expand a small file to endless
 * text.
 */
export async function* xmlElements<T>(
  chunks: AsyncIterable<string>,
  handler: XmlHandler,
  take: () => T,
): AsyncGenerator<T> {
  const state = { depth: 0, sinceToken: 0, texts: [''] };
  const parser = parserFor(handler, state);
  try {
    for await (const chunk of chunks) {
      state.sinceToken += chunk.length;
      parser.write(chunk);
      if (state.sinceToken > longestToken + chunk.length) throw damaged('a tag or text has no end');
      yield take();
    }
    parser.close();
    yield take();
  } catch (error) {
    throw error instanceof EventLogError ? error : fromParser(error);
  }
}

function parserFor(handler: XmlHandler, state: { depth: number; sinceToken: number; texts: string[] }) {
  const parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw damaged('it declares a document type of its own, which is not read');
  });
  parser.on('opentag', ({ name, attributes }) => {
    state.sinceToken = 0;
    if (++state.depth > deepest) throw damaged(`elements lie more than ${deepest} deep`);
    state.texts[state.depth] = '';
    handler.open(local(name), attributes, state.depth);
  });
  parser.on('text', (text) => {
    state.sinceToken = 0;
    state.texts[state.depth] = (state.texts[state.depth] ?? '') + text;
  });
  parser.on('cdata', (text) => {
    state.sinceToken = 0;
    state.texts[state.depth] = (state.texts[state.depth] ?? '') + text;
  });
  parser.on('closetag', ({ name }) => {
    state.sinceToken = 0;
    handler.close(local(name), state.texts[state.depth] ?? '', state.depth);
    state.depth--;
  });
  return parser;
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function damaged(problem: string, cause?: unknown): EventLogError {
  return new EventLogError('file_damaged', `The XML file can't be read: ${problem}.`, { cause });
}

/** A parser error, cut after line and column: the rest may quote the file. */
function fromParser(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const place = /^(\d+):(\d+): (.*)/s.exec(error.message);
  if (!place) return error;
  return damaged(
    `line ${place[1] ?? ''}, column ${place[2] ?? ''}, ${(place[3] ?? '').slice(0, 100)}`,
    error,
  );
}

/** Encoding in the XML declaration at the beginning; undefined if there is none. */
export function declaredEncoding(first: Uint8Array): string | undefined {
  const head = Buffer.from(first).toString('latin1');
  return /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
}
