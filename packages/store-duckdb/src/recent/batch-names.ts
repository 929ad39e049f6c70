import type { LogColumns, OrderEvent, SpanColumns, TelemetryBatch } from '@ordertrace/model';

/** Bits of the filter for each row. With these, at most one trace in ten is a false positive. */
const bitsPerRow = 4;

/** Answers whether a batch has records of a trace or an order, without a scan of its rows. */
export class BatchNames {
  readonly #traceBits: Uint32Array;
  readonly #orderIds: ReadonlySet<string>;
  readonly #eventsByOrderId = new Map<string, OrderEvent[]>();

  constructor({ spans, logs, orders }: TelemetryBatch, events: readonly OrderEvent[]) {
    const words = Math.max(1, Math.ceil(((spans.length + logs.length) * bitsPerRow) / 32));
    this.#traceBits = new Uint32Array(2 ** Math.ceil(Math.log2(words)));
    for (const columns of [spans, logs]) this.#noteTraces(columns);
    this.#orderIds = new Set(orders.map(({ orderId }) => orderId));
    for (const event of events) {
      const known = this.#eventsByOrderId.get(event.orderId);
      if (known === undefined) this.#eventsByOrderId.set(event.orderId, [event]);
      else known.push(event);
    }
  }

  /** Whether it may have records of a trace whose ID ends in one of these 32 bits; `false` is certain. */
  mayHaveTrace(lowWords: readonly number[]): boolean {
    const bits = this.#traceBits;
    const mask = bits.length - 1;
    return lowWords.some((word) => ((bits[(word >>> 5) & mask] ?? 0) & (1 << (word & 31))) !== 0);
  }

  /** Whether one of its records names the order, new or repeated. */
  hasOrder(orderId: string): boolean {
    return this.#orderIds.has(orderId);
  }

  eventsOf(orderId: string): readonly OrderEvent[] {
    return this.#eventsByOrderId.get(orderId) ?? [];
  }

  #noteTraces({ length, traceIdLow }: SpanColumns | LogColumns): void {
    const bits = this.#traceBits;
    const mask = bits.length - 1;
    const words = new Uint32Array(traceIdLow.buffer, traceIdLow.byteOffset, length * 2);
    for (let row = 0; row < length; row++) {
      const word = words[row * 2] ?? 0;
      bits[(word >>> 5) & mask] = (bits[(word >>> 5) & mask] ?? 0) | (1 << (word & 31));
    }
  }
}
