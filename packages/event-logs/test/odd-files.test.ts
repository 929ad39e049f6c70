import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { read } from './support/read-log.js';

const header = 'order_id,activity,timestamp';
const instant = 1_772_438_400_500_000_000n;

describe('files as other programs write them', () => {
  it('UTF-16 with its mark is known inside of gzip too', async () => {
    const text = Buffer.from(`\ufeff${header}\n1,Оплачен,2026-03-02T08:00:00.5Z\n`, 'utf16le');
    const { events, facts } = await read(gzipSync(text));
    expect(facts.encoding).toBe('utf-16le');
    expect(events).toMatchObject([{ activity: 'Оплачен', timeNanos: instant }]);
  });

  it('a first line that names the separator is no header', async () => {
    const { events, refused, facts } = await read(
      'sep=;\r\norder_id;activity;timestamp\r\n1;a,b;2026-03-02T08:00:00.5Z\r\n1;c;never\r\n',
    );
    expect(facts.separator).toBe(';');
    expect(events).toMatchObject([{ activity: 'a,b', timeNanos: instant, place: 1 }]);
    expect(refused).toMatchObject([{ where: 'line 4', row: 2, field: 'timestamp' }]);
  });

  it.each([
    ['1772438400.5', 'seconds with a fraction'],
    ['1772438400,5', 'seconds with a decimal comma'],
    ['1772438400500.0', 'milliseconds with a fraction'],
    ['1772438400500000', 'microseconds'],
    ['Mon, 02 Mar 2026 08:00:00.5 GMT', 'a day of the week before the date'],
  ])('takes %s (%s)', async (time) => {
    const { events, refused } = await read(`order_id;activity;timestamp\n1;pay;${time}\n`);
    expect(refused).toEqual([]);
    expect(events).toMatchObject([{ timeNanos: instant }]);
  });

  it('names of columns may be written in one word or in two', async () => {
    const { events } = await read(
      'Case ID,Event,startTime,completeTime\n1,pay,2026-03-02T07:00:00Z,2026-03-02T08:00:00.5Z\n',
    );
    expect(events).toMatchObject([{ timeNanos: instant, startNanos: 1_772_434_800_000_000_000n }]);
  });
});

describe('a first line that no log has', () => {
  it('is refused beyond a thousand columns', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `column ${i}`).join(',');
    const event = '1,pay,2026-03-01T00:00:00Z';
    const fitting = `order_id,activity,timestamp,${names(997)}\n${event}${','.repeat(997)}\n`;
    expect((await read(fitting)).events).toHaveLength(1);
    const wide = `order_id,activity,timestamp,${names(998)}\n${event}${','.repeat(998)}\n`;
    await expect(read(wide)).rejects.toMatchObject({ code: 'too_many_columns' });
  });

  it('of quotes that are not closed is read once, not once for each quote', async () => {
    await expect(read(`"${'""'.repeat(30_000)}\nx\n`)).rejects.toMatchObject({ code: 'separator_unknown' });
  });
});

describe('what can be taken in two ways is asked for', () => {
  const twice = 'order_id,activity,timestamp,timestamp\n1,pay,2026-03-01T00:00:00Z,2026-03-02T08:00:00.5Z\n';

  it('of two columns of one name neither is taken until one is stated', async () => {
    await expect(read(twice)).rejects.toMatchObject({
      code: 'column_ambiguous',
      message: expect.stringContaining('"timestamp (1)" and "timestamp (2)"') as string,
    });
    await expect(read(twice, { mapping: { time: 'timestamp' } })).rejects.toMatchObject({
      code: 'column_unknown',
    });
    const { events } = await read(twice, { mapping: { time: 'timestamp (2)' } });
    expect(events).toMatchObject([{ timeNanos: instant }]);
  });

  it('other columns of one name do no harm', async () => {
    const { events } = await read(`${header},note,note,,\n1,pay,2026-03-02T08:00:00.5Z,a,b,c,d\n`);
    expect(events).toMatchObject([{ timeNanos: instant }]);
  });
});

