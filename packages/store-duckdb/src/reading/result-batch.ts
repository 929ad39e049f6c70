import { TelemetryBatchBuilder, type LogColumnsBuilder, type SpanColumnsBuilder } from '@ordertrace/model';
import { logAt, ordersAt, spanAt } from '@ordertrace/store';
import { packBatch } from '../bytes/batch-bytes.js';
import type { RecordKind } from '../bytes/record-kind.js';
import { bodyOf, columnsOf, type RecordAt } from './snapshot.js';

/** Copies records into one batch, for transfer to another thread. */
export function packRecords(kind: RecordKind, found: readonly RecordAt[]): Uint8Array<ArrayBuffer> {
  return kind === 'span' ? packTelemetry(found, []) : packTelemetry([], found);
}

/** As `packRecords`, for both kinds. */
export function packTelemetry(
  spans: readonly RecordAt[],
  logs: readonly RecordAt[],
): Uint8Array<ArrayBuffer> {
  const result = new TelemetryBatchBuilder();
  const parts = { resources: new PartIndex(result.resources), scopes: new PartIndex(result.scopes) };
  for (const at of spans) addSpan(result, at, parts);
  for (const at of logs) addLog(result, at, parts);
  return packBatch(result);
}

/** Resources or scopes by identity: those of one page or batch are the same objects. */
class PartIndex {
  readonly #parts: Uint8Array[];
  readonly #indexes = new Map<Uint8Array, number>();

  constructor(parts: Uint8Array[]) {
    this.#parts = parts;
  }

  of(part: Uint8Array | undefined): number {
    const bytes = part ?? new Uint8Array(0);
    const known = this.#indexes.get(bytes);
    if (known !== undefined) return known;
    this.#indexes.set(bytes, this.#parts.length);
    return this.#parts.push(bytes) - 1;
  }
}

interface SharedBytes {
  readonly resources: PartIndex;
  readonly scopes: PartIndex;
}

function addSpan(result: TelemetryBatchBuilder, at: RecordAt, parts: SharedBytes): void {
  const { records, row } = at;
  const from = records.spans;
  const to = result.spans;
  const added = to.open();
  to.parentSpanId[added] = from.parentSpanId[row] ?? 0n;
  to.durationNanos[added] = from.durationNanos[row] ?? 0n;
  to.kind[added] = from.kind[row] ?? 0;
  to.status[added] = from.status[row] ?? 0;
  to.name[added] = result.text(records.texts[from.name[row] ?? 0] ?? '');
  to.statusCode[added] = result.text(records.texts[from.statusCode[row] ?? 0] ?? '');
  addRecord(result, { to, added, kind: 'span' }, at, parts);
}

function addLog(result: TelemetryBatchBuilder, at: RecordAt, parts: SharedBytes): void {
  const { records, row } = at;
  const from = records.logs;
  const to = result.logs;
  const added = to.open();
  to.severity[added] = from.severity[row] ?? 0;
  to.eventName[added] = result.text(records.texts[from.eventName[row] ?? 0] ?? '');
  addRecord(result, { to, added, kind: 'log' }, at, parts);
}

interface Target {
  readonly to: SpanColumnsBuilder | LogColumnsBuilder;
  readonly added: number;
  readonly kind: RecordKind;
}

function addRecord(
  result: TelemetryBatchBuilder,
  { to, added, kind }: Target,
  at: RecordAt,
  { resources, scopes }: SharedBytes,
): void {
  const { records, row } = at;
  const from = columnsOf(records, kind);
  to.traceIdHigh[added] = from.traceIdHigh[row] ?? 0n;
  to.traceIdLow[added] = from.traceIdLow[row] ?? 0n;
  to.spanId[added] = from.spanId[row] ?? 0n;
  to.timeNanos[added] = from.timeNanos[row] ?? 0n;
  to.service[added] = result.text(records.texts[from.service[row] ?? 0] ?? '');
  to.resource[added] = resources.of(records.resources[from.resource[row] ?? 0]);
  to.scope[added] = scopes.of(records.scopes[from.scope[row] ?? 0]);
  for (const order of ordersAt(from.orders, row, records.orders)) to.orders.add(added, result.order(order));
  to.appendBody(bodyOf(at, kind));
  to.seal();
}

function timeOf({ records, row }: RecordAt, kind: RecordKind): bigint {
  return columnsOf(records, kind).timeNanos[row] ?? 0n;
}

/**
 * Removes repeats. A repeat that arrived after its hash was forgotten is stored twice, with identical
 * content.
 */
function withoutRepeats(kind: RecordKind, found: readonly RecordAt[]): RecordAt[] {
  const byIds = new Map<string, RecordAt[]>();
  for (const at of found) {
    const { records, row } = at;
    const { spanId, timeNanos } = columnsOf(records, kind);
    const key = `${String(spanId[row])} ${String(timeNanos[row])}`;
    const others = byIds.get(key);
    if (others === undefined) byIds.set(key, [at]);
    else if (!isRepeat(kind, at, others)) others.push(at);
  }
  return [...byIds.values()].flat();
}

/** Oldest first, without duplicates; ties by span ID. */
export function inOrder(kind: RecordKind, found: readonly RecordAt[]): RecordAt[] {
  return withoutRepeats(kind, found)
    .map((at) => ({ at, time: timeOf(at, kind), spanId: columnsOf(at.records, kind).spanId[at.row] ?? 0n }))
    .sort((a, b) => compare(a.time, b.time) || compare(a.spanId, b.spanId))
    .map(({ at }) => at);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the record is identical to one of the others. */
export function isRepeat(kind: RecordKind, at: RecordAt, others: readonly RecordAt[]): boolean {
  if (others.length === 0) return false;
  const text = contentText(kind, at);
  return others.some((other) => contentText(kind, other) === text);
}

function contentText(kind: RecordKind, at: RecordAt): string {
  const { records, row } = at;
  const record = kind === 'span' ? spanAt(records, row) : logAt(records, row);
  const value: Readonly<Record<string, unknown>> = { ...record, body: bodyOf(at, kind) };
  // Not by a replacer: it gets the bytes of runs, which are a `Buffer`, only after their `toJSON`.
  return JSON.stringify(
    Object.entries(value).map(([name, item]) => [
      name,
      item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : item,
    ]),
    (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item),
  );
}
