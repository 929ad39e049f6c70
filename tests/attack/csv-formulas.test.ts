import { writeCsv, type WrittenOrder } from '@ordertrace/event-logs';
import { expect, it } from 'vitest';
import { Seeded, seeds } from '../support/seeded.js';

/** Texts that spreadsheets run, at the begin of a field or behind what they take for its begin. */
function formula(random: Seeded): string {
  const sign = random.oneOf(['=', '+', '-', '@', '\t=', '\r@', '\n+', '＝', '＋', '－', '＠', ' =', '  -']);
  const body = random.oneOf([
    'HYPERLINK("https://a.example";"x")',
    "cmd|' /C calc'!A0",
    '1+1',
    'SUM(A1)',
    'A1',
  ]);
  return random.oneOf([`${sign}${body}`, `${sign}${sign}${body}`, `${sign}${body},${sign}${body}`]);
}

/** Fields as a spreadsheet reads them, for each separator that one may take. */
function cells(csv: string, separator: ',' | ';' | '\t'): string[] {
  const found: string[] = [];
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(?:${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  );
  while (field.lastIndex < csv.length) {
    const [, quoted, plain = ''] = field.exec(csv) ?? [];
    if (quoted === undefined && plain === '' && field.lastIndex === 0) break;
    found.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return found;
}

it.each(seeds(50))('no exported field begins as a formula, seed %i', async (seed) => {
  const random = new Seeded(seed);
  const order: WrittenOrder = {
    orderId: formula(random),
    tenantId: formula(random),
    events: [
      { activity: formula(random), resource: formula(random), application: formula(random), timeNanos: 0n },
    ],
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- orders come from something asynchronous
  async function* orders() {
    yield [order];
  }
  let csv = '';
  for await (const part of writeCsv(orders())) csv += part;
  const found = cells(csv, ',');
  expect(found).toContain(`'${order.orderId}`);
  for (const cell of found) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
});
