import { TelemetryBatchBuilder } from '@ordertrace/model';
import { OtlpDecodeError } from '../decode-error.js';
import { readValue } from '../read/value.js';
import { ByteCursor } from '../wire/cursor.js';
import { valueTag } from '../wire/tags.js';
import type { DecodeLimits } from '../limits.js';
import type { CutCounts } from './cut-message.js';
import { OrderNaming, type ValueRange } from './order-naming.js';
import { RecordHash } from './record-hash.js';
import { BoundsCheck, type BoundsRejection, type SenderBounds } from './sender-bounds.js';

/** Why a record was rejected while the rest of its request was accepted. */
export type RejectReason =
  'invalid_trace_id' | 'invalid_span_id' | 'invalid_parent_span_id' | 'time_out_of_range' | BoundsRejection;

const typicalRecordBytes = 384;
/** Small whole numbers as texts, such as status codes. */
const numberTexts = Array.from({ length: 1000 }, (_, number) => number.toString());

/** The state that is shared while one request is decoded. */
export class DecodeState {
  readonly batch: TelemetryBatchBuilder;
  readonly hash = new RecordHash();
  readonly limits: DecodeLimits;
  readonly naming: OrderNaming;
  readonly rejected = new Map<RejectReason, number>();
  readonly cut: CutCounts = [0, 0, 0];
  /** Absent for a sender without bounds. */
  readonly bounds: BoundsCheck | undefined;
  /** Records so far, accepted or not. */
  records = 0;

  constructor(
    signal: 'spans' | 'logs',
    requestBytes: number,
    { limits, bounds }: { readonly limits: DecodeLimits; readonly bounds: SenderBounds | undefined },
  ) {
    const rows = Math.min(Math.max(Math.ceil(requestBytes / typicalRecordBytes), 8), 4096);
    this.batch = new TelemetryBatchBuilder({ [signal]: { rows, bodyBytes: Math.max(requestBytes, 64) } });
    this.limits = limits;
    this.naming = new OrderNaming(this.batch, limits.maxRecords, bounds?.tenantId);
    this.bounds = bounds === undefined ? undefined : new BoundsCheck(this.batch, this.naming, bounds);
  }

  countRecord(position: number): void {
    if (++this.records > this.limits.maxRecords) {
      throw new OtlpDecodeError('too_many', position, `More than ${this.limits.maxRecords} records`);
    }
  }

  reject(reason: RejectReason): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  /**
   * The batch's number of the text in an `AnyValue`. Whole numbers are converted to text; 0 for other values.
   */
  textValue(bytes: Uint8Array, range: ValueRange): number {
    if (range.start < 0) return 0;
    const length = range.end - range.start - 2;
    const type = bytes[range.start];
    if (type === valueTag.text && length >= 0 && length < 0x80 && bytes[range.start + 1] === length) {
      return this.batch.textOfUtf8(bytes, range.start + 2, range.end);
    }
    if (type === valueTag.int && length === 1) {
      const text = numberTexts[((bytes[range.start + 1] ?? 0) & 0x7f) | ((bytes[range.start + 2] ?? 0) << 7)];
      if (text !== undefined && (bytes[range.start + 2] ?? 0) < 0x80) return this.batch.text(text);
    }
    const value = readValue(new ByteCursor(bytes, range.start), range.end);
    return typeof value === 'string' || typeof value === 'bigint' ? this.batch.text(value.toString()) : 0;
  }
}