describe('an error says where and what to do', () => {
  it('the column of a start that lies after its end is named', async () => {
    const text = 'order_id,activity,begun,time\n1,pay,2026-03-02T09:00Z,2026-03-02T08:00Z\n';
    const { refused } = await read(text, { mapping: { start: 'begun' } });
    expect(refused).toMatchObject([{ code: 'ends_before_start', where: 'line 2', field: 'begun' }]);
  });

  it('a number that a spreadsheet has rounded is no time', async () => {
    const { refused } = await read('order_id;activity;timestamp\n1;pay;1,77244E+12\n');
    expect(refused).toMatchObject([
      { code: 'time_unreadable', problem: expect.stringContaining('rounded') as string },
    ]);
  });

  it('a spreadsheet and a list in JSON are told from a log', async () => {
    await expect(read('PK\u0003\u0004\u0014\u0000')).rejects.toMatchObject({
      code: 'not_an_event_log',
      message: expect.stringContaining('CSV') as string,
    });
    await expect(read('[{"order_id": 1}]')).rejects.toMatchObject({ code: 'not_an_event_log' });
  });

  it('the byte that is no text is counted', async () => {
    const text = Buffer.concat([
      Buffer.from(`${header}\n1,`),
      Buffer.from([0xcf, 0xee]),
      Buffer.from(',x\n'),
    ]);
    await expect(read(text)).rejects.toMatchObject({
      code: 'encoding_unknown',
      message: expect.stringContaining(`From byte ${header.length + 4} `) as string,
    });
  });
});

describe('rows of a spreadsheet', () => {
  it.each([';;', '"";"";""', ' ; ; ', ';;;;'])('without any text are passed over: %s', async (blank) => {
    const row = (time: string) => `1;pay;2026-03-02T0${time}:00:00Z`;
    const file = `order_id;activity;timestamp\n${row('8')}\n${blank}\n${row('9')}\n${blank}\n`;
    const { events, refused } = await read(file);
    expect(refused).toEqual([]);
    expect(events.map(({ place }) => place)).toEqual([1, 2]);
  });

  it('may have a long text in a column that is not used', async () => {
    const long = '"' + 'a,b\n'.repeat(1_500_000) + '"';
    const file = `order_id,activity,timestamp,note\n1,pay,2026-03-02T08:00:00.5Z,${long}\n2,pay,2026-03-02T08:00:00.5Z,\n`;
    const { events, refused } = await read(file);
    expect(refused).toEqual([]);
    expect(events.map(({ orderId }) => orderId)).toEqual(['1', '2']);
  });

  it('without their end are refused', async () => {
    const file = `${header}\n1,pay,"${'x'.repeat(17_000_000)}`;
    await expect(read(file)).rejects.toMatchObject({ code: 'value_too_long' });
  });
});

describe('files of another kind are named', () => {
  it.each([
    ['Parquet', 'PAR1'],
    ['Avro', 'Obj\u0001'],
    ['zstd', '\u0028\u00b5\u002f\u00fd'],
    ['bzip2', 'BZh9'],
    ['xz', '\u00fd7zXZ'],
    ['old Excel', '\u00d0\u00cf\u0011\u00e0'],
    ['spreadsheet', 'PK\u0003\u0004'],
  ])('%s, plain or in gzip', async (name, start) => {
    const bytes = Buffer.from(`${start} and more\n1,2,3\n`, 'latin1');
    const expected = { code: 'not_an_event_log', message: expect.stringContaining(name) };
    await expect(read(bytes)).rejects.toMatchObject(expected);
    await expect(read(gzipSync(bytes))).rejects.toMatchObject(expected);
  });

  it('gzip in gzip', async () => {
    const twice = gzipSync(gzipSync(`${header}\n1,pay,2026-03-02T08:00:00.5Z\n`));
    await expect(read(twice)).rejects.toMatchObject({ message: expect.stringContaining('gzip twice') });
  });
});
