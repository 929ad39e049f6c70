import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EventLogError, openEventLog, type ReadOptions, type Refusal } from '@ordertrace/event-logs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedLog, sharedLogs } from './support/shared-logs.js';
import { eventsOf } from './support/statistics.js';

const folder = mkdtempSync(join(tmpdir(), 'event-logs-'));
let files = 0;

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `log-${files++}`);
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Uint8Array, options: ReadOptions = {}) {
  const reader = await openEventLog(fileOf(content), options);
  const events = [];
  const refused: Refusal[] = [];
  for await (const batch of reader.batches()) {
    events.push(...batch.events);
    refused.push(...batch.refused);
  }
  return { events, refused, facts: reader.facts, notes: reader.notes() };
}

/** Expects an answer or an `EventLogError`; anything else fails. */
async function endsWell(content: Uint8Array): Promise<void> {
  try {
    await read(content, { timeZone: 'UTC', objectType: 'order' });
  } catch (error) {
    if (!(error instanceof EventLogError)) throw error;
  }
}

const header = 'order_id,activity,timestamp';
const row = '1,pay,2025-03-01T09:00:00Z';

describe('a CSV file', () => {
  it.each([
    ['semicolons', 'order_id;activity;timestamp\n1;a,b;2025-03-01T09:00:00Z\n', 'a,b'],
    ['tabs and CR LF', 'order_id\tactivity\ttimestamp\r\n1\tpay\t2025-03-01T09:00:00Z\r\n', 'pay'],
    [
      'quotes, line breaks and quotes in quotes',
      `${header}\n1,"a ""b""\nc","2025-03-01T09:00:00Z"\n`,
      'a "b"\nc',
    ],
    ['a byte order mark', `\ufeff${header}\n${row}\n`, 'pay'],
    ['no line break at its end', `${header}\n${row}`, 'pay'],
    ['an unnamed first column', `,${header}\n0,${row}\n`, 'pay'],
    ['Russian names', 'Номер заказа;Этап;Время\n1;Оплачен;2025-03-01T09:00:00Z\n', 'Оплачен'],
  ])('may have %s', async (_what, text, activity) => {
    const { events, refused } = await read(text);
    expect(refused).toEqual([]);
    expect(events).toMatchObject([{ orderId: '1', activity, timeNanos: 1_740_819_600_000_000_000n }]);
  });

  it('is read in the encoding that is stated or marked, and not guessed at', async () => {
    const text = `${header}\n1,Оплачен,2025-03-01T09:00:00Z\n`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect((await read(utf16)).events).toMatchObject([{ activity: 'Оплачен' }]);
    const cyrillic = Uint8Array.from(text, (letter) =>
      letter >= 'А' && letter <= 'я' ? letter.charCodeAt(0) - 0x0410 + 0xc0 : letter.charCodeAt(0),
    );
    await expect(read(cyrillic)).rejects.toMatchObject({ code: 'encoding_unknown', option: 'encoding' });
    expect((await read(cyrillic, { encoding: 'windows-1251' })).events).toMatchObject([
      { activity: 'Оплачен' },
    ]);
  });

  it.each([
    ['2025-03-01T09:00:00.123456789+03:00', 1_740_808_800_123_456_789n],
    ['2025-03-01 09:00:00+0300', 1_740_808_800_000_000_000n],
    ['2025/03/01 09:00Z', 1_740_819_600_000_000_000n],
    ['25.02.2025 09:00:00 +03:00', 1_740_463_200_000_000_000n],
    ['1740819600', 1_740_819_600_000_000_000n],
    ['1740819600123', 1_740_819_600_123_000_000n],
    ['5 Jan 2025 9:00 PM UTC', 1_736_110_800_000_000_000n],
    ['20250301T090000Z', 1_740_819_600_000_000_000n],
  ])('may write a time as %s', async (time, nanos) => {
    expect((await read(`${header}\n1,pay,${time}\n`)).events).toMatchObject([{ timeNanos: nanos }]);
  });

  it.each([
    ['2025-03-01T09:00:00', 'time_zone_missing'],
    ['2025-02-30T09:00:00Z', 'time_unreadable'],
    ['45000.5', 'time_unreadable'],
    ['01.02.25 09:00Z', 'time_unreadable'],
    ['2025-03-01 09:00 CST', 'time_unreadable'],
    ['soon', 'time_unreadable'],
    ['', 'value_missing'],
  ])('has its row refused for the time "%s"', async (time, code) => {
    const { events, refused } = await read(`${header}\n1,pay,${time}\n`);
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ code, row: 1, where: 'line 2', field: 'timestamp' }]);
    expect(refused[0]?.wayOut).not.toBe('');
  });

  it('has day and month in the order that its dates prove, or is refused', async () => {
    const proven = `${header}\n1,a,03/04/2025 09:00Z\n1,b,25/04/2025 09:00Z\n`;
    expect((await read(proven)).facts.dateOrder).toBe('dmy');
    const open = `${header}\n1,a,03/04/2025 09:00Z\n`;
    await expect(read(open)).rejects.toMatchObject({ code: 'date_order_unknown', option: 'date_order' });
    expect((await read(open, { dateOrder: 'mdy' })).events).toMatchObject([
      { timeNanos: 1_741_078_800_000_000_000n },
    ]);
  });

  it('tells where clocks were put back', async () => {
    const { notes } = await read(`${header}\n1,a,2025-10-26T02:30:00\n`, { timeZone: 'Europe/Berlin' });
    expect(notes).toMatchObject([{ code: 'time_occurs_twice', count: 1 }]);
  });

  it('pairs starts with their ends, whichever comes first in the file', async () => {
    const lines = [
      '1,a,2025-03-01T10:00:00Z,complete',
      '1,a,2025-03-01T09:00:00Z,start',
      '1,b,2025-03-01T11:00:00Z,start',
    ];
    const { events, notes } = await read([`${header},lifecycle:transition`, ...lines].join('\n'));
    expect(events.map(({ activity, startNanos }) => [activity, startNanos !== undefined])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(notes).toMatchObject([{ code: 'start_without_end', count: 1 }]);
  });

  it.each([
    ['a,b\n1,2\n', 'column_missing'],
    ['order_id,order id,activity,timestamp\n', 'column_ambiguous'],
    ['nothing\nhere\n', 'separator_unknown'],
    ['', 'not_an_event_log'],
    [`${header}\n1,"pay,2025-03-01T09:00:00Z\n`, 'file_damaged'],
  ])('that reads %j is refused as %s', async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });
});

