import { orderHash, traceHash } from '../bytes/hash.js';
import { byteLength, ByteWriter, zigzagHigh, zigzagLow } from '../bytes/byte-writer.js';
import { LocalIndex } from './local-index.js';
import type { RecordRows } from './record-rows.js';
import type { Dictionaries } from './shape.js';

/** A page before compression. */
export interface RawPage {
  /** Dictionaries and columns, as numbers of variable length. */
  readonly columns: Uint8Array;
  /** Trace IDs, span IDs, IDs of parents elsewhere, times: random bits that can't be compressed. */
  readonly noise: Uint8Array;
  readonly bodies: Uint8Array;
}

/**
 * Writes rows as a page. Rows of a trace must follow each other.
 *
 * ```
 * columns   counts │ texts │ resources │ scopes │ orders │ order sets │ shapes
 *           │ rows of each trace │ shape of each row │ order set of each row
 *           │ commits │ homes │ bytes of each time │ of each duration │ parents │ body lengths
 * noise     each trace ID once │ times, less the row before │ span IDs │ durations │ parents not in the page
 * bodies    of the first shape, of the next, …
 * ```
 *
 * - A commit is the difference from the row before.
 * - A home is 0 (as the row before), 1 (the hash of the row's first order), 2 (the hash of its trace) or 3
 *   (stored in `noise`).
 * - A parent is 0 (none), 1 (its ID is in `noise`), or 2 and up: the distance in rows, in either direction.
 * - Bodies of a shape are similar, so they compress best side by side.
 */
export function encodePage(all: RecordRows, rows: readonly number[], dictionaries: Dictionaries): RawPage {
  const local = new LocalDictionaries(all, rows, dictionaries);
  const columns = new ByteWriter();
  const noise = new ByteWriter();
  columns.number(rows.length);
  local.write(columns);
  writeTraces(all, rows, columns, noise);
  for (const row of rows) columns.number(local.shapes.of(all.shape[row] ?? 0));
  for (const row of rows) columns.number(local.orderSets.of(all.orderSet[row] ?? 0));
  writeCommits(all, rows, columns);
  writeHomes(all, rows, { columns, noise, dictionaries });
  writeTimes(all, rows, columns, noise);
  for (const row of rows) writeId(noise, all.spanId, row);
  if (all.kind === 'span') {
    for (const row of rows)
      writeNumber(columns, noise, all.duration[row * 2 + 1] ?? 0, all.duration[row * 2] ?? 0);
    writeParents(all, rows, columns, noise);
  }
  for (const row of rows) columns.number(all.bodyLength(row));
  const shapeOf = (row: number) => local.shapes.of(all.shape[row] ?? 0);
  return {
    columns: columns.written(),
    noise: noise.written(),
    bodies: bodiesOf(all, byShape(rows, shapeOf)),
  };
}

/** The part of the dictionaries that the rows of the page use, renumbered with small numbers. */
class LocalDictionaries {
  readonly shapes = new LocalIndex();
  readonly orderSets = new LocalIndex();
  readonly #texts = new LocalIndex();
  readonly #resources = new LocalIndex();
  readonly #scopes = new LocalIndex();
  readonly #orders = new LocalIndex();
  readonly #all: Dictionaries;

  constructor(all: RecordRows, rows: readonly number[], dictionaries: Dictionaries) {
    this.#all = dictionaries;
    for (const row of rows) {
      this.shapes.of(all.shape[row] ?? 0);
      this.orderSets.of(all.orderSet[row] ?? 0);
    }
  }

