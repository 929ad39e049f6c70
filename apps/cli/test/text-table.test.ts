import { expect, it } from 'vitest';
import { textTable } from '../src/text-table.js';

it('aligns the columns of a table, numbers to the right', () => {
  const rows = [
    ['a', '5'],
    ['long name', '1000'],
  ];
  expect(textTable(['name', 'count'], rows)).toBe(
    'name       count\n---------  -----\na              5\nlong name   1000',
  );
});
