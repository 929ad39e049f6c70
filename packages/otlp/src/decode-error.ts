/**
 * - `truncated`: a field reaches beyond the end of what holds it.
 * - `bad_varint`: a number of more than ten bytes.
 * - `bad_tag`: a field number 0, a wire type that protobuf doesn't have, or the end of a group that did not start.
 * - `wrong_type`: a known field with a value of another type.
 * - `bad_json`: no JSON at all.
 * - `too_deep`: values nest deeper than `DecodeLimits.maxDepth`, or unknown groups too deep.
 * - `too_many`: more records, orders or JSON values than the limits allow; send smaller batches.
 */
export type OtlpDecodeReason =
  'truncated' | 'bad_varint' | 'bad_tag' | 'wrong_type' | 'bad_json' | 'too_deep' | 'too_many';

/** The bytes are no OTLP request. Nothing was stored. */
export class OtlpDecodeError extends Error {
  readonly reason: OtlpDecodeReason;
  /** The position: `byte 117`, or a JSON path such as `$.resourceSpans[0].scopeSpans`. */
  readonly where: string;
  /** The message without the position. */
  readonly explanation: string;

  constructor(reason: OtlpDecodeReason, where: number | string, explanation: string) {
    const place = typeof where === 'number' ? `byte ${where}` : where;
    super(`${explanation} (at ${place})`);
    this.name = 'OtlpDecodeError';
    this.reason = reason;
    this.where = place;
    this.explanation = explanation;
  }
}
