import {
  eventBatch,
  LogColumnsBuilder,
  SpanColumnsBuilder,
  TelemetryBatchBuilder,
  TextTable,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { transition } from './sample-flow.js';

const rows = 40;
const common = [
  'traceIdHigh',
  'traceIdLow',
  'spanId',
  'timeNanos',
  'service',
  'resource',
  'scope',
  'contentHash',
] as const;
const ofSpans = ['parentSpanId', 'durationNanos', 'kind', 'status', 'name', 'statusCode'] as const;
const ofLogs = ['severity', 'eventName'] as const;

/** Sets each column of each row to a number of its own. */
function filled<Column extends string>(
  builder: { open(): number; seal(): void } & Record<
    Column,
    BigInt64Array | BigUint64Array | Uint32Array | Uint8Array
  >,
  columns: readonly Column[],
): void {
  for (let i = 0; i < rows; i++) {
    expect(builder.open()).toBe(i);
    for (const [at, column] of columns.entries()) {
      const cells = builder[column];
      const value = i * 5 + at;
      if (cells instanceof BigInt64Array || cells instanceof BigUint64Array) cells[i] = BigInt(value);
      else cells[i] = value;
    }
    builder.seal();
  }
}

describe('the columns of a batch', () => {
  it.each([
    ['spans', () => new SpanColumnsBuilder(), [...common, ...ofSpans]],
    [
      'spans of an expected number',
      () => new SpanColumnsBuilder({ rows: 2, bodyBytes: 1 }),
      [...common, ...ofSpans],
    ],
    ['log records', () => new LogColumnsBuilder(), [...common, ...ofLogs]],
    [
      'log records of an expected number',
      () => new LogColumnsBuilder({ rows: 2, bodyBytes: 1 }),
      [...common, ...ofLogs],
    ],
  ] as const)('keep all cells while they grow: %s', (_, create, columns) => {
    const builder = create() as unknown as SpanColumnsBuilder & LogColumnsBuilder;
    filled(builder, columns);
    expect(builder.length).toBe(rows);
    for (const [at, column] of columns.entries())
      for (let i = 0; i < rows; i++) expect(Number(builder[column][i]), `${column} ${i}`).toBe(i * 5 + at);
  });

  it('have room for the expected rows at once, and for twice as many when these are full', () => {
    const builder = new SpanColumnsBuilder({ rows: 4, bodyBytes: 8 });
    expect([builder.spanId.length, builder.kind.length, builder.body.length]).toEqual([4, 4, 8]);
    for (let i = 0; i < 4; i++) {
      builder.open();
      builder.seal();
    }
    expect(builder.spanId.length).toBe(4);
    builder.open();
    expect([builder.spanId.length, builder.kind.length, builder.bodyEnd.length]).toEqual([8, 8, 8]);
  });
});

describe('the bodies of a batch', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i + 1);

  it('follow each other, each up to its end', () => {
    const builder = new SpanColumnsBuilder({ rows: 4, bodyBytes: 4 });
    const parts = [
      [0, 3],
      [3, 3],
      [10, 58],
      [20, 69],
      [0, 100],
    ] as const;
    const ends: number[] = [];
    for (const [from, to] of parts) {
      builder.open();
      builder.appendBodyRange(bytes, from, to);
      builder.seal();
      ends.push((ends.at(-1) ?? 0) + to - from);
    }
    expect([...builder.bodyEnd.subarray(0, parts.length)]).toEqual(ends);
    expect([...builder.body.subarray(0, builder.bodyLength)]).toEqual(
      parts.flatMap(([from, to]) => [...bytes.subarray(from, to)]),
    );
  });

  it('grow to twice their size, or to what is needed where that is more', () => {
    const builder = new SpanColumnsBuilder({ rows: 1, bodyBytes: 4 });
    builder.appendBody(bytes.subarray(0, 4));
    expect(builder.body.length).toBe(4);
    builder.reserveBody(1);
    expect(builder.body.length).toBe(8);
    builder.reserveBody(20);
    expect(builder.body.length).toBe(24);
    expect([...builder.body.subarray(0, 4)]).toEqual([1, 2, 3, 4]);
  });
});

describe('the orders of a batch', () => {
  const one = { tenantId: 'acme', orderId: '1' };

  it('have one number each', () => {
    const batch = new TelemetryBatchBuilder();
    expect([one, { ...one, tenantId: 'beta' }, { ...one }].map((order) => batch.order(order))).toEqual([
      0, 1, 0,
    ]);
    expect(batch.orders).toHaveLength(2);
  });

  it('are named by a row once each, in as many rows as there are', () => {
    const { orders } = new SpanColumnsBuilder();
    for (let row = 0; row < rows; row++) for (const order of [3, 0, 3, 0]) orders.add(row, order);
    expect(orders.length).toBe(2 * rows);
    const named = Array.from({ length: orders.length }, (_, i) => [orders.row[i], orders.order[i]]);
    expect(named).toEqual(
      Array.from({ length: rows }, (_, row) => [
        [row, 3],
        [row, 0],
      ]).flat(),
    );
  });
});

describe('a batch', () => {
  it('has its texts, the empty one first', () => {
    const batch = new TelemetryBatchBuilder();
    expect([batch.text('a'), batch.text(''), batch.text('b'), batch.text('a')]).toEqual([1, 0, 2, 1]);
    expect(batch.textOfUtf8(new TextEncoder().encode('xbx'), 1, 2)).toBe(2);
    expect(batch.texts).toEqual(['', 'a', 'b']);
  });

  it('may hold events alone', () => {
    const events = [transition('CREATED', 1n), transition('SUBMITTED', 2n)];
    const batch = eventBatch(events);
    expect(batch.events).toEqual(events);
    expect([batch.spans.length, batch.logs.length, batch.texts]).toEqual([0, 0, ['']]);
  });

  it('may expect its sizes', () => {
    const batch = new TelemetryBatchBuilder({
      spans: { rows: 3, bodyBytes: 5 },
      logs: { rows: 7, bodyBytes: 9 },
    });
    expect([batch.spans.name.length, batch.spans.body.length]).toEqual([3, 5]);
    expect([batch.logs.severity.length, batch.logs.body.length]).toEqual([7, 9]);
  });
});

describe('a table of many texts', () => {
  it('finds each by its bytes', () => {
    const table = new TextTable();
    const texts = Array.from({ length: 3000 }, (_, i) => `service ${i} ${i % 7}`);
    const bytes = texts.map((text) => new TextEncoder().encode(text));
    const numbers = bytes.map((one) => table.indexOfUtf8(one, 0, one.length));
    expect(numbers).toEqual(texts.map((_, i) => i + 1));
    expect(bytes.map((one) => table.indexOfUtf8(one, 0, one.length))).toEqual(numbers);
    expect(table.indexOfUtf8(bytes[0]!, 3, 3)).toBe(0);
  });
});