  write(columns: ByteWriter): void {
    const sets = new ByteWriter();
    const orders = new ByteWriter();
    const shapes = new ByteWriter();
    this.#writeOrderSets(sets);
    this.#writeShapes(shapes);
    this.#writeOrders(orders);
    columns.number(this.#texts.globals.length);
    for (const text of this.#texts.globals) columns.text(this.#all.texts[text] ?? '');
    columns.number(this.#resources.globals.length);
    for (const resource of this.#resources.globals) columns.bytes(this.#all.resources[resource] ?? noBytes);
    columns.number(this.#scopes.globals.length);
    for (const scope of this.#scopes.globals) columns.bytes(this.#all.scopes[scope] ?? noBytes);
    for (const part of [orders, sets, shapes]) columns.raw(part.written());
  }

  #writeOrderSets(out: ByteWriter): void {
    out.number(this.orderSets.globals.length);
    for (const set of this.orderSets.globals) {
      const orders = this.#all.orderSets[set] ?? [];
      out.number(orders.length);
      for (const order of orders) out.number(this.#orders.of(order));
    }
  }

  #writeShapes(out: ByteWriter): void {
    out.number(this.shapes.globals.length);
    for (const index of this.shapes.globals) {
      const shape = this.#all.shapes[index];
      if (shape === undefined) throw new RangeError('A row points at a shape that is not there.');
      out.number(shape.kind);
      out.number(shape.status);
      out.number(this.#texts.of(shape.statusCode));
      out.number(this.#texts.of(shape.service));
      out.number(this.#texts.of(shape.name));
      out.number(this.#resources.of(shape.resource));
      out.number(this.#scopes.of(shape.scope));
    }
  }

  #writeOrders(out: ByteWriter): void {
    out.number(this.#orders.globals.length);
    for (const index of this.#orders.globals) {
      const { tenantId, orderId } = this.#all.orders[index] ?? { tenantId: '', orderId: '' };
      out.text(tenantId);
      out.text(orderId);
    }
  }
}

const noBytes = new Uint8Array(0);

function writeTraces(all: RecordRows, rows: readonly number[], columns: ByteWriter, noise: ByteWriter): void {
  const lengths: number[] = [];
  let before = -1;
  for (const row of rows) {
    if (before >= 0 && all.sameTrace(before, row)) {
      lengths.push((lengths.pop() ?? 0) + 1);
    } else {
      lengths.push(1);
      for (let word = 0; word < 4; word++) noise.word(all.trace[row * 4 + word] ?? 0);
    }
    before = row;
  }
  columns.number(lengths.length);
  for (const length of lengths) columns.number(length);
}

function writeCommits(all: RecordRows, rows: readonly number[], columns: ByteWriter): void {
  let before = all.commit[rows[0] ?? 0] ?? 0;
  columns.large(before);
  for (const row of rows) {
    const commit = all.commit[row] ?? 0;
    columns.large(commit < before ? (before - commit) * 2 - 1 : (commit - before) * 2);
    before = commit;
  }
}

export const homeCodes = { before: 0, order: 1, trace: 2, other: 3 } as const;

interface HomesOut {
  readonly columns: ByteWriter;
  readonly noise: ByteWriter;
  readonly dictionaries: Dictionaries;
}

function writeHomes(
  all: RecordRows,
  rows: readonly number[],
  { columns, noise, dictionaries: { orders, orderSets } }: HomesOut,
): void {
  let before: number | undefined;
  for (const row of rows) {
    const home = all.home[row] ?? 0;
    const order = orders[orderSets[all.orderSet[row] ?? 0]?.[0] ?? -1];
    if (home === before) columns.number(homeCodes.before);
    else if (order !== undefined && home === orderHash(order.orderId)) columns.number(homeCodes.order);
    else if (all.hasTrace(row) && home === traceHash(all.trace, row * 4)) columns.number(homeCodes.trace);
    else {
      columns.number(homeCodes.other);
      noise.word(home);
    }
    before = home;
  }
}

function writeTimes(all: RecordRows, rows: readonly number[], columns: ByteWriter, noise: ByteWriter): void {
  let beforeLow = 0;
  let beforeHigh = 0;
  for (const row of rows) {
    const low = all.time[row * 2] ?? 0;
    const high = all.time[row * 2 + 1] ?? 0;
    const borrow = low < beforeLow ? 1 : 0;
    writeNumber(columns, noise, (high - beforeHigh - borrow) | 0, (low - beforeLow) >>> 0);
    beforeLow = low;
    beforeHigh = high;
  }
}

/** Writes the length of a number to the columns, which compress, and its bytes to the noise. */
function writeNumber(columns: ByteWriter, noise: ByteWriter, high: number, low: number): void {
  const zigzag = [zigzagHigh(high, low), zigzagLow(high, low)] as const;
  const length = byteLength(...zigzag);
  columns.number(length);
  noise.bytesOf(...zigzag, length);
}

/** The rows sorted by shape; stable within a shape. */
function byShape(rows: readonly number[], shapeOf: (row: number) => number): number[] {
  const ofShape: number[][] = [];
  for (const row of rows) (ofShape[shapeOf(row)] ??= []).push(row);
  return ofShape.flat();
}

function writeId(noise: ByteWriter, words: Uint32Array, row: number): void {
  noise.word(words[row * 2] ?? 0);
  noise.word(words[row * 2 + 1] ?? 0);
}

function writeParents(
  all: RecordRows,
  rows: readonly number[],
  columns: ByteWriter,
  noise: ByteWriter,
): void {
  const positions = new SpanPositions(all, rows);
  for (let position = 0; position < rows.length; position++) {
    const row = rows[position] ?? 0;
    const low = all.parent[row * 2] ?? 0;
    const high = all.parent[row * 2 + 1] ?? 0;
    const parent = low === 0 && high === 0 ? undefined : positions.of(low, high, position);
    if (low === 0 && high === 0) columns.number(0);
    else if (parent === undefined) {
      columns.number(1);
      writeId(noise, all.parent, row);
    } else {
      const distance = parent - position;
      columns.number(2 + (distance < 0 ? -distance * 2 : distance * 2 + 1));
    }
  }
}

const near = 16;

/** Finds a span of the page by its ID: usually a few rows away, otherwise in a lazily created map. */
class SpanPositions {
  readonly #all: RecordRows;
  readonly #rows: readonly number[];
  #map: Map<number, number> | undefined;

  constructor(all: RecordRows, rows: readonly number[]) {
    this.#all = all;
    this.#rows = rows;
  }

  of(low: number, high: number, around: number): number | undefined {
    for (let at = around - 1; at >= 0 && at > around - near; at--) if (this.#is(at, low, high)) return at;
    const last = Math.min(this.#rows.length, around + near);
    for (let at = around; at < last; at++) if (this.#is(at, low, high)) return at;
    const found = (this.#map ??= this.#allPositions()).get(idKey(low, high));
    return found !== undefined && this.#is(found, low, high) ? found : undefined;
  }

  #is(position: number, low: number, high: number): boolean {
    const row = this.#rows[position] ?? 0;
    return this.#all.spanId[row * 2] === low && this.#all.spanId[row * 2 + 1] === high;
  }

  #allPositions(): Map<number, number> {
    const { spanId } = this.#all;
    return new Map(
      this.#rows.map((row, position) => [idKey(spanId[row * 2] ?? 0, spanId[row * 2 + 1] ?? 0), position]),
    );
  }
}

/** A nearly unique number of an ID; callers compare the ID itself. */
function idKey(low: number, high: number): number {
  return low + (high & 0x1fffff) * 0x1_0000_0000;
}

function bodiesOf(all: RecordRows, rows: readonly number[]): Uint8Array {
  let length = 0;
  for (const row of rows) length += all.bodyLength(row);
  const bodies = new Uint8Array(length);
  let at = 0;
  for (const row of rows) {
    const body = all.body(row);
    bodies.set(body, at);
    at += body.length;
  }
  return bodies;
}
