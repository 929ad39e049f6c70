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

/** The encoding of a request body: OTLP/protobuf or OTLP/JSON. */
export type Encoding = 'protobuf' | 'json';
export type Signal = 'traces' | 'logs';

export interface DecodeOptions {
  readonly limits?: Partial<DecodeLimits>;
  /** Scrubs every text and value before it is stored. If absent, all are stored unchanged. */
  readonly scrub?: Scrub;
  /** The time for log records without a time; 0 by default. Nanoseconds since the epoch. */
  readonly receivedNanos?: bigint;
  /** The tenant and application that the sender is bound to. If absent, it may send anything. */
  readonly bounds?: SenderBounds | undefined;
  /** Further attributes that name orders and tenants. Their values are also stored under our names. */
  readonly names?: ForeignNames;
}

export interface Decoded {
  readonly batch: TelemetryBatchBuilder;
  /** Records in the request, accepted or not. */
  readonly records: number;
  /** Rejected records, by reason. */
  readonly rejected: readonly Rejection[];
  readonly cut: readonly Cut[];
}

/** What was left out of an accepted record, because it exceeded a limit. */
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
 * Spans without a valid trace ID and span ID, or with times beyond the year 2262, are rejected and counted.
 * The others are accepted. A span that ends before it starts gets the duration 0.
 *
 * @throws OtlpDecodeError, and no other error, if the bytes are no such request or exceed the limits
 */
export function decodeTraces(bytes: Uint8Array, encoding: Encoding, options: DecodeOptions = {}): Decoded {
  return decoded(decodeSteps({ signal: 'traces', bytes, encoding, options }));
}

/**
 * Decodes an `ExportLogsServiceRequest`. A log record without a valid trace ID belongs to no trace.
 *
 * @throws OtlpDecodeError, and no other error, if the bytes are no such request or exceed the limits
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
 * As `decodeTraces` and `decodeLogs`, but yields after every few kilobytes, so that the caller can handle
 * other requests.
 */
export function* decodeSteps(request: DecodeRequest): Generator<undefined, Decoded> {
  const { signal, encoding, options } = request;
  const limits = { ...defaultLimits, ...options.limits };
  // A plain view: slices of a Buffer would share its memory and its slower methods.
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
    ? new SpanDecoder(state, { names, receivedNanos })
    : new LogDecoder(state, { receivedNanos, names });
}
