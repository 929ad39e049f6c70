import { TextDecoder } from 'node:util';
import { EventLogError } from '../event-log-error.js';

/** Encoding of a byte order mark at the beginning; undefined if there is none. */
export function markedEncoding(first: Uint8Array): string | undefined {
  if (first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf) return 'utf-8';
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  return undefined;
}

export interface DecodedText {
  readonly encoding: string;
  readonly chunks: AsyncIterable<string>;
}

/**
 * Text of a file in the stated encoding, that of its byte order mark, or UTF-8. Invalid bytes throw
 * `EventLogError` (`encoding_unknown`), which names the byte and the option to state. They never become
 * replacement characters.
 */
export function decodedText(
  chunks: AsyncIterable<Uint8Array>,
  encoding: { readonly stated?: string | undefined; readonly marked?: string | undefined },
): DecodedText {
  const label = encoding.stated ?? encoding.marked ?? 'utf-8';
  const decoder = decoderOf(label);
  return { encoding: decoder.encoding, chunks: decode(chunks, decoder, encoding.stated !== undefined) };
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (cause) {
    const message = `There is no encoding "${label}". Give one such as utf-8, utf-16le or windows-1251.`;
    throw new EventLogError('bad_option', message, { option: 'encoding', cause });
  }
}

async function* decode(
  chunks: AsyncIterable<Uint8Array>,
  decoder: TextDecoder,
  isStated: boolean,
): AsyncGenerator<string> {
  let bytes = 0;
  const notText = (cause: unknown) =>
    new EventLogError(
      'encoding_unknown',
      `From byte ${bytes} on there is something that is no text in ${decoder.encoding}. ` +
        (isStated ? 'State another encoding.' : 'State its encoding, such as encoding=windows-1251.'),
      { option: 'encoding', cause },
    );
  for await (const chunk of chunks) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      bytes += cleanBytes(chunk, decoder.encoding);
      throw notText(error);
    }
    if (text.includes('\0')) throw notText(undefined);
    bytes += chunk.length;
    yield text;
  }
  try {
    yield decoder.decode();
  } catch (error) {
    throw notText(error);
  }
}

/**
 * Number of bytes before the first invalid one. A character that the chunk's end cuts off counts as valid.
 */
function cleanBytes(chunk: Uint8Array, encoding: string): number {
  let [clean, broken] = [0, chunk.length];
  while (broken - clean > 1) {
    const middle = (clean + broken) >> 1;
    if (isText(chunk.subarray(0, middle), encoding)) clean = middle;
    else broken = middle;
  }
  return clean;
}

function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
