import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  openEventLog,
  writeCsv,
  writeOcel,
  writeXes,
  type EventLogReader,
  type WrittenOrder,
} from '@ordertrace/event-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const startNanos = 1_735_689_600_000_000_000n;
const stages = ['CREATED', 'SUBMITTED', 'PRICED', 'CLOSED'];
const orderCount = 4000;

// eslint-disable-next-line @typescript-eslint/require-await -- writers take something asynchronous
async function* orders(): AsyncGenerator<WrittenOrder[]> {
  yield Array.from({ length: orderCount }, (_, number) => ({
    orderId: `P-${number}`,
    tenantId: 'retail',
    events: stages.map((activity, i) => ({
      activity,
      timeNanos: startNanos + BigInt(number * 60 + i) * 1_000_000_000n,
    })),
  }));
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

function ocelXml(): string {
  const events = Array.from({ length: orderCount * stages.length }, (_, i) => {
    const time = new Date(Number(startNanos / 1_000_000n) + i).toISOString();
    const order = `P-${Math.floor(i / stages.length)}`;
    return `<event id="e${i}" type="${stages[i % stages.length]}" time="${time}"><objects><relationship object-id="${order}" qualifier=""/></objects></event>`;
  });
  const objects = Array.from({ length: orderCount }, (_, i) => `<object id="P-${i}" type="order"/>`);
  return `<?xml version="1.0"?><log><object-types><object-type name="order"/></object-types><event-types/><objects>${objects.join('\n')}</objects><events>${events.join('\n')}</events></log>`;
}

describe('a reader of an event log', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-slices-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Reads all events: the most events in one batch, and the batches before which other work had no turn. */
  async function readIn(reader: EventLogReader) {
    const read = { events: 0, most: 0, withoutTurn: 0 };
    let turns = 0;
    let isReading = true;
    const other = () => {
      turns++;
      if (isReading) setImmediate(other);
    };
    setImmediate(other);
    let before = -1;
    for await (const batch of reader.batches()) {
      read.events += batch.events.length;
      read.most = Math.max(read.most, batch.events.length);
      if (batch.events.length > 0 && turns === before) read.withoutTurn++;
      before = turns;
    }
    isReading = false;
    return read;
  }

  it.each([
    ['CSV', () => textOf(writeCsv(orders()))],
    ['XES', () => textOf(writeXes(orders()))],
    ['OCEL as JSON', () => textOf(writeOcel(orders()))],
    ['OCEL as XML', () => Promise.resolve(ocelXml())],
  ])('of %s lets other work run after every 64 KiB, also of a packed file', async (name, text) => {
    const bytes = Buffer.from(await text());
    const all = orderCount * stages.length;
    const eventsOfSlice = Math.ceil((all * 65_536) / bytes.length);
    expect(all / eventsOfSlice).toBeGreaterThan(8);
    for (const [ending, content] of [
      ['', bytes],
      ['.gz', gzipSync(bytes)],
    ] as const) {
      const path = join(folder, `${name}${ending}`);
      await writeFile(path, content);
      const { events, most, withoutTurn } = await readIn(await openEventLog(path));
      expect([events, withoutTurn]).toEqual([all, 0]);
      // Events are of different lengths.
      expect(most).toBeLessThan(2 * eventsOfSlice);
    }
  });
});
