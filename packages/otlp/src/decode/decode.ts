import type { TelemetryBatchBuilder } from '@ordertrace/model';
import { protobufFromJson } from '../json/transcode.js';
import { cutKinds, type CutKind } from './bounded-fields.js';
import { DecodeState, type RejectReason } from './decode-state.js';
import { defaultLimits, type DecodeLimits } from '../limits.js';
import { LogDecoder } from './log-decoder.js';
import type { Scrub } from './scrub.js';
import type { SenderBounds } from './sender-bounds.js';
import { SpanDecoder } from './span-decoder.js';
import { noForeignNames, type ForeignNames } from './named-attributes.js';
import { RequestWalk, type RecordDecoder } from './walk-request.js';

/** How a request's body is written: OTLP/protobuf or OTLP/JSON. */
export type Encoding = 'protobuf' | 'json';
export type Signal = 'traces' | 'logs';

export interface DecodeOptions {
  readonly limits?: Partial<DecodeLimits>;
  /** Sees every text and value before it is kept; absent: all is kept as it came. */
  readonly scrub?: Scrub;
  /** The time of log records that have none of their own; absent: 0. Nanoseconds since the epoch. */
  readonly receivedNanos?: bigint;
  /** What the sender is bound to; absent: it may send anything. */
  readonly bounds?: SenderBounds | undefined;
  /** Attributes that name orders and tenants besides ours. They are kept under our names too. */
  readonly names?: ForeignNames;
}

export interface Decoded {
  readonly batch: TelemetryBatchBuilder;
  /** Records in the request, kept or not. */
  readonly records: number;
  /** What was left out, by reason. */
  readonly rejected: readonly Rejection[];
  readonly cut: readonly Cut[];
}

/** What was left out of records that were kept, because a record had too many of it. */
export interface Cut {
  readonly kind: CutKind;
  readonly count: number;
}

export interface Rejection {
  readonly reason: RejectReason;
  readonly count: number;
}

/**
 * Decodes an `ExportTraceServiceRequest`.
 *
 * Spans without valid trace and span id, or with times beyond the year 2262, are left out and counted; the
 * others are kept. A span that ends before it starts gets the duration 0.
 *
 * Throws `OtlpDecodeError` where the bytes are no such request or pass the limits, and no other error.
 */
export function decodeTraces(bytes: Uint8Array, encoding: Encoding, options: DecodeOptions = {}): Decoded {
  return decoded(decodeSteps({ signal: 'traces', bytes, encoding, options }));
}

/**
 * Decodes an `ExportLogsServiceRequest`. A log record without a valid trace id belongs to no trace.
 *
 * Throws `OtlpDecodeError` where the bytes are no such request or pass the limits, and no other error.
 */
export function decodeLogs(bytes: Uint8Array, encoding: Encoding, options: DecodeOptions = {}): Decoded {
  return decoded(decodeSteps({ signal: 'logs', bytes, encoding, options }));
}

export interface DecodeRequest {
  readonly signal: Signal;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly options: DecodeOptions;
}

function decoded(steps: Generator<undefined, Decoded>): Decoded {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * As `decodeTraces` and `decodeLogs`, for callers that must answer others in between: yields after each few
 * kilobytes of the request.
 */
export function* decodeSteps(request: DecodeRequest): Generator<undefined, Decoded> {
  const { signal, encoding, options } = request;
  const limits = { ...defaultLimits, ...options.limits };
  // A view of plain type: slices of a Buffer would share its memory and its slower methods.
  const given = new Uint8Array(request.bytes.buffer, request.bytes.byteOffset, request.bytes.byteLength);
  const bytes = encoding === 'json' ? protobufFromJson(signal, given, limits) : given;
  const state = new DecodeState(signal === 'traces' ? 'spans' : 'logs', bytes.length, {
    limits,
    bounds: options.bounds,
  });
  yield* new RequestWalk(state, decoderOf(signal, state, options), options.scrub).walk(bytes);
  return {
    batch: state.batch,
    records: state.records,
    rejected: Array.from(state.rejected, ([reason, count]) => ({ reason, count })),
    cut: cutKinds.map((kind, i) => ({ kind, count: state.cut[i] ?? 0 })).filter(({ count }) => count > 0),
  };
}

function decoderOf(signal: Signal, state: DecodeState, options: DecodeOptions): RecordDecoder {
  const { receivedNanos = 0n, names = noForeignNames } = options;
  return signal === 'traces'
    ? new SpanDecoder(state, names)
    : new LogDecoder(state, { receivedNanos, names });
}
