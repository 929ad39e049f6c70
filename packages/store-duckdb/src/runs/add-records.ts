import type { LogColumns, SpanColumns } from '@ordertrace/model';
import type { Records } from './decode-page.js';
import type { Translation } from './merged-dictionaries.js';
import type { RecordRows } from './record-rows.js';
import type { Shape } from './shape.js';

/** A source of rows: a batch or a page. */
export interface RecordSource {
  readonly records: Records;
  readonly translation: Translation;
  /** Homes of the rows, if known. */
  readonly homes?: Uint32Array;
  commit(row: number): number;
  has(row: number): boolean;
}

/** Adds all rows of the source. */
export function addRecords(rows: RecordRows, source: RecordSource): void {
  const adder = new RecordAdder(rows, source);
  adder.add(0, adder.length);
}

/** Adds the rows of one source in parts, from the first. */
export class RecordAdder {
  readonly length: number;
  readonly #rows: RecordRows;
  readonly #source: RecordSource;
  readonly #columns: SpanColumns | LogColumns;
  readonly #body: number;
  readonly #shapes: KnownShapes;
  readonly #words: readonly WordColumn[];
  #entry = 0;

  constructor(rows: RecordRows, source: RecordSource) {
    const { spans, logs } = source.records;
    const columns = rows.kind === 'span' ? spans : logs;
    this.length = columns.length;
    this.#rows = rows;
    this.#source = source;
    this.#columns = columns;
    this.#body = rows.bodies.push(columns.body) - 1;
    this.#shapes = new KnownShapes(rows.kind === 'span' ? spanShapes(source) : logShapes(source), source);
    this.#words = [
      { target: rows.trace, times: 2, offset: 0, from: words(columns.traceIdHigh) },
      { target: rows.trace, times: 2, offset: 1, from: words(columns.traceIdLow) },
      wordColumn(rows.spanId, columns.spanId),
      wordColumn(rows.time, columns.timeNanos),
      ...(rows.kind === 'log'
        ? []
        : [wordColumn(rows.parent, spans.parentSpanId), wordColumn(rows.duration, spans.durationNanos)]),
    ];
  }

  add(from: number, end: number): void {
    const rows = this.#rows;
    const { orders, bodyEnd } = this.#columns;
    for (let row = from; row < end; row++) {
      while (this.#entry < orders.length && (orders.row[this.#entry] ?? 0) < row) this.#entry++;
      const firstEntry = this.#entry;
      while (this.#entry < orders.length && orders.row[this.#entry] === row) this.#entry++;
      if (!this.#source.has(row)) continue;
      const to = rows.length++;
      for (const { target, times, offset, from: source } of this.#words)
        copyWords(target, to * times + offset, source, row);
      rows.commit[to] = this.#source.commit(row);
      rows.home[to] = this.#source.homes?.[row] ?? 0;
      rows.shape[to] = this.#shapes.of(row);
      rows.orderSet[to] = this.#orderSet(firstEntry, this.#entry);
      rows.bodyOf[to] = this.#body;
      rows.bodyStart[to] = row === 0 ? 0 : (bodyEnd[row - 1] ?? 0);
      rows.bodyEnd[to] = bodyEnd[row] ?? 0;
    }
  }

  /** The set of the orders in a range of entries. */
  #orderSet(from: number, to: number): number {
    if (to === from) return 0;
    const { translation } = this.#source;
    const { orders } = this.#columns;
    const order = (entry: number) => translation.orders[orders.order[entry] ?? 0] ?? 0;
    if (to === from + 1) return translation.dictionaries.setOfOne(order(from));
    return translation.dictionaries.orderSet(Array.from({ length: to - from }, (_, i) => order(from + i)));
  }
}

/**
 * A column of 64-bit values (two words each) and its target: `times` values in a row, this one at `offset`.
 */
interface WordColumn {
  readonly target: Uint32Array;
  readonly times: number;
  readonly offset: number;
  readonly from: Uint32Array;
}

function wordColumn(target: Uint32Array, from: BigUint64Array | BigInt64Array): WordColumn {
  return { target, times: 1, offset: 0, from: words(from) };
}

interface ShapeSource {
  /** For each row, the key of the shape look-up. */
  readonly name: Uint32Array;
  shape(row: number): Shape;
  /** Whether two rows of the source (by index) have the same shape. */
  sameShape(a: number, b: number): boolean;
}

function spanShapes({ records: { spans }, translation }: RecordSource): ShapeSource {
  return {
    name: spans.name,
    shape: (row) => ({
      kind: spans.kind[row] ?? 0,
      status: spans.status[row] ?? 0,
      statusCode: translation.texts[spans.statusCode[row] ?? 0] ?? 0,
      ...originOf(spans, row, translation),
      name: translation.texts[spans.name[row] ?? 0] ?? 0,
    }),
    sameShape: (a, b) =>
      sameOrigin(spans, a, b) &&
      spans.kind[a] === spans.kind[b] &&
      spans.status[a] === spans.status[b] &&
      spans.statusCode[a] === spans.statusCode[b],
  };
}

function logShapes({ records: { logs }, translation }: RecordSource): ShapeSource {
  const none = translation.dictionaries.texts.indexOf('');
  return {
    name: logs.eventName,
    shape: (row) => ({
      kind: logs.severity[row] ?? 0,
      status: 0,
      statusCode: none,
      ...originOf(logs, row, translation),
      name: translation.texts[logs.eventName[row] ?? 0] ?? 0,
    }),
    sameShape: (a, b) => sameOrigin(logs, a, b) && logs.severity[a] === logs.severity[b],
  };
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

/** Shapes of a source by name. Each is looked up among all shapes only once. */
class KnownShapes {
  readonly #byName: { readonly row: number; readonly shape: number }[][] = [];
  readonly #shapes: ShapeSource;
  readonly #source: RecordSource;

  constructor(shapes: ShapeSource, source: RecordSource) {
    this.#shapes = shapes;
    this.#source = source;
  }

  of(row: number): number {
    const known = (this.#byName[this.#shapes.name[row] ?? 0] ??= []);
    for (const one of known) if (this.#shapes.sameShape(one.row, row)) return one.shape;
    const shape = this.#source.translation.dictionaries.shape(this.#shapes.shape(row));
    known.push({ row, shape });
    return shape;
  }
}

function words(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function copyWords(target: Uint32Array, to: number, source: Uint32Array, from: number): void {
  target[to * 2] = source[from * 2] ?? 0;
  target[to * 2 + 1] = source[from * 2 + 1] ?? 0;
}
