import type { DurationNanos, EpochNanos } from '../time.js';
import type { Attributes } from './attributes.js';

export const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
/** In the order of OTLP's enumeration: the index is the number on the wire. */
export type SpanKind = (typeof spanKinds)[number];

export const spanStatuses = ['unset', 'ok', 'error'] as const;
/** In the order of OTLP's enumeration: the index is the number on the wire. */
export type SpanStatus = (typeof spanStatuses)[number];

export interface Resource {
  readonly attributes: Attributes;
}

export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
}

export interface SpanEvent {
  readonly timeNanos: EpochNanos;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: Attributes;
}

/** A complete span. Ids are lower-case hex. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Absent on a root span. */
  readonly parentSpanId?: string | undefined;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startNanos: EpochNanos;
  readonly durationNanos: DurationNanos;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly resource: Resource;
  readonly scope: Scope;
}
