import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeExportResponse, encodeExportResponse } from '../src/index.js';

describe('the answer to an export request', () => {
  const rejected = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const message = fc.string({ unit: 'grapheme', maxLength: 1000 });

  it.each(['protobuf', 'json'] as const)('is read as it was written, in %s', (encoding) => {
    fc.assert(
      fc.property(
        rejected,
        message,
        fc.constantFrom('traces' as const, 'logs' as const),
        (count, text, signal) => {
          const bytes = encodeExportResponse({ signal, rejected: count, message: text }, encoding);
          expect(decodeExportResponse(bytes, encoding, signal)).toEqual({ rejected: count, message: text });
        },
      ),
    );
  });

  it('may be empty, or have fields that are not known', () => {
    expect(decodeExportResponse(new Uint8Array(), 'protobuf', 'traces')).toEqual({
      rejected: 0,
      message: '',
    });
    expect(decodeExportResponse(new Uint8Array(), 'json', 'logs')).toEqual({ rejected: 0, message: '' });
    const unknown = Buffer.from([0x12, 1, 0, 0x0a, 5, 0x1a, 1, 0, 0x08, 9]);
    expect(decodeExportResponse(unknown, 'protobuf', 'traces')).toEqual({ rejected: 9, message: '' });
  });

  it('is refused where it is cut', () => {
    const whole = encodeExportResponse({ signal: 'traces', rejected: 3, message: 'a reason' }, 'protobuf');
    for (let length = 1; length < whole.length; length++)
      expect(() => decodeExportResponse(whole.subarray(0, length), 'protobuf', 'traces')).toThrow();
    expect(() => decodeExportResponse(Buffer.from('{'), 'json', 'traces')).toThrow();
  });
});
