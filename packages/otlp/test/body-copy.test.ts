import { SpanColumnsBuilder } from '@ordertrace/model';
import { expect, it, vi } from 'vitest';
import { BodyCopy } from '../src/decode/body-copy.js';

it('neighbouring fields are copied in one step, others in one each', () => {
  const columns = new SpanColumnsBuilder();
  const copied = vi.spyOn(columns, 'appendBodyRange');
  const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
  const body = new BodyCopy(columns);
  body.begin(bytes);
  body.keep(1, 3);
  body.keep(3, 4);
  body.keep(6, 8);
  body.flush();
  body.flush();
  expect(copied.mock.calls.map(([, start, end]) => [start, end])).toEqual([
    [1, 4],
    [6, 8],
  ]);
  body.begin(bytes);
  body.keep(2, 3);
  body.flush();
  expect([...columns.body.subarray(0, columns.bodyLength)]).toEqual([1, 2, 3, 6, 7, 2]);
});
