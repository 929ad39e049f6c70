import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLogError, openEventLog } from '@ordertrace/event-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Seeded, seeds } from '../support/seeded.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-heads-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Heads that cost more than their length in a reader that compares each column with each. */
function wideHead(random: Seeded): string {
  const count = random.whole(1001, 40_000);
  const separator = random.oneOf([',', ';', '\t', '|']);
  const name = random.oneOf<(i: number) => string>([
    () => 'a',
    (i) => `c${i}`,
    (i) => `time (${i})`,
    (i) => `"q""${i}"`,
    (i) => (i % 2 === 0 ? 'order_id' : 'activity'),
    () => '',
  ]);
  return ['order_id', 'activity', 'timestamp', ...Array.from({ length: count }, (_, i) => name(i))].join(
    separator,
  );
}

it.each(seeds(20))(
  'a head of thousands of columns is refused before they are compared, seed %i',
  async (seed) => {
    const path = join(folder, `${seed}.csv`);
    await writeFile(path, `${wideHead(new Seeded(seed))}\n1,2,3\n`);
    const opened = openEventLog(path, {});
    await expect(opened).rejects.toBeInstanceOf(EventLogError);
    await expect(opened).rejects.toMatchObject({
      code: expect.stringMatching(/^(too_many_columns|not_an_event_log|file_damaged)$/) as string,
    });
  },
);
