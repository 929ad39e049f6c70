import { writeCsv, type CsvOptions, type WrittenOrder } from '@ordertrace/event-logs';
import { expect, it } from 'vitest';

async function firstField(orderId: string, options?: CsvOptions): Promise<string> {
  const order: WrittenOrder = {
    orderId,
    tenantId: 'retail',
    events: [{ activity: 'PACKED', timeNanos: 0n }],
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- orders come from something asynchronous
  async function* orders() {
    yield [order];
  }
  let text = '';
  for await (const part of writeCsv(orders(), options)) text += part;
  const row = text.slice(text.indexOf('\n') + 1);
  return row.slice(0, row.lastIndexOf(',retail,'));
}

it.each([
  ['=HYPERLINK("https://example.com")', '"\'=HYPERLINK(""https://example.com"")"'],
  ['+1+cmd|calc', "'+1+cmd|calc"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  [' =1+1', "' =1+1"],
  ['＝1+1', "'＝1+1"],
  ['a;=1', '"a;=1"'],
])('writes %s so that no spreadsheet runs it', async (orderId, written) => {
  expect(await firstField(orderId)).toBe(written);
});

it.each(['48213', '-5', '+7.5', 'A-1', "O'Hara", 'ЗАКАЗ-1'])('leaves %s as it is', async (orderId) => {
  expect(await firstField(orderId)).toBe(orderId);
});

it('leaves formulas as they are where that is asked for', async () => {
  expect(await firstField('=1+1', { formulas: 'keep' })).toBe('=1+1');
});
