import { orderRefText, type LogColumns, type OrderRef, type SpanColumns } from '@ordertrace/model';
import type { RecentBatch, StrayNaming } from '../recent/recent-batch.js';
import { RecordRows } from './record-rows.js';
import type { Dictionaries, Shape } from './shape.js';

/** The records of many batches as one, on their way into a run. */
export interface MergedTelemetry {
  readonly spans: RecordRows;
  readonly logs: RecordRows;
  readonly dictionaries: Dictionaries;
  readonly strays: readonly StrayNaming[];
}

export function mergeBatches(batches: readonly RecentBatch[]): MergedTelemetry {
  const spans = new RecordRows(
    'span',
    batches.reduce((sum, { spans: count }) => sum + count, 0),
  );
  const logs = new RecordRows(
    'log',
    batches.reduce((sum, { logs: count }) => sum + count, 0),
  );
  const dictionaries = new MergedDictionaries();
  for (const recent of batches) {
    const translation = dictionaries.translate(recent);
    addSpans(spans, recent, translation);
    addLogs(logs, recent, translation);
  }
  const strays = batches.flatMap((recent) => recent.strayNamings());
  return { spans, logs, dictionaries, strays };
}

/** From a batch's indexes to the merged ones. */
interface Translation {
  readonly texts: readonly number[];
  readonly resources: readonly number[];
  readonly scopes: readonly number[];
  readonly orders: readonly number[];
  readonly dictionaries: MergedDictionaries;
}

class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string | number, number>();

  number(key: string | number, item: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}

class MergedDictionaries implements Dictionaries {
  readonly #texts = new Numbered<string>();
  readonly #resources = new Numbered<Uint8Array>();
  readonly #scopes = new Numbered<Uint8Array>();
  readonly #orders = new Numbered<OrderRef>();
  readonly #operations = new Numbered<null>();
  readonly #origins = new Numbered<null>();
  readonly #shapes = new Numbered<Shape>();
  readonly #orderSets = new Numbered<readonly number[]>();
  readonly #setsOfOne: number[] = [];
  readonly texts = this.#texts.items;
  readonly resources = this.#resources.items;
  readonly scopes = this.#scopes.items;
  readonly orders = this.#orders.items;
  readonly shapes = this.#shapes.items;
  readonly orderSets = this.#orderSets.items;

  constructor() {
    this.#orderSets.number('', []);
  }

