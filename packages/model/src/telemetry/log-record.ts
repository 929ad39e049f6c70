import type { EpochNanos } from '../time.js';
import type { Attributes, AttributeValue } from './attributes.js';
import type { Resource, Scope } from './span.js';

/** A complete log record. */
export interface LogRecord {
  /** Time of the event; the observed time where the sender gave none. */
  readonly timeNanos: EpochNanos;
  /** 0 where the sender gave none. */
  readonly observedNanos: EpochNanos;
  /** Absent where the line belongs to no trace. Lower-case hex, like `spanId`. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly flags: number;
  /** OTLP's severity number, 0 (not given) to 24. */
  readonly severityNumber: number;
  readonly severityText: string;
  /** Empty for a plain log line. */
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly resource: Resource;
  readonly scope: Scope;
}