describe('files that mean no good', () => {
  it('XML that defines entities is not read', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
      <log><trace><string key="concept:name" value="&b;"/></trace></log>`;
    await expect(read(bomb)).rejects.toMatchObject({ code: 'file_damaged' });
  });

  it('gzip that unpacks to more than the limit is stopped there', async () => {
    const bomb = gzipSync(`${header}\n${`${row}\n`.repeat(700_000)}`);
    await expect(read(bomb, { maxBytes: 1_000_000, separator: ',' })).rejects.toMatchObject({
      code: 'file_too_large',
    });
  });

  it('XML nested without end, and quotes never closed, take no endless memory', async () => {
    await expect(read(`<log>${'<a>'.repeat(5000)}`)).rejects.toMatchObject({ code: 'file_damaged' });
    await expect(read(`${header}\n"${'x'.repeat(17_000_000)}`)).rejects.toMatchObject({
      code: 'value_too_long',
    });
  });
});

const samples = [
  'running-example.csv',
  'running-example.xes',
  'ocel/example_log.jsonocel',
  'ocel/example_log.xmlocel',
  'ocel/example_log.sqlite',
  'ocel/ocel20_example.jsonocel',
  'ocel/ocel20_example.xmlocel',
];

describe.skipIf(!sharedLogs)(
  'damaged files (skipped where the folder shared/data/event-logs is not there)',
  () => {
    it.each(samples)(
      '%s, cut off or with bits turned, gives an answer or an error that says why',
      async (name) => {
        const bytes = readFileSync(sharedLog(name));
        const damage = fc.record({
          cut: fc.option(fc.nat(bytes.length)),
          flips: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(7)), { maxLength: 4 }),
        });
        await fc.assert(
          fc.asyncProperty(damage, async ({ cut, flips }) => {
            const damaged = Buffer.from(bytes);
            for (const [at, bit] of flips) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
            await endsWell(damaged.subarray(0, cut ?? damaged.length));
          }),
          { numRuns: 40 },
        );
      },
    );

    it('a cut gzip file is damaged, not short', async () => {
      const path = fileOf(readFileSync(sharedLog('receipt.xes.gz')).subarray(0, 100_000));
      await expect(openEventLog(path).then(eventsOf)).rejects.toMatchObject({ code: 'file_damaged' });
    });
  },
);
