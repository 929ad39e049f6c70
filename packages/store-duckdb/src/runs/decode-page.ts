import type { LogColumns, OrderRef, SpanColumns, TelemetryBatch } from '@ordertrace/model';
import { ByteReader } from '../bytes/byte-reader.js';
import type { RawPage } from './encode-page.js';
import type { RecordKind } from './record-rows.js';

/** Records as they lie in a page or a batch. */
export type Records = Omit<TelemetryBatch, 'events'>;

/** Reads what `encodePage` wrote. `bodies` may be empty where nobody looks at them. */
export function decodePage(kind: RecordKind, raw: RawPage): Records {
  const columns = new ByteReader(raw.columns);
  const ids = new ByteReader(raw.ids);
  const length = columns.number();
  const texts = list(columns, () => columns.text());
  const resources = list(columns, () => columns.bytes());
  const scopes = list(columns, () => columns.bytes());
  const orders = list(columns, (): OrderRef => ({ tenantId: columns.text(), orderId: columns.text() }));
  const sets = list(columns, () => list(columns, () => columns.number()));
  const shapes = list(columns, () => readShape(columns));
  const traces = readTraces(columns, ids, length);
  const shapeOf = shapeColumns(columns, shapes, length);
  const shared = {
    length,
    ...traces,
    ...shapeOf,
    orders: readOrders(columns, sets, length),
    timeNanos: readTimes(columns, length),
    spanId: readIds(ids, length),
    contentHash: new BigUint64Array(0),
    body: raw.bodies,
  };
  const dictionaries = { texts, resources, scopes, orders };
  if (kind === 'log') {
    const logs = {
      ...shared,
      severity: shapeOf.kind,
      eventName: shapeOf.name,
      bodyEnd: readEnds(columns, length),
    };
    return { ...dictionaries, spans: noSpans, logs };
  }
  const durationNanos = readDurations(columns, length);
  const parentSpanId = readParents(columns, ids, shared.spanId);
  const bodyEnd = readEnds(columns, length);
  return { ...dictionaries, spans: { ...shared, durationNanos, parentSpanId, bodyEnd }, logs: noLogs };
}

function list<T>(reader: ByteReader, read: () => T): T[] {
  return Array.from({ length: reader.number() }, read);
}

function readShape(columns: ByteReader) {
  return {
    kind: columns.number(),
    status: columns.number(),
    statusCode: columns.number(),
    service: columns.number(),
    name: columns.number(),
    resource: columns.number(),
    scope: columns.number(),
  };
}

function shapeColumns(columns: ByteReader, shapes: readonly ReturnType<typeof readShape>[], length: number) {
  const found = {
    kind: new Uint8Array(length),
    status: new Uint8Array(length),
    statusCode: new Uint32Array(length),
    service: new Uint32Array(length),
    name: new Uint32Array(length),
    resource: new Uint32Array(length),
    scope: new Uint32Array(length),
  };
  for (let row = 0; row < length; row++) {
    const shape = shapes[columns.number()];
    if (shape === undefined) throw new RangeError('A row of the page points at a shape that is not there.');
    found.kind[row] = shape.kind;
    found.status[row] = shape.status;
    found.statusCode[row] = shape.statusCode;
    found.service[row] = shape.service;
    found.name[row] = shape.name;
    found.resource[row] = shape.resource;
    found.scope[row] = shape.scope;
  }
  return found;
}

function readTraces(columns: ByteReader, ids: ByteReader, length: number) {
  const traceIdHigh = new BigUint64Array(length);
  const traceIdLow = new BigUint64Array(length);
  const high = new Uint32Array(traceIdHigh.buffer);
  const low = new Uint32Array(traceIdLow.buffer);
  let row = 0;
  for (const rows of list(columns, () => columns.number())) {
    const words = [ids.word(), ids.word(), ids.word(), ids.word()] as const;
    for (let end = row + rows; row < end; row++) {
      high[row * 2] = words[0];
      high[row * 2 + 1] = words[1];
      low[row * 2] = words[2];
      low[row * 2 + 1] = words[3];
    }
  }
  return { traceIdHigh, traceIdLow };
}

function readOrders(columns: ByteReader, sets: readonly (readonly number[])[], length: number) {
  const rows: number[] = [];
  const orders: number[] = [];
  for (let row = 0; row < length; row++)
    for (const order of sets[columns.number()] ?? []) {
      rows.push(row);
      orders.push(order);
    }
  return { length: rows.length, row: Uint32Array.from(rows), order: Uint32Array.from(orders) };
}

function readTimes(columns: ByteReader, length: number): BigInt64Array {
  const times = new BigInt64Array(length);
  const words = new Uint32Array(times.buffer);
  let beforeLow = 0;
  let beforeHigh = 0;
  for (let row = 0; row < length; row++) {
    const sum = columns.signed() + beforeLow;
    beforeLow = sum >>> 0;
    beforeHigh = (beforeHigh + columns.high + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    words[row * 2] = beforeLow;
    words[row * 2 + 1] = beforeHigh;
  }
  return times;
}

function readDurations(columns: ByteReader, length: number): BigInt64Array {
  const durations = new BigInt64Array(length);
  const words = new Uint32Array(durations.buffer);
  for (let row = 0; row < length; row++) {
    words[row * 2] = columns.signed();
    words[row * 2 + 1] = columns.high;
  }
  return durations;
}

function readIds(ids: ByteReader, length: number): BigUint64Array {
  const read = new BigUint64Array(length);
  const words = new Uint32Array(read.buffer);
  for (let word = 0; word < length * 2; word++) words[word] = ids.word();
  return read;
}

function readParents(columns: ByteReader, ids: ByteReader, spanIds: BigUint64Array): BigUint64Array {
  const parents = new BigUint64Array(spanIds.length);
  const words = new Uint32Array(parents.buffer);
  const spans = new Uint32Array(spanIds.buffer);
  for (let row = 0; row < spanIds.length; row++) {
    const code = columns.number();
    if (code === 0) continue;
    if (code === 1) {
      words[row * 2] = ids.word();
      words[row * 2 + 1] = ids.word();
      continue;
    }
    const distance = code & 1 ? (code - 3) / 2 : -(code - 2) / 2;
    words[row * 2] = spans[(row + distance) * 2] ?? 0;
    words[row * 2 + 1] = spans[(row + distance) * 2 + 1] ?? 0;
  }
  return parents;
}

function readEnds(columns: ByteReader, length: number): Uint32Array {
  const ends = new Uint32Array(length);
  let end = 0;
  for (let row = 0; row < length; row++) ends[row] = end += columns.number();
  return ends;
}

const noOrders = { length: 0, row: new Uint32Array(0), order: new Uint32Array(0) };
const noRecords = {
  length: 0,
  traceIdHigh: new BigUint64Array(0),
  traceIdLow: new BigUint64Array(0),
  spanId: new BigUint64Array(0),
  timeNanos: new BigInt64Array(0),
  service: new Uint32Array(0),
  resource: new Uint32Array(0),
  scope: new Uint32Array(0),
  orders: noOrders,
  contentHash: new BigUint64Array(0),
  body: new Uint8Array(0),
  bodyEnd: new Uint32Array(0),
};
const noLogs: LogColumns = { ...noRecords, severity: new Uint8Array(0), eventName: new Uint32Array(0) };
const noSpans: SpanColumns = {
  ...noRecords,
  parentSpanId: new BigUint64Array(0),
  durationNanos: new BigInt64Array(0),
  kind: new Uint8Array(0),
  status: new Uint8Array(0),
  name: new Uint32Array(0),
  statusCode: new Uint32Array(0),
};
