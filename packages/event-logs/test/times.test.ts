import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read, readPath } from './support/read-log.js';
import { noSharedLogs, sharedLog, sharedLogs } from './support/shared-logs.js';

const nanos = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;

function readTime(time: string, options: Parameters<typeof read>[1] = {}) {
  return read(`case_id;activity;timestamp\n1;a;"${time}"\n`, { timeZone: 'UTC', ...options });
}

describe('forms of times', () => {
  it.each([
    ['20200326', '2020-03-26T00:00:00Z'],
    ['20200326 081257', '2020-03-26T08:12:57Z'],
    ['20200326T081257+0200', '2020-03-26T06:12:57Z'],
    ['20240105 10:00:00', '2024-01-05T10:00:00Z'],
    ['30-12-2010:11.02', '2010-12-30T11:02:00Z'],
    ['30.12.2010 11.02.33', '2010-12-30T11:02:33Z'],
    ['2022-05-03/09:00:00', '2022-05-03T09:00:00Z'],
    ['05/Jan/2024:10:00:00 +0300', '2024-01-05T07:00:00Z'],
    ['2024-01-05T24:00:00Z', '2024-01-06T00:00:00Z'],
    ['2024-12-31 24:00', '2025-01-01T00:00:00Z'],
    ['20241231 240000', '2025-01-01T00:00:00Z'],
  ])('%s is read', async (time, iso) => {
    const { events, refused, example } = await readTime(time, { dateOrder: 'dmy' });
    expect(refused).toEqual([]);
    expect(events).toMatchObject([{ timeNanos: nanos(iso) }]);
    expect(example).toEqual({ written: time, timeNanos: nanos(iso) });
  });

  it.each([
    '2024-01-05T24:00:01Z',
    '2024-01-05T24:30:00Z',
    '2024-01-05 24:00 PM',
    '2024-01-05 13:00 PM',
    '2024-01-05 25:00',
    '2024-01-05 10:30.50',
    '2024-01-05 10.30:50',
    '20241332',
    '202401051030',
    '0000-00-00T00:00:00.000',
    '45536,381944',
  ])('%s is refused', async (time) => {
    const { events, refused } = await readTime(time);
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ code: 'time_unreadable' }]);
  });

  it('of any text give a time or a refusal', async () => {
    const text = fc.stringMatching(/^[0-9a-zA-Z:./ +-]{0,24}$/);
    await fc.assert(
      fc.asyncProperty(text, async (time) => {
        const { events, refused } = await readTime(time, { dateOrder: 'dmy' });
        expect(events.length + refused.length).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});

const two = (value: number) => String(value).padStart(2, '0');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The letters of a format, each with its text for an instant. */
const letters: readonly (readonly [string, (date: Date) => string])[] = [
  ['dd', (date) => two(date.getUTCDate())],
  ['HH', (date) => two(date.getUTCHours())],
  ['mm', (date) => two(date.getUTCMinutes())],
  ['ss', (date) => two(date.getUTCSeconds())],
  ['SSS', (date) => String(date.getUTCMilliseconds()).padStart(3, '0')],
];

describe('a stated format of times', () => {
  it('is read as it is written, whatever the order and the separators', async () => {
    const separator = fc.constantFrom('-', '.', '/', ':', ' ', 'T', '', '[', '|', ' of ');
    const month = fc.constantFrom('MM', 'MMM');
    const at = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    const order = fc.shuffledSubarray([...letters], { minLength: letters.length });
    await fc.assert(
      fc.asyncProperty(at, order, separator, month, async (date, parts, between, monthLetters) => {
        const shown = months[date.getUTCMonth()] ?? '';
        const monthText = monthLetters === 'MM' ? two(date.getUTCMonth() + 1) : shown;
        const all = [
          ['yyyy', String(date.getUTCFullYear())],
          [monthLetters, monthText],
        ].concat(parts.map(([name, text]) => [name, text(date)]));
        const quoted = /[a-z]/i.test(between) ? `'${between}'` : between;
        // Letters of one part must not continue the digits of a fraction.
        const format = all.map(([name]) => name).join(quoted || "' '");
        const written = all.map(([, text]) => text).join(between || ' ');
        const { events, refused } = await readTime(written, { timeFormat: format });
        expect(refused).toEqual([]);
        expect(events).toMatchObject([{ timeNanos: BigInt(date.getTime()) * 1_000_000n }]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['dd-MM-yyyy:HH.mm', '05-06-2010:11.02', '2010-06-05T11:02:00Z'],
    ['M/d/yyyy h:mm a', '6/5/2010 1:02 PM', '2010-06-05T13:02:00Z'],
    ['yyyyMMddHHmm', '201006051102', '2010-06-05T11:02:00Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2010-06-05T11:02:00.5+03:00', '2010-06-05T08:02:00.500Z'],
    ['yyyy.MM.dd', '2010.06.05', '2010-06-05T00:00:00Z'],
  ])('%s reads %s', async (timeFormat, time, iso) => {
    const { events } = await readTime(time, { timeFormat });
    expect(events).toMatchObject([{ timeNanos: nanos(iso) }]);
  });

  it('refuses values of another form, also those that are known without it', async () => {
    const { refused } = await readTime('2010-06-05T11:02:00Z', { timeFormat: 'dd-MM-yyyy:HH.mm' });
    expect(refused).toMatchObject([{ code: 'time_unreadable', problem: expect.stringContaining('format') }]);
    const date = await readTime('31-02-2010:11.02', { timeFormat: 'dd-MM-yyyy:HH.mm' });
    expect(date.refused).toMatchObject([{ code: 'time_unreadable' }]);
  });

  it.each(['YYYY-MM-dd', 'yyyy-MM-dd hh:mm', 'HH:mm', 'yyyy-MM-dd dd', 'yyyy-MM-dd HH:mm a', 'yy-MM-dd'])(
    '%s is refused',
    async (timeFormat) => {
      await expect(readTime('x', { timeFormat })).rejects.toMatchObject({
        code: 'bad_option',
        option: 'time_format',
      });
    },
  );

  it('asks for no order of day and month', async () => {
    const { events } = await readTime('01.02.2010', { timeFormat: 'MM.dd.yyyy' });
    expect(events).toMatchObject([{ timeNanos: nanos('2010-01-02T00:00:00Z') }]);
  });
});

describe('date and time of day in two columns', () => {
  const sap = 'VBELN,ACTIVITY,ERDAT,ERZET\n0090040438,Create,20200326,081257\n0090040438,Ship,20200327,\n';

  it('are recognised by the names of SAP', async () => {
    const { events, facts, notes } = await read(sap, { timeZone: 'Europe/Berlin' });
    expect(facts.mapping).toMatchObject({ case: 'VBELN', date: 'ERDAT', time: 'ERZET' });
    expect(events).toMatchObject([
      { orderId: '0090040438', timeNanos: nanos('2020-03-26T07:12:57Z') },
      { timeNanos: nanos('2020-03-26T23:00:00Z') },
    ]);
    expect(notes).toMatchObject([{ code: 'no_time_of_day', count: 1 }]);
  });

  it('are taken as stated, with a format for both', async () => {
    const file = 'order;step;day;clock\n1;a;26.03.2020;8.12\n';
    const mapping = { activity: 'step', date: 'day', time: 'clock' };
    const { events } = await read(file, { mapping, timeZone: 'UTC', timeFormat: 'dd.MM.yyyy H.mm' });
    expect(events).toMatchObject([{ timeNanos: nanos('2020-03-26T08:12:00Z') }]);
  });

  it('prove the order of day and month', async () => {
    const file = 'order;step;day;clock\n1;a;26.03.2020;08:12\n1;b;01.04.2020;08:12\n';
    const mapping = { activity: 'step', date: 'day', time: 'clock' };
    const { events } = await read(file, { mapping, timeZone: 'UTC' });
    expect(events[1]?.timeNanos).toBe(nanos('2020-04-01T08:12:00Z'));
  });

  it('are asked for where other columns could be meant', async () => {
    const file = 'order,step,date,time\n1,a,2020-03-26,08:12\n';
    await expect(read(file, { mapping: { activity: 'step' } })).rejects.toMatchObject({
      code: 'column_ambiguous',
      message: expect.stringContaining('date='),
    });
    const two = `${sap.split('\n')[0]},UDATE,UTIME\n1,a,20200326,081257,20200326,081257\n`;
    await expect(read(two)).rejects.toMatchObject({ code: 'column_missing' });
  });

  it('without a date are refused', async () => {
    const { refused } = await read('VBELN,ACTIVITY,ERDAT,ERZET\n1,Create,,081257\n', { timeZone: 'UTC' });
    expect(refused).toMatchObject([{ code: 'time_unreadable' }]);
  });
});

describe('times when clocks change', () => {
  const at = (time: string) => readTime(time, { timeZone: 'Europe/Berlin' });

  it('in the gap are moved on, and noted', async () => {
    const { events, notes } = await at('2026-03-29 02:30:00');
    expect(events).toMatchObject([{ timeNanos: nanos('2026-03-29T01:30:00Z') }]);
    expect(notes).toEqual([{ code: 'time_never_occurs', count: 1, first: 'line 2' }]);
  });

  it('in the overlap are the first of both, and noted', async () => {
    const { events, notes } = await at('2026-10-25 02:30:00');
    expect(events).toMatchObject([{ timeNanos: nanos('2026-10-25T00:30:00Z') }]);
    expect(notes).toMatchObject([{ code: 'time_occurs_twice' }]);
  });

  it.each(['2026-03-29 01:59:59', '2026-03-29 03:00:00', '2026-10-25 01:59:59', '2026-10-25 03:00:00'])(
    'just outside are not noted: %s',
    async (time) => {
      expect((await at(time)).notes).toEqual([]);
    },
  );

  it('of every zone are what the zone shows, but for those that are noted', async () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/Sao_Paulo',
    ];
    const minute = fc.integer({ min: 0, max: 26 * 366 * 24 * 60 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), minute, async (timeZone, minutes) => {
        const wall = new Date(Date.UTC(2000, 0, 1) + minutes * 60_000)
          .toISOString()
          .slice(0, 16)
          .replace('T', ' ');
        const { events, notes } = await readTime(wall, { timeZone });
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
        const shown = format.format(Number((events[0]?.timeNanos ?? 0n) / 1_000_000n));
        expect(shown === wall).toBe(!notes.some(({ code }) => code === 'time_never_occurs'));
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(sharedLogs === undefined)(`messy logs (${noSharedLogs} if skipped)`, () => {
  const messy = (name: string, options = {}) =>
    readPath(sharedLog(`messy/${name}`), { timeZone: 'UTC', ...options });

  it.each([
    ['03_colon_dot_time.csv', { mapping: { time: 'dd-MM-yyyy:HH.mm' } }, '2010-12-30T11:02:00Z'],
    ['06_slash_time.csv', {}, '2022-05-03T09:00:00Z'],
    ['24_sap_date_time.csv', {}, '2020-03-26T08:12:57Z'],
  ])('%s is read', async (name, options, first) => {
    const { events, refused } = await messy(name, options);
    expect(refused).toEqual([]);
    expect(events[0]?.timeNanos).toBe(nanos(first));
  });

  it.each([
    ['08_zero_date.csv', 1, 1],
    ['10_excel_serial.csv', 0, 2],
    ['18_trailing_delims.csv', 2, 0],
  ])('%s has %i events and %i refused rows', async (name, count, refusals) => {
    const { events, refused } = await messy(name);
    expect([events.length, refused.length]).toEqual([count, refusals]);
  });

  it('notes the gap and the overlap of daylight saving', async () => {
    const { events, notes } = await messy('12_dst_gap.csv', { timeZone: 'Europe/Berlin' });
    expect(events).toHaveLength(5);
    expect(notes).toEqual([
      { code: 'time_never_occurs', count: 1, first: 'line 3' },
      { code: 'time_occurs_twice', count: 2, first: 'line 5' },
    ]);
  });

  it('names a file that is packed twice', async () => {
    await expect(messy('76_double_gz.xes.gz')).rejects.toMatchObject({
      code: 'not_an_event_log',
      message: expect.stringContaining('gzip twice'),
    });
  });

  it('notes types of events that OCEL does not declare', async () => {
    const { events, notes } = await messy('97_ocel2_unmatched_type.sqlite');
    expect(events.map(({ activity }) => activity)).toEqual(['1', '2']);
    expect(notes).toEqual([{ code: 'event_type_not_declared', count: 2, first: 'event e0' }]);
  });
});
