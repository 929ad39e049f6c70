import type { LogColumns, OrderRef, SpanColumns, TelemetryBatch } from '@ordertrace/model';
import { ByteReader } from '../bytes/byte-reader.js';
import { orderHash, traceHash } from '../bytes/hash.js';
import { homeCodes, type RawPage } from './encode-page.js';
import { bodiesByRow, readBodyPlaces } from './page-bodies.js';
import type { RecordKind } from '../bytes/record-kind.js';

/** Records in the layout of a page or a batch. */
export type Records = Omit<TelemetryBatch, 'events'>;

/** Records of a page, each with its commit and its home. */
export interface PageRecords extends Records {
  readonly commits: Float64Array;
  readonly homes: Uint32Array;
  /** By row: the start of its body among the bodies in the file. */
  readonly bodyFrom: Uint32Array;
}

/** The decompressed parts of a page. */
export interface PageParts extends Omit<RawPage, 'bodies'> {
  /** Returns the bodies, given their length from the columns; absent if they are not needed. */
  readonly bodies: ((bytes: number) => Uint8Array) | undefined;
}

/** Reads the output of `encodePage`. */
export function decodePage(kind: RecordKind, raw: PageParts): PageRecords {
  const columns = new ByteReader(raw.columns);
  const noise = new ByteReader(raw.noise);
  const length = columns.number();
  const texts = list(columns, () => columns.text());
  const resources = list(columns, () => columns.bytes());
  const scopes = list(columns, () => columns.bytes());
  const orders = list(columns, (): OrderRef => ({ tenantId: columns.text(), orderId: columns.text() }));
  const sets = list(columns, () => list(columns, () => columns.number()));
  const shapes = list(columns, () => readShape(columns));
  const traces = readTraces(columns, noise, length);
  const shapeRows = readNumbers(columns, length);
  const shapeOf = shapeColumns(shapeRows, shapes);
  const named = readOrders(columns, sets, length);
  const commits = readCommits(columns, length);
  const homes = readHomes(columns, noise, { length, ...traces, named, orders });
  const shared = {
    length,
    ...traces,
    ...shapeOf,
    orders: named,
    timeNanos: readTimes(columns, noise, length),
    spanId: readIds(noise, length),
    contentHash: new BigUint64Array(0),
  };
  const ofSpans = kind === 'span' ? readSpanColumns(columns, noise, shared.spanId) : undefined;
  const places = readBodyPlaces(columns, { shapeRows, shapes: shapes.length });
  const { bodyEnd, bodyFrom } = places;
  const bodies = raw.bodies?.(bodyEnd.at(-1) ?? 0);
  const body = bodies === undefined ? noBytes : bodiesByRow(bodies, places);
  const page = { texts, resources, scopes, orders, commits, homes, bodyFrom };
  if (ofSpans !== undefined)
    return { ...page, spans: { ...shared, ...ofSpans, body, bodyEnd }, logs: noLogs };
  const logs = { ...shared, severity: shapeOf.kind, eventName: shapeOf.name, body, bodyEnd };
  return { ...page, spans: noSpans, logs };
}

function list<T>(reader: ByteReader, read: () => T): T[] {
  const length = reader.number();
  const items: T[] = [];
  for (let i = 0; i < length; i++) items.push(read());
  return items;
}

