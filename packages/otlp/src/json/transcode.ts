import { OtlpDecodeError } from '../decode-error.js';
import type { DecodeLimits } from '../limits.js';
import { WireWriter } from '../wire/writer.js';
import { writeFields } from './fields.js';
import { quoteLongNumbers } from './long-numbers.js';
import { logsFields, tracesFields } from './messages.js';

/** Skips a byte order mark; invalid UTF-8 becomes U+FFFD. */
const utf8 = new TextDecoder();

/** Converts an OTLP/JSON request to equivalent protobuf bytes, so that one decoder is enough. */
export function protobufFromJson(
  signal: 'traces' | 'logs',
  bytes: Uint8Array,
  limits: DecodeLimits,
): Uint8Array {
  checkValues(bytes, limits.maxJsonValues);
  const writer = new WireWriter();
  const place = { path: [], depthLeft: limits.maxDepth };
  writeFields(writer, signal === 'traces' ? tracesFields : logsFields, parsed(bytes), place);
  return writer.finish();
}

function parsed(bytes: Uint8Array): unknown {
  const text = quoteLongNumbers(utf8.decode(bytes));
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text around the fault, which may be a customer's data.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const where = position === undefined ? '' : ` from character ${position} on`;
    throw new OtlpDecodeError('bad_json', '$', `The body is no JSON${where}`);
  }
}

/** The longest text that the runtime can hold. */
const longestText = 2 ** 29 - 100;

/** Counts brackets and commas, also inside texts, before parsing allocates memory for their content. */
function checkValues(bytes: Uint8Array, most: number): void {
  if (bytes.length > longestText) throw new OtlpDecodeError('too_many', '$', 'The body is too long for JSON');
  let values = 0;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at++];
    if (byte === comma || byte === openBrace || byte === openBracket) values++;
  }
  if (values > most) throw new OtlpDecodeError('too_many', '$', `More than ${most} values`);
}

const comma = 0x2c;
const openBrace = 0x7b;
const openBracket = 0x5b;
