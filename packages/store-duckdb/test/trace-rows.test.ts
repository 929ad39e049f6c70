import { TelemetryBatchBuilder } from '@ordertrace/model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TraceRows } from '../src/recent/trace-rows.js';

/** Few values, so that IDs share halves, words and buckets. */
const half = fc.constantFrom(0n, 1n, 2n, 1n << 32n, (1n << 32n) + 1n, (1n << 64n) - 1n);
const traceId = fc.record({ high: half, low: half });

it('the rows of a trace are those with both halves of its id, in sequence', () => {
  fc.assert(
    fc.property(fc.array(traceId, { maxLength: 40 }), traceId, (rows, wanted) => {
      const columns = Object.assign(new TelemetryBatchBuilder().spans, {
        length: rows.length,
        traceIdHigh: BigUint64Array.from(rows, ({ high }) => high),
        traceIdLow: BigUint64Array.from(rows, ({ low }) => low),
      });
      const expected = rows.flatMap(({ high, low }, row) =>
        high === wanted.high && low === wanted.low ? [row] : [],
      );
      expect(
        new TraceRows(columns).rowsOf({ ...wanted, lowWord: Number(wanted.low & 0xffff_ffffn) }),
      ).toEqual(expected);
    }),
  );
});
