import { nanosFromTimestamp, timestampText } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a timestamp', () => {
  it('is read back to the nanosecond', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 60n), 2n ** 62n), (nanos) => {
        expect(nanosFromTimestamp(timestampText(nanos))).toBe(nanos);
      }),
    );
  });

  it('counts its offset', () => {
    expect(nanosFromTimestamp('2026-11-22T12:00:00.5+03:00')).toBe(
      nanosFromTimestamp('2026-11-22T09:00:00.500Z'),
    );
  });

  it.each(['', '2026-11-22', '2026-11-22T09:00:00', '1795358742', '2026-13-22T09:00:00Z'])(
    '"%s" is none',
    (text) => {
      expect(nanosFromTimestamp(text)).toBeUndefined();
    },
  );
});
