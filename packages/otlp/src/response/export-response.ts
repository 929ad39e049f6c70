import type { Encoding, Signal } from '../decode/decode.js';
import { WireWriter } from '../wire/writer.js';

export const responseTag = { partialSuccess: 10 } as const;
export const partialSuccessTag = { rejected: 8, message: 18 } as const;
export const rejectedName = { traces: 'rejectedSpans', logs: 'rejectedLogRecords' } as const;

export interface ExportResult {
  readonly signal: Signal;
  /** The number of rejected records. */
  readonly rejected: number;
  /** The reason, for a person; empty if all were accepted. */
  readonly message: string;
}

/** The body of a successful response to an export request: an `Export…ServiceResponse`. */
export function encodeExportResponse(result: ExportResult, encoding: Encoding): Uint8Array {
  const isPartial = result.rejected > 0 || result.message !== '';
  if (encoding === 'json') {
    const { rejected, message: errorMessage } = result;
    const partialSuccess = { [rejectedName[result.signal]]: rejected.toString(), errorMessage };
    return Buffer.from(JSON.stringify(isPartial ? { partialSuccess } : {}));
  }
  const writer = new WireWriter();
  if (isPartial) {
    writer.message(responseTag.partialSuccess, () => {
      if (result.rejected > 0) writer.varint(partialSuccessTag.rejected, result.rejected);
      writer.text(partialSuccessTag.message, result.message);
    });
  }
  return writer.finish();
}
