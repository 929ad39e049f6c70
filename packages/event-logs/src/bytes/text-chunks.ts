import { TextDecoder } from 'node:util';
import { EventLogError } from '../event-log-error.js';

/** An encoding by its marks at the beginning; undefined where there is none. */
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
 * Text of a file in its stated encoding, the one its first bytes mark, or UTF-8. What is no text in it is an
 * `EventLogError` (`encoding_unknown`) that names the byte and what to state, never a replacement character.
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

/** How many bytes of a chunk come before what is no text; a character cut off by its begin counts as text. */
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