  translate({ batch }: RecentBatch): Translation {
    return {
      texts: batch.texts.map((text) => this.#texts.number(text, text)),
      resources: batch.resources.map((bytes) => this.#resources.number(bytesKey(bytes), bytes)),
      scopes: batch.scopes.map((bytes) => this.#scopes.number(bytesKey(bytes), bytes)),
      orders: batch.orders.map((order) => this.#orders.number(orderRefText(order), order)),
      dictionaries: this,
    };
  }

  shape(shape: Shape): number {
    const { kind, status, statusCode, service, name, resource, scope } = shape;
    const operation = this.#operations.number(
      numberPair(numberPair(service, name), statusCode * 4 + status),
      null,
    );
    const origin = this.#origins.number(numberPair(numberPair(resource, scope), kind), null);
    return this.#shapes.number(numberPair(operation, origin), shape);
  }

  setOfOne(order: number): number {
    return (this.#setsOfOne[order] ??= this.#orderSets.number(order, [order]));
  }

  orderSet(orders: readonly number[]): number {
    return this.#orderSets.number(orders.join(), orders);
  }
}

/** One key for two numbers: a number while both are small, else a text. */
function numberPair(a: number | string, b: number): number | string {
  return typeof a === 'number' && a < 0x400_0000 && b < 0x400_0000 ? a * 0x400_0000 + b : `${a},${b}`;
}

function bytesKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function addSpans(rows: RecordRows, recent: RecentBatch, translation: Translation): void {
  const { spans } = recent.batch;
  const parent = words(spans.parentSpanId);
  const duration = words(spans.durationNanos);
  addRecords(rows, spans, translation, {
    commit: Number(recent.commit),
    has: (row) => recent.hasSpan(row),
    shape: (row) => ({
      kind: spans.kind[row] ?? 0,
      status: spans.status[row] ?? 0,
      statusCode: translation.texts[spans.statusCode[row] ?? 0] ?? 0,
      ...originOf(spans, row, translation),
      name: translation.texts[spans.name[row] ?? 0] ?? 0,
    }),
    name: spans.name,
    sameShape: (a, b) =>
      sameOrigin(spans, a, b) &&
      spans.kind[a] === spans.kind[b] &&
      spans.status[a] === spans.status[b] &&
      spans.statusCode[a] === spans.statusCode[b],
    rest: (row, to) => {
      copyWords(rows.parent, to, parent, row);
      copyWords(rows.duration, to, duration, row);
    },
  });
}

function addLogs(rows: RecordRows, recent: RecentBatch, translation: Translation): void {
  const { logs } = recent.batch;
  const none = translation.dictionaries.texts.indexOf('');
  addRecords(rows, logs, translation, {
    commit: Number(recent.commit),
    has: (row) => recent.hasLog(row),
    shape: (row) => ({
      kind: logs.severity[row] ?? 0,
      status: 0,
      statusCode: none,
      ...originOf(logs, row, translation),
      name: translation.texts[logs.eventName[row] ?? 0] ?? 0,
    }),
    name: logs.eventName,
    sameShape: (a, b) => sameOrigin(logs, a, b) && logs.severity[a] === logs.severity[b],
    rest: () => undefined,
  });
}

function originOf(columns: SpanColumns | LogColumns, row: number, translation: Translation) {
  return {
    service: translation.texts[columns.service[row] ?? 0] ?? 0,
    resource: translation.resources[columns.resource[row] ?? 0] ?? 0,
    scope: translation.scopes[columns.scope[row] ?? 0] ?? 0,
  };
}

function sameOrigin(columns: SpanColumns | LogColumns, a: number, b: number): boolean {
  return (
    columns.service[a] === columns.service[b] &&
    columns.resource[a] === columns.resource[b] &&
    columns.scope[a] === columns.scope[b]
  );
}

interface RecordSource {
  readonly commit: number;
  /** Of each row, what its shape is looked for under. */
  readonly name: Uint32Array;
  has(row: number): boolean;
  shape(row: number): Shape;
  /** Whether two rows of the batch have the same shape, told by their indexes. */
  sameShape(a: number, b: number): boolean;
  rest(row: number, to: number): void;
}

/** Shapes of a batch by name: each is looked up among all shapes only once. */
class KnownShapes {
  readonly #byName: { readonly row: number; readonly shape: number }[][] = [];
  readonly #source: RecordSource;
  readonly #dictionaries: MergedDictionaries;

  constructor(source: RecordSource, dictionaries: MergedDictionaries) {
    this.#source = source;
    this.#dictionaries = dictionaries;
  }

  of(row: number, name: number): number {
    const known = (this.#byName[name] ??= []);
    for (const one of known) if (this.#source.sameShape(one.row, row)) return one.shape;
    const shape = this.#dictionaries.shape(this.#source.shape(row));
    known.push({ row, shape });
    return shape;
  }
}

function addRecords(
  rows: RecordRows,
  columns: SpanColumns | LogColumns,
  translation: Translation,
  source: RecordSource,
): void {
  const traceHigh = words(columns.traceIdHigh);
  const traceLow = words(columns.traceIdLow);
  const spanId = words(columns.spanId);
  const time = words(columns.timeNanos);
  const body = rows.bodies.push(columns.body) - 1;
  const shapes = new KnownShapes(source, translation.dictionaries);
  let entry = 0;
  for (let row = 0; row < columns.length; row++) {
    const firstEntry = entry;
    while (entry < columns.orders.length && columns.orders.row[entry] === row) entry++;
    if (!source.has(row)) continue;
    const to = rows.length++;
    copyWords(rows.trace, to * 2, traceHigh, row);
    copyWords(rows.trace, to * 2 + 1, traceLow, row);
    copyWords(rows.spanId, to, spanId, row);
    copyWords(rows.time, to, time, row);
    source.rest(row, to);
    rows.commit[to] = source.commit;
    rows.shape[to] = shapes.of(row, source.name[row] ?? 0);
    rows.orderSet[to] = orderSet(columns, translation, firstEntry, entry);
    rows.bodyOf[to] = body;
    rows.bodyStart[to] = row === 0 ? 0 : (columns.bodyEnd[row - 1] ?? 0);
    rows.bodyEnd[to] = columns.bodyEnd[row] ?? 0;
  }
}

/** The set of the orders that the entries from one to another name. */
function orderSet(
  { orders }: SpanColumns | LogColumns,
  translation: Translation,
  from: number,
  to: number,
): number {
  if (to === from) return 0;
  const order = (entry: number) => translation.orders[orders.order[entry] ?? 0] ?? 0;
  if (to === from + 1) return translation.dictionaries.setOfOne(order(from));
  return translation.dictionaries.orderSet(Array.from({ length: to - from }, (_, i) => order(from + i)));
}

function words(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function copyWords(target: Uint32Array, to: number, source: Uint32Array, from: number): void {
  target[to * 2] = source[from * 2] ?? 0;
  target[to * 2 + 1] = source[from * 2 + 1] ?? 0;
}
