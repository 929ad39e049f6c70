import type { SpanView, TraceView } from '@ordertrace/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedRows, rowsAbove, spanRows, visibleRows } from '../src/design/waterfall/span-rows.js';
import { joinedScale } from '../src/design/waterfall/waterfall-scale.js';
import { randomFrom } from './fixture/random.js';
import { stamp, TraceBuilder } from './fixture/telemetry.js';

const order = { orderId: '1', tenantId: 'retail' };

function span(id: string, parent: string | null, at: number, lasts = 1): SpanView {
  const builder = new TraceBuilder(0, order, randomFrom(1));
  const made = builder.span({ service: 'shop-api', name: id, at, lasts });
  return { ...made, span_id: id, parent_span_id: parent };
}

function traceOf(spans: SpanView[]): TraceView {
  const trace_id = spans[0]?.trace_id ?? '0'.repeat(32);
  return {
    trace_id,
    started_at: stamp(0),
    duration_ms: 1,
    root_name: '',
    services: [],
    span_count: spans.length,
    error_count: 0,
    spans,
  };
}

const names = (rows: readonly { key: string }[]) => rows.map((row) => row.key.split('/').slice(1).join('/'));

describe('the rows of a trace', () => {
  it('put children under their parents, by start', () => {
    const rows = spanRows(
      traceOf([span('c', 'a', 5), span('d', 'c', 6), span('b', 'a', 2), span('a', null, 0, 9)]),
    );
    expect(rows.map((row) => [row.span.name, row.depth, row.below])).toEqual([
      ['a', 0, 3],
      ['b', 1, 0],
      ['c', 1, 1],
      ['d', 2, 0],
    ]);
  });

  it('show a span whose parent never came as a root, marked', () => {
    const rows = spanRows(traceOf([span('a', null, 0), span('b', 'gone', 1)]));
    expect(rows.map((row) => [row.span.name, row.depth, row.orphan])).toEqual([
      ['a', 0, false],
      ['b', 0, true],
    ]);
  });

  it('show each of two spans with one id', () => {
    expect(names(spanRows(traceOf([span('a', null, 0), span('a', null, 1)])))).toEqual(['a', 'a/1']);
  });

  it('keep microseconds', () => {
    const [row] = spanRows(traceOf([span('a', null, 0.001, 0.0025)]));
    expect(row!.to - row!.from).toBeCloseTo(2.5, 6);
  });

  it('survive any shape: each span is there once, also in circles of parents', () => {
    const id = fc.integer({ min: 0, max: 12 }).map(String);
    const some = fc.array(fc.tuple(id, fc.option(id), fc.integer({ min: 0, max: 50 })), { maxLength: 25 });
    fc.assert(
      fc.property(some, (made) => {
        const spans = made.map(([own, parent, at]) => span(own, parent, at));
        const rows = spanRows(traceOf(spans));
        expect(rows.length).toBe(spans.length);
        expect(new Set(rows.map((row) => row.key)).size).toBe(spans.length);
        rows.forEach((row, index) => {
          const under = rows.slice(index + 1, index + 1 + row.below);
          expect(under.every((each) => each.depth > row.depth)).toBe(true);
          expect(rows[index + 1 + row.below]?.depth ?? 0).toBeLessThanOrEqual(row.depth);
        });
      }),
    );
  });

  it('are made of a chain of 50,000 spans without running out of stack', () => {
    const template = span('0', null, 0);
    const chain = Array.from({ length: 50_000 }, (_, index) => ({
      ...template,
      span_id: String(index),
      parent_span_id: index === 0 ? null : String(index - 1),
    }));
    expect(spanRows(traceOf(chain)).at(-1)?.depth).toBe(49_999);
  });
});

describe('collapsed rows', () => {
  const rows = joinedRows([traceOf([span('a', null, 0, 9), span('b', 'a', 2), span('c', 'b', 3)])]);

  it('hide what is below them and nothing else', () => {
    const collapsed = new Set([rows.find((row) => row.type === 'span' && row.span.name === 'b')!.key]);
    expect(names(visibleRows(rows, collapsed))).toEqual(['', 'a', 'b']);
  });

  it('are found by what they hide', () => {
    expect(
      names(
        rows
          .map((row) => ({ key: row.key }))
          .filter(({ key }) => rowsAbove(rows, rows.at(-1)!.key).includes(key)),
      ),
    ).toEqual(['', 'a', 'b']);
  });
});

describe('the scale of many traces', () => {
  it('folds the days between them and keeps each of them wide enough to be seen', () => {
    const day = 24 * 3.6e9;
    const scale = joinedScale([
      { from: 0, to: 48_000 },
      { from: day, to: day + 1.8e9 },
      { from: 9 * day, to: 9 * day + 5_000 },
    ]);
    expect(scale.pieces.map((piece) => piece.folded)).toEqual([false, true, false, true, false]);
    const widths = scale.pieces.filter((piece) => !piece.folded).map((piece) => piece.right - piece.left);
    expect(Math.min(...widths)).toBeGreaterThan(0.03);
  });
});
