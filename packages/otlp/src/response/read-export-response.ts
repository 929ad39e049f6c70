import type { Encoding, Signal } from '../decode/decode.js';
import { ByteCursor } from '../wire/cursor.js';
import { partialSuccessTag, rejectedName, responseTag, type ExportResult } from './export-response.js';

type PartialSuccess = Omit<ExportResult, 'signal'>;

const nothingRejected: PartialSuccess = { rejected: 0, message: '' };

/**
 * Reads the response to an export request: how many records were rejected, and why.
 *
 * @throws OtlpDecodeError or SyntaxError if it is no such response
 */
export function decodeExportResponse(bytes: Uint8Array, encoding: Encoding, signal: Signal): PartialSuccess {
  return encoding === 'json' ? fromJson(bytes, signal) : fromProtobuf(bytes);
}

function fromJson(bytes: Uint8Array, signal: Signal): PartialSuccess {
  const { partialSuccess } = JSON.parse(Buffer.from(bytes).toString() || '{}') as {
    partialSuccess?: Record<string, unknown>;
  };
  const { errorMessage: message } = partialSuccess ?? {};
  const rejected = Number(partialSuccess?.[rejectedName[signal]] ?? 0);
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    message: typeof message === 'string' ? message : '',
  };
}

function fromProtobuf(bytes: Uint8Array): PartialSuccess {
  const cursor = new ByteCursor(bytes);
  let partial = nothingRejected;
  while (cursor.pos < bytes.length) {
    const tag = cursor.tag(bytes.length);
    if (tag === responseTag.partialSuccess)
      partial = readPartialSuccess(cursor, cursor.fieldEnd(bytes.length));
    else cursor.skip(tag, bytes.length);
  }
  return partial;
}

function readPartialSuccess(cursor: ByteCursor, end: number): PartialSuccess {
  let { rejected, message } = nothingRejected;
  while (cursor.pos < end) {
    const tag = cursor.tag(end);
    if (tag === partialSuccessTag.rejected) rejected = cursor.varint(end);
    else if (tag === partialSuccessTag.message) {
      const messageEnd = cursor.fieldEnd(end);
      message = Buffer.from(cursor.bytes.subarray(cursor.pos, messageEnd)).toString();
      cursor.pos = messageEnd;
    } else cursor.skip(tag, end);
  }
  return { rejected, message };
}