function readNumbers(reader: ByteReader, length: number): Uint32Array {
  const numbers = new Uint32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = reader.number();
  return numbers;
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

function shapeColumns(shapeRows: Uint32Array, shapes: readonly ReturnType<typeof readShape>[]) {
  const { length } = shapeRows;
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
    const shape = shapes[shapeRows[row] ?? 0];
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

function readTraces(columns: ByteReader, noise: ByteReader, length: number) {
  const traceIdHigh = new BigUint64Array(length);
  const traceIdLow = new BigUint64Array(length);
  const high = new Uint32Array(traceIdHigh.buffer);
  const low = new Uint32Array(traceIdLow.buffer);
  let row = 0;
  for (const rows of list(columns, () => columns.number())) {
    const words = [noise.word(), noise.word(), noise.word(), noise.word()] as const;
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

function readCommits(columns: ByteReader, length: number): Float64Array {
  const commits = new Float64Array(length);
  let before = columns.large();
  for (let row = 0; row < length; row++) {
    const distance = columns.large();
    before += distance % 2 === 0 ? distance / 2 : -(distance + 1) / 2;
    commits[row] = before;
  }
  return commits;
}

interface HomeSources {
  readonly length: number;
  readonly traceIdHigh: BigUint64Array;
  readonly traceIdLow: BigUint64Array;
  readonly named: SpanColumns['orders'];
  readonly orders: readonly OrderRef[];
}

function readHomes(columns: ByteReader, noise: ByteReader, sources: HomeSources): Uint32Array {
  const { length, traceIdHigh, traceIdLow, named, orders } = sources;
  const homes = new Uint32Array(length);
  const high = new Uint32Array(traceIdHigh.buffer);
  const low = new Uint32Array(traceIdLow.buffer);
  let home = 0;
  let entry = 0;
  for (let row = 0; row < length; row++) {
    while (entry < named.length && (named.row[entry] ?? 0) < row) entry++;
    const code = columns.number();
    if (code === homeCodes.order) home = orderHash(orders[named.order[entry] ?? 0]?.orderId ?? '');
    else if (code === homeCodes.trace)
      home = traceHash(
        Uint32Array.of(high[row * 2] ?? 0, high[row * 2 + 1] ?? 0, low[row * 2] ?? 0, low[row * 2 + 1] ?? 0),
        0,
      );
    else if (code === homeCodes.other) home = noise.word();
    homes[row] = home;
  }
  return homes;
}

function readTimes(columns: ByteReader, noise: ByteReader, length: number): BigInt64Array {
  const times = new BigInt64Array(length);
  const words = new Uint32Array(times.buffer);
  let beforeLow = 0;
  let beforeHigh = 0;
  for (let row = 0; row < length; row++) {
    const sum = noise.zigzag(columns.number()) + beforeLow;
    beforeLow = sum >>> 0;
    beforeHigh = (beforeHigh + noise.high + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    words[row * 2] = beforeLow;
    words[row * 2 + 1] = beforeHigh;
  }
  return times;
}

function readSpanColumns(columns: ByteReader, noise: ByteReader, spanId: BigUint64Array) {
  const durationNanos = readDurations(columns, noise, spanId.length);
  return { durationNanos, parentSpanId: readParents(columns, noise, spanId) };
}

function readDurations(columns: ByteReader, noise: ByteReader, length: number): BigInt64Array {
  const durations = new BigInt64Array(length);
  const words = new Uint32Array(durations.buffer);
  for (let row = 0; row < length; row++) {
    words[row * 2] = noise.zigzag(columns.number());
    words[row * 2 + 1] = noise.high;
  }
  return durations;
}

function readIds(noise: ByteReader, length: number): BigUint64Array {
  const read = new BigUint64Array(length);
  const words = new Uint32Array(read.buffer);
  for (let word = 0; word < length * 2; word++) words[word] = noise.word();
  return read;
}

function readParents(columns: ByteReader, noise: ByteReader, spanIds: BigUint64Array): BigUint64Array {
  const parents = new BigUint64Array(spanIds.length);
  const words = new Uint32Array(parents.buffer);
  const spans = new Uint32Array(spanIds.buffer);
  for (let row = 0; row < spanIds.length; row++) {
    const code = columns.number();
    if (code === 0) continue;
    if (code === 1) {
      words[row * 2] = noise.word();
      words[row * 2 + 1] = noise.word();
      continue;
    }
    const distance = code & 1 ? (code - 3) / 2 : -(code - 2) / 2;
    words[row * 2] = spans[(row + distance) * 2] ?? 0;
    words[row * 2 + 1] = spans[(row + distance) * 2 + 1] ?? 0;
  }
  return parents;
}

const noBytes = new Uint8Array(0);
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
  body: noBytes,
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

/** The replacement of an unreadable page. */
export const emptyPage: PageRecords = {
  texts: [],
  resources: [],
  scopes: [],
  orders: [],
  commits: new Float64Array(0),
  homes: new Uint32Array(0),
  bodyFrom: new Uint32Array(0),
  spans: noSpans,
  logs: noLogs,
};
