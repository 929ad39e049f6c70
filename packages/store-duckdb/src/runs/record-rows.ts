import type { RecordKind } from '../bytes/record-kind.js';

/**
 * Spans or log records of many batches in one set of columns. 64-bit values are two words in a row, low word
 * first: arithmetic on words allocates no memory, unlike `bigint`.
 */
export class RecordRows {
  readonly kind: RecordKind;
  length = 0;
  /** Four words in a row: the high half of the ID, then the low half. */
  readonly trace: Uint32Array;
  readonly spanId: Uint32Array;
  readonly parent: Uint32Array;
  readonly time: Uint32Array;
  readonly duration: Uint32Array;
  /** The commit of the row. */
  readonly commit: Float64Array;
  /** The sort position of the row: a hash of its order or trace (see `TraceHomes`). */
  readonly home: Uint32Array;
  readonly shape: Uint32Array;
  readonly orderSet: Uint32Array;
  /** The index in `bodies` of the row's body, and its range there. */
  readonly bodyOf: Uint32Array;
  readonly bodyStart: Uint32Array;
  readonly bodyEnd: Uint32Array;
  readonly bodies: Uint8Array[] = [];

  constructor(kind: RecordKind, capacity: number) {
    this.kind = kind;
    this.trace = new Uint32Array(capacity * 4);
    this.spanId = new Uint32Array(capacity * 2);
    this.parent = new Uint32Array(kind === 'span' ? capacity * 2 : 0);
    this.time = new Uint32Array(capacity * 2);
    this.duration = new Uint32Array(kind === 'span' ? capacity * 2 : 0);
    this.commit = new Float64Array(capacity);
    this.home = new Uint32Array(capacity);
    this.shape = new Uint32Array(capacity);
    this.orderSet = new Uint32Array(capacity);
    this.bodyOf = new Uint32Array(capacity);
    this.bodyStart = new Uint32Array(capacity);
    this.bodyEnd = new Uint32Array(capacity);
  }

  bodyLength(row: number): number {
    return (this.bodyEnd[row] ?? 0) - (this.bodyStart[row] ?? 0);
  }

  body(row: number): Uint8Array {
    const bodies = this.bodies[this.bodyOf[row] ?? 0];
    return bodies?.subarray(this.bodyStart[row], this.bodyEnd[row]) ?? new Uint8Array(0);
  }

  sameTrace(a: number, b: number): boolean {
    const { trace } = this;
    return (
      trace[a * 4] === trace[b * 4] &&
      trace[a * 4 + 1] === trace[b * 4 + 1] &&
      trace[a * 4 + 2] === trace[b * 4 + 2] &&
      trace[a * 4 + 3] === trace[b * 4 + 3]
    );
  }

  hasTrace(row: number): boolean {
    const { trace } = this;
    return (
      trace[row * 4] !== 0 || trace[row * 4 + 1] !== 0 || trace[row * 4 + 2] !== 0 || trace[row * 4 + 3] !== 0
    );
  }
}
