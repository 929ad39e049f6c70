import {
  batchOf,
  logSample,
  plainLog,
  plainSpan,
  spanSample,
  transitionSample,
} from '@ordertrace/store/contract';
import { logAt, spanAt } from '@ordertrace/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBatch, unpackBatch } from '../src/bytes/batch-bytes.js';
import { ByteReader } from '../src/bytes/byte-reader.js';
import { ByteWriter } from '../src/bytes/byte-writer.js';

describe('a byte writer', () => {
  it('writes what a reader reads back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.nat({ max: 0xffff_ffff }).map((number) => ({ number })),
            fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((signed) => ({ signed })),
            fc.bigInt({ min: -300n, max: 300n }).map((signed) => ({ signed })),
            fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => ({ text })),
            fc.nat({ max: 0xffff_ffff }).map((word) => ({ word })),
          ),
        ),
        (items) => {
          const writer = new ByteWriter();
          for (const item of items) {
            if ('number' in item) writer.number(item.number);
            else if ('text' in item) writer.text(item.text);
            else if ('word' in item) writer.word(item.word);
            else
              writer.signed(
                Number(BigInt.asIntN(32, item.signed >> 32n)),
                Number(item.signed & 0xffff_ffffn),
              );
          }
          const reader = new ByteReader(writer.written());
          const read = items.map((item) => {
            if ('number' in item) return { number: reader.number() };
            if ('text' in item) return { text: reader.text() };
            if ('word' in item) return { word: reader.word() };
            const low = BigInt(reader.signed());
            return { signed: BigInt.asIntN(64, (BigInt(reader.high) << 32n) | low) };
          });
          expect(read).toEqual(items);
        },
      ),
    );
  });
});

describe('a packed batch', () => {
  it('unpacks to the same records and events', () => {
    const batch = batchOf({
      spans: [spanSample({ orders: [{ tenantId: 'a', orderId: 'ж' }] }), spanSample({ span: 2n, body: '' })],
      logs: [logSample({ trace: 0n }), logSample({ severity: 24, body: 'ж' })],
      events: [transitionSample({ timeNanos: 2n ** 62n })],
    });
    const unpacked = unpackBatch(packBatch(batch));
    for (const row of [0, 1]) {
      expect(plainSpan(spanAt(unpacked, row))).toEqual(plainSpan(spanAt(batch, row)));
      expect(plainLog(logAt(unpacked, row))).toEqual(plainLog(logAt(batch, row)));
    }
    expect(unpacked.events).toEqual(batch.events);
  });
});
