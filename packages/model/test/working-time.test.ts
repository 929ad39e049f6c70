import {
  addWorking,
  dueAt,
  timestampText,
  workingBetween,
  workingDayNanos,
  workingStretches,
  type WorkingCalendar,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, hour, moscow } from './sample-flow.js';

const zones = [
  'UTC',
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
];

const calendars = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    weekDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    hours: fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 })),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 364 }), { maxLength: 20 }),
  })
  .map(({ hours: [a, b], holidays, ...rest }): WorkingCalendar => ({
    ...rest,
    fromMinute: Math.min(a, b, 1380),
    toMinute: Math.max(Math.min(a, b, 1380) + 60, a, b),
    holidays: holidays.map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)),
    extraWorkingDays: [],
  }));
const calendar = fc.constantFrom(...fc.sample(calendars, { numRuns: 25, seed: 7 }), moscow);
const moment = fc.bigInt({ min: at('2024-12-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });
const work = fc.bigInt({ min: 0n, max: 400n * hour });

describe('working time', () => {
  it('leaves out nights, weekends and holidays', () => {
    const cases = [
      ['2026-11-23T12:00:00Z', 1, '2026-11-24T12:00:00Z', 'Monday 15:00 to Tuesday 15:00'],
      ['2026-11-20T14:00:00Z', 1, '2026-11-23T14:00:00Z', 'over a weekend'],
      ['2026-11-21T10:00:00Z', 1, '2026-11-23T15:00:00Z', 'from a Saturday'],
      ['2026-11-03T14:00:00Z', 1, '2026-11-05T14:00:00Z', 'over a holiday'],
      ['2026-11-13T14:00:00Z', 1, '2026-11-14T14:00:00Z', 'on a Saturday that is worked'],
      ['2026-12-30T14:00:00Z', 1, '2027-01-04T14:00:00Z', 'over the end of the year'],
      ['2026-11-23T06:00:00Z', 5, '2026-11-27T15:00:00Z', 'a whole week'],
    ] as const;
    for (const [from, days, expected, name] of cases)
      expect(timestampText(dueAt(moscow, at(from), { type: 'working', days })), name).toBe(
        timestampText(at(expected)),
      );
  });

  it('counts what the clock skips or repeats as it passes', () => {
    const always = { ...moscow, timeZone: 'Europe/Berlin', weekDays: [1, 2, 3, 4, 5, 6, 7] };
    const allDay = { ...always, fromMinute: 0, toMinute: 1440, holidays: [], extraWorkingDays: [] };
    const length = (day: string, next: string): bigint => workingBetween(allDay, at(day), at(next)) / hour;
    expect(length('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23n);
    expect(length('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25n);
    const night = { ...allDay, fromMinute: 60, toMinute: 240 };
    expect(workingBetween(night, at('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'))).toBe(2n * hour);
    expect(workingBetween(night, at('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z'))).toBe(4n * hour);
  });

  it('is, in a calendar that always works, the time that passed', () => {
    const always = {
      ...moscow,
      weekDays: [1, 2, 3, 4, 5, 6, 7],
      fromMinute: 0,
      toMinute: 1440,
      holidays: [],
    };
    fc.assert(fc.property(moment, moment, (a, b) => workingBetween(always, a, b) === b - a));
  });

  it('is additive, between any three moments', () => {
    fc.assert(
      fc.property(calendar, moment, moment, moment, (days, a, b, c) => {
        expect(workingBetween(days, a, b) + workingBetween(days, b, c)).toBe(workingBetween(days, a, c));
      }),
    );
  });

  it('adds the same in one step as in two', () => {
    fc.assert(
      fc.property(calendar, moment, work, work, (days, from, a, b) => {
        expect(addWorking(days, addWorking(days, from, a), b)).toBe(addWorking(days, from, a + b));
      }),
    );
  });

  it('finds the first moment at which the work is done', () => {
    fc.assert(
      fc.property(calendar, moment, work, (days, from, length) => {
        const end = addWorking(days, from, length);
        expect(workingBetween(days, from, end)).toBe(length);
        if (length > 0n) expect(workingBetween(days, from, end - 1n)).toBe(length - 1n);
      }),
    );
  });

  it('never ends earlier for who began later', () => {
    fc.assert(
      fc.property(calendar, moment, moment, work, (days, a, b, length) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        expect(addWorking(days, first, length) <= addWorking(days, second, length)).toBe(true);
      }),
    );
  });

  it('takes senseless times without harm', () => {
    for (const time of [-1n, 0n, 1n, 2n ** 63n - 1n, 2n ** 64n - 1n]) {
      expect(workingBetween(moscow, time, time)).toBe(0n);
      expect(addWorking(moscow, time, hour) > time).toBe(true);
    }
  });

  it('says that a calendar without working time has none', () => {
    const never = { ...moscow, weekDays: [], extraWorkingDays: [] };
    expect(() => addWorking(never, at('2026-11-23T06:00:00Z'), hour)).toThrow(RangeError);
    expect(() => addWorking(moscow, 0n, -1n)).toThrow(RangeError);
  });

  it('knows how long a working day is', () => {
    expect(workingDayNanos(moscow)).toBe(9n * hour);
  });

  it('comes as stretches that make up the time between, in order', () => {
    fc.assert(
      fc.property(calendar, moment, fc.bigInt({ min: 0n, max: 9_000n * hour }), (kept, from, length) => {
        const stretches = workingStretches(kept, from, from + length);
        const sum = stretches.reduce((total, each) => total + each.toNanos - each.fromNanos, 0n);
        expect(sum).toBe(workingBetween(kept, from, from + length));
        stretches.forEach((each, index) => {
          expect(each.fromNanos).toBeLessThan(each.toNanos);
          expect(each.fromNanos).toBeGreaterThanOrEqual(stretches[index - 1]?.toNanos ?? from);
          expect(each.toNanos).toBeLessThanOrEqual(from + length);
        });
      }),
      { numRuns: 200 },
    );
    expect(workingStretches(moscow, at('2026-11-23T12:00:00Z'), at('2026-11-23T11:00:00Z'))).toEqual([]);
  });
});
