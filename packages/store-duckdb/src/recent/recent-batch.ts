import { orderRefText, type OrderEvent, type OrderRef, type TelemetryBatch } from '@ordertrace/model';
import { orderEventText, traceIdText } from '@ordertrace/store';
import type { CommittedChange } from '../bytes/packed-events.js';
import { mixed } from '../bytes/hash.js';
import { BatchNames } from './batch-names.js';
import type { HashWindow } from './hash-window.js';

/** An appended batch with marks on repeated rows, which readers skip. */
export class RecentBatch {
  readonly commit: bigint;
  readonly batch: TelemetryBatch;
  /** Its size in memory and in the commit log. */
  readonly bytes: number;
  readonly spans: number;
  readonly logs: number;
  readonly duplicates: number;
  readonly events: readonly OrderEvent[];
  readonly #repeatedSpans: Uint8Array;
  readonly #repeatedLogs: Uint8Array;
  #changes: readonly CommittedChange[] | undefined;
  #names: BatchNames | undefined;

  constructor(batch: TelemetryBatch, kept: { commit: bigint; bytes: number; window: HashWindow }) {
    this.commit = kept.commit;
    this.batch = batch;
    this.bytes = kept.bytes;
    this.#repeatedSpans = repeatedRows(batch.spans, 0, kept.window);
    this.#repeatedLogs = repeatedRows(batch.logs, logSalt, kept.window);
    this.events = batch.events.filter((event) => isNewEvent(event, kept.window));
    const repeatedSpans = this.#repeatedSpans.reduce((sum, repeated) => sum + repeated, 0);
    const repeatedLogs = this.#repeatedLogs.reduce((sum, repeated) => sum + repeated, 0);
    this.spans = batch.spans.length - repeatedSpans;
    this.logs = batch.logs.length - repeatedLogs;
    this.duplicates = repeatedSpans + repeatedLogs;
  }

  get isEmpty(): boolean {
    return this.spans + this.logs + this.events.length === 0;
  }

  hasSpan(row: number): boolean {
    return this.#repeatedSpans[row] === 0;
  }

  hasLog(row: number): boolean {
    return this.#repeatedLogs[row] === 0;
  }

  /** The traces and orders with records in it. */
  get names(): BatchNames {
    return (this.#names ??= new BatchNames(this.batch, this.events));
  }

  /** The hashes of its records and events, two words each. */
  hashes(): Uint32Array {
    const { spans, logs } = this.batch;
    const words = new Uint32Array((this.spans + this.logs + this.events.length) * 2);
    let at = 0;
    const add = ([low, high]: readonly [number, number]) => {
      words[at++] = low;
      words[at++] = high;
    };
    for (const [columns, repeated, salt] of [
      [wordsOf(spans), this.#repeatedSpans, 0],
      [wordsOf(logs), this.#repeatedLogs, logSalt],
    ] as const)
      for (let row = 0; row < repeated.length; row++)
        if (repeated[row] === 0) add([((columns[row * 2] ?? 0) ^ salt) >>> 0, columns[row * 2 + 1] ?? 0]);
    for (const event of this.events) add(eventHash(event));
    return words;
  }

  /** The changes of the batch, by order. */
  changes(): readonly CommittedChange[] {
    return (this.#changes ??= changesOf(this));
  }

  /** Orders that events name in traces, and that no record of the batch names there. */
  strayNamings(): StrayNaming[] {
    const { spans, logs, orders } = this.batch;
    const inEvents = this.events.flatMap(({ traceId, tenantId, orderId }) =>
      traceId === undefined ? [] : [{ traceId, tenantId, orderId }],
    );
    if (inEvents.length === 0) return [];
    const said = new Set<string>();
    for (const columns of [spans, logs])
      for (let i = 0; i < columns.orders.length; i++) {
        const row = columns.orders.row[i] ?? 0;
        const order = orders[columns.orders.order[i] ?? 0];
        const traceId = traceIdText(columns.traceIdHigh[row] ?? 0n, columns.traceIdLow[row] ?? 0n);
        if (order !== undefined) said.add(`${traceId} ${orderRefText(order)}`);
      }
    return inEvents.filter((naming) => !said.has(`${naming.traceId} ${orderRefText(naming)}`));
  }
}

/** An event names an order in a trace, but no record of the trace does. */
export interface StrayNaming extends OrderRef {
  readonly traceId: string;
}

/** Makes the hashes of log records different from those of spans. */
const logSalt = 0x5bd1e995;

interface Hashed {
  readonly length: number;
  readonly contentHash: BigUint64Array;
}

function wordsOf({ length, contentHash }: Hashed): Uint32Array {
  return new Uint32Array(contentHash.buffer, contentHash.byteOffset, length * 2);
}

function repeatedRows(columns: Hashed, salt: number, window: HashWindow): Uint8Array {
  const words = wordsOf(columns);
  const repeated = new Uint8Array(columns.length);
  for (let row = 0; row < columns.length; row++)
    if (!window.add(((words[row * 2] ?? 0) ^ salt) >>> 0, words[row * 2 + 1] ?? 0)) repeated[row] = 1;
  return repeated;
}

function isNewEvent(event: OrderEvent, window: HashWindow): boolean {
  return window.add(...eventHash(event));
}

function eventHash(event: OrderEvent): [number, number] {
  const text = orderEventText(event);
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return [mixed(low), mixed(high)];
}

function changesOf(recent: RecentBatch): CommittedChange[] {
  const { batch } = recent;
  const changes = new Map<string, Mutable>();
  const note = (order: OrderRef, first: bigint, last: bigint): void => {
    const key = orderRefText(order);
    const known = changes.get(key);
    if (known === undefined) {
      const { tenantId, orderId } = order;
      changes.set(key, { order: { tenantId, orderId }, first, last });
      return;
    }
    if (first < known.first) known.first = first;
    if (last > known.last) known.last = last;
  };
  for (let i = 0; i < batch.spans.orders.length; i++) {
    const row = batch.spans.orders.row[i] ?? 0;
    const order = batch.orders[batch.spans.orders.order[i] ?? 0];
    if (order === undefined || !recent.hasSpan(row)) continue;
    const start = batch.spans.timeNanos[row] ?? 0n;
    note(order, start, start + (batch.spans.durationNanos[row] ?? 0n));
  }
  for (let i = 0; i < batch.logs.orders.length; i++) {
    const row = batch.logs.orders.row[i] ?? 0;
    const order = batch.orders[batch.logs.orders.order[i] ?? 0];
    const time = batch.logs.timeNanos[row] ?? 0n;
    if (order !== undefined && recent.hasLog(row)) note(order, time, time);
  }
  for (const event of recent.events) note(event, event.timeNanos, event.timeNanos);
  return [...changes.values()].map(({ order, first, last }) => ({
    commit: recent.commit,
    order,
    firstNanos: first,
    lastNanos: last,
  }));
}

interface Mutable {
  readonly order: OrderRef;
  first: bigint;
  last: bigint;
}
