import fc from 'fast-check';
import { flow } from './fixture/flow.js';
import { describe, expect, it } from 'vitest';
import { foldedScale, merged, straightScale } from '../src/design/fold-scale.js';
import { microsOf } from '../src/design/instant.js';
import { calendarOf, freeTime } from '../src/design/time-line/free-time.js';
import { calendarTicks, elapsedTicks, pieceTicks } from '../src/design/time-ticks.js';

const stretch = fc
  .tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e6 }))
  .map(([from, length]) => ({ from, to: from + length }));

const span = { from: 0, to: 1e9 + 1e6 };
const folded = (activity: { from: number; to: number }[]) =>
  foldedScale({
    span,
    activity,
    foldLonger: 5e6,
    weigh: ({ from, to, folded: quiet }) => (quiet ? 1e5 : to - from + 1),
  });

describe('instants', () => {
  it('keep microseconds, whatever the number of digits and the zone', () => {
    expect(microsOf('2026-11-22T09:00:00.123456789Z') - microsOf('2026-11-22T09:00:00Z')).toBeCloseTo(
      123456.75,
      0,
    );
    expect(microsOf('2026-11-22T12:00:00.5+03:00')).toBe(microsOf('2026-11-22T09:00:00.500000Z'));
    expect(microsOf('yesterday')).toBeNaN();
  });
});

describe('a folded scale', () => {
  it('never runs backwards and stays between its ends', () => {
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 20 }),
        fc.array(fc.integer({ min: -10, max: 2e9 })),
        (activity, at) => {
          const scale = folded(activity);
          const places = at.sort((one, other) => one - other).map((each) => scale.place(each));
          expect(places.every((place) => place >= 0 && place <= 1)).toBe(true);
          expect(places).toEqual([...places].sort((one, other) => one - other));
        },
      ),
    );
  });

  it('covers the whole span without holes, and folds only where nothing happened', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 20 }), (activity) => {
        const { pieces } = folded(activity);
        expect(pieces[0]).toMatchObject({ from: span.from, left: 0 });
        expect(pieces.at(-1)).toMatchObject({ to: span.to, right: 1 });
        for (const [index, piece] of pieces.entries()) {
          const next = pieces[index + 1];
          if (next !== undefined) {
            expect([next.from, next.left]).toEqual([piece.to, piece.right]);
          }
          if (piece.folded) {
            expect(activity.some(({ from, to }) => from < piece.to && to > piece.from)).toBe(false);
          }
        }
      }),
    );
  });

  it('gives a week of silence no more room than it was told to', () => {
    const scale = folded([
      { from: 0, to: 1e5 },
      { from: 1e9, to: 1e9 + 1e6 },
    ]);
    expect(scale.pieces.map((piece) => piece.folded)).toEqual([false, true, false]);
    const silence = scale.pieces[1]!;
    expect(silence.right - silence.left).toBeCloseTo(1e5 / (1e5 + 1 + 1e5 + 1e6 + 1));
  });
});

describe('stretches', () => {
  it('are joined where they overlap or touch', () => {
    const joined = merged([
      { from: 5, to: 9 },
      { from: 0, to: 2 },
      { from: 2, to: 3 },
      { from: 6, to: 7 },
    ]);
    expect(joined).toEqual([
      { from: 0, to: 3 },
      { from: 5, to: 9 },
    ]);
  });
});

describe('ticks', () => {
  it('stand at round lengths of time and never exceed their number by more than the end', () => {
    expect(elapsedTicks(48_250, 5).map((tick) => tick.at)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e13, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (length, most) => {
          const ticks = elapsedTicks(length, most);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          expect(ticks.every((tick) => tick.place >= 0 && tick.place <= 1.000001)).toBe(true);
        },
      ),
    );
  });

  it('stand at local midnights over weeks', () => {
    const weeks = { from: microsOf('2026-03-20T10:00:00Z'), to: microsOf('2026-04-10T10:00:00Z') };
    const ticks = calendarTicks(straightScale(weeks), weeks, 9);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.every((tick) => new Date(tick.at / 1000).getHours() === 0)).toBe(true);
  });

  it('leave each other the room they were given', () => {
    const scale = folded([
      { from: 0, to: 1e6 },
      { from: 5e8, to: 5e8 + 10 },
      { from: 6e8, to: 6e8 + 1e6 },
    ]);
    const places = pieceTicks(scale, 0.2).map((tick) => tick.place);
    expect(places.length).toBeGreaterThan(1);
    expect(places.every((place, index) => index === 0 || place - places[index - 1]! >= 0.2)).toBe(true);
  });
});

describe('free time', () => {
  const at = (text: string) => Date.parse(text) * 1000;
  const hours = (found: { from: number; to: number }[]) =>
    found.map(({ from, to }) => Math.round((to - from) / 3.6e9));
  const calendar = calendarOf(flow);

  it('is each night and weekend of the flow while they can be seen', () => {
    const span = { from: at('2026-11-19T12:00:00Z'), to: at('2026-11-23T12:00:00Z') };
    expect(hours(freeTime(calendar, span))).toEqual([15, 63]);
  });

  it('is only the whole days over more weeks', () => {
    const span = { from: at('2026-10-01T12:00:00Z'), to: at('2026-11-01T12:00:00Z') };
    expect(hours(freeTime(calendar, span))).toEqual([63, 63, 63, 63, 45]);
  });
});
