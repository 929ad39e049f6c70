import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCache } from '../src/wire/text-cache.js';
import { utf8 } from '../src/wire/utf8.js';

describe('the cache of repeated texts', () => {
  it('returns the text of the bytes, however many texts share its slots', () => {
    const cache = new TextCache();
    const texts = Array.from({ length: 5000 }, (_, i) => `attribute.${i}`);
    for (const text of [...texts, ...texts]) {
      const bytes = utf8(`before ${text} after`);
      expect(cache.text(bytes, 7, bytes.length - 6)).toBe(text);
    }
  });

  it('returns any text, long ones and broken UTF-8 included', () => {
    const cache = new TextCache();
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        for (let again = 0; again < 2; again++)
          expect(cache.text(bytes, 0, bytes.length)).toBe(decoder.decode(bytes));
      }),
    );
  });

  it('keeps nothing of the caller’s bytes', () => {
    const cache = new TextCache();
    const bytes = utf8('order_id');
    cache.text(bytes, 0, bytes.length);
    bytes.fill(0);
    expect(cache.text(utf8('order_id'), 0, 8)).toBe('order_id');
  });
});
