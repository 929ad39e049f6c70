import fc from 'fast-check';
import type { SpanView, TraceView } from '@ordertrace/api';
import { describe, expect, it } from 'vitest';
import { compareTraces } from '../src/design/compare/compare-traces.js';
import { csvText } from '../src/design/csv-text.js';
import { filledIn } from '../src/design/filled-link.js';
import { criticalRows } from '../src/design/waterfall/critical-rows.js';
import { foundRows } from '../src/design/waterfall/found-rows.js';
import { straightScale } from '../src/design/fold-scale.js';
import { operationTimes } from '../src/design/waterfall/operation-times.js';
import { traceScale } from '../src/design/waterfall/waterfall-scale.js';
import { beyond, instantAt, zoomTo } from '../src/design/waterfall/zoom.js';
import { spanRows } from '../src/design/waterfall/span-rows.js';
import { journeyOf } from './fixture/journeys.js';
import { knownOrders } from './fixture/orders.js';
import { randomFrom } from './fixture/random.js';

const now = Date.parse('2026-11-22T10:00:00Z');
const orders = knownOrders(now, 0);
const tracesOf = (orderId: string): TraceView[] =>
  journeyOf(
    orders.find((each) => each.order.order_id === orderId)!,
    randomFrom(3),
  ).traces;
const healthy = tracesOf('50010')[1]!;
const lost = tracesOf('48213')[1]!;

describe('the critical path', () => {
  it('lies in the bars that it is drawn under, and leads to the end of the trace', () => {
    const critical = criticalRows([healthy]);
    const rows = spanRows(healthy);
    let end = 0;
    for (const [key, stretches] of critical) {
      const row = rows.find((each) => each.key === key)!;
      for (const { from, to } of stretches) {
        expect(from).toBeGreaterThanOrEqual(row.from - 1);
        expect(to).toBeLessThanOrEqual(row.to + 1);
        end = Math.max(end, to);
      }
    }
    expect(end).toBeCloseTo(Math.max(...rows.map((row) => row.to)), -1);
    const all = [...critical.values()].flat().sort((one, other) => one.from - other.from);
    expect(all.length).toBeGreaterThan(3);
    expect(all.every(({ from }, index) => index === 0 || from >= all[index - 1]!.to - 1)).toBe(true);
  });
});

describe('operations', () => {
  it('have all of the time between them, each moment of a span once', () => {
    const at = (span_id: string, parent: string | null, [from, ms]: [number, number]): SpanView => ({
      ...healthy.spans[0]!,
      span_id,
      parent_span_id: parent,
      name: span_id,
      duration: ms,
      timestamp: new Date(now + from).toISOString(),
    });
    const spans = [
      at('whole', null, [0, 100]),
      at('one', 'whole', [10, 30]),
      at('beside', 'whole', [20, 40]),
      at('below', 'one', [15, 5]),
      at('after', 'whole', [90, 50]),
    ];
    const own = operationTimes(spanRows({ ...healthy, spans })).map(({ name, ownMs }) => [name, ownMs]);
    expect(Object.fromEntries(own)).toEqual({ whole: 40, one: 25, beside: 40, below: 5, after: 50 });
  });
});

describe('zooming', () => {
  const rows = spanRows(healthy);
  const scale = traceScale(rows);

  it('gives a span nearly the whole width, and never leaves the trace', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rows), (row) => {
        const closer = straightScale(zoomTo(row, scale));
        const { from, to } = closer.pieces[0]!;
        expect(from).toBeGreaterThanOrEqual(scale.pieces[0]!.from);
        expect(to).toBeLessThanOrEqual(scale.pieces.at(-1)!.to);
        expect(beyond(row, closer)).toBeUndefined();
        if (row.to - row.from > 100) {
          expect(closer.place(row.to) - closer.place(row.from)).toBeGreaterThan(0.85);
        }
      }),
    );
  });

  it('knows what lies beside what is shown', () => {
    const middle = straightScale({ from: 10, to: 20 });
    expect([beyond({ from: 0, to: 9 }, middle), beyond({ from: 21, to: 30 }, middle)]).toEqual([
      'before',
      'after',
    ]);
    expect(beyond({ from: 0, to: 30 }, middle)).toBeUndefined();
  });

  it('finds the instant at a place', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (place) => {
        expect(scale.place(instantAt(scale, place))).toBeCloseTo(place, 3);
      }),
    );
  });
});

describe('searching in spans', () => {
  const rows = spanRows(healthy);
  const namesOf = (text: string) =>
    foundRows(rows, text).map((key) => rows.find((row) => row.key === key)?.span.name);

  it('finds names, services and attributes, in any case', () => {
    expect(namesOf('CHECK surf')).toEqual(['check surface']);
    expect(namesOf('db.system.name=postgresql').length).toBeGreaterThan(0);
    expect(namesOf('calculation-service').length).toBeGreaterThan(3);
    expect(namesOf('')).toEqual([]);
    expect(namesOf('no such thing')).toEqual([]);
  });

  it('finds what ended in an error', () => {
    expect(namesOf('error')).toEqual(['GET /storage/model']);
  });
});

describe('comparing two traces', () => {
  it('names first what is missing, and by how much the rest differs', () => {
    const compared = compareTraces(lost, healthy);
    const missing = compared.filter((each) => each.here === undefined).map((each) => each.name);
    expect(missing).toContain('consume calculation.requested');
    expect(compared.slice(0, missing.length).every((each) => each.here === undefined)).toBe(true);
    const both = compared.find((each) => each.name === 'publish order.submitted')!;
    expect([both.here?.count, both.there?.count, both.moreMs]).toEqual([1, 1, 0]);
  });

  it('counts every span of both once', () => {
    const sum = (spans: readonly SpanView[]) => spans.reduce((total, span) => total + span.duration, 0);
    const compared = compareTraces(lost, healthy);
    const here = compared.reduce((total, each) => total + (each.here?.totalMs ?? 0), 0);
    expect(here).toBeCloseTo(sum(lost.spans), 6);
  });
});

describe('CSV', () => {
  it('gives every text back, and lets none become a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (row) => {
        const [, line = ''] = csvText(['x'], [row]).split(/(?<=^[^\n]*\r\n)/s);
        const cells = line.replace(/\r\n$/, '').match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/gs) ?? [];
        const read = cells
          .slice(0, row.length)
          .map((cell) => cell.replace(/,$/, ''))
          .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
        expect(read.map((cell, index) => (cell === row[index] ? cell : cell.slice(1)))).toEqual(row);
        expect(read.every((cell) => !/^[=+@-]/.test(cell))).toBe(true);
      }),
    );
  });
});

describe('links elsewhere', () => {
  it('are filled in, with nothing that could break out, and never run a program', () => {
    expect(filledIn('https://j/trace/{trace_id}?x={order_id}', { trace_id: 'ab', order_id: 'a b&c' })).toBe(
      'https://j/trace/ab?x=a%20b%26c',
    );
    expect(filledIn('javascript:alert({order_id})', { order_id: '1' })).toBeUndefined();
    expect(filledIn('//elsewhere/{order_id}', { order_id: '1' })).toBeUndefined();
    expect(filledIn(null, {})).toBeUndefined();
  });
});
