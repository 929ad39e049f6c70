import { TextTable } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a text table', () => {
  it('gives equal texts one number, however they come', () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 3 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(texts, (given) => {
        const table = new TextTable();
        given.forEach((text, i) => {
          const bytes = Buffer.from(`[${text}]`);
          const index = i % 2 === 0 ? table.indexOf(text) : table.indexOfUtf8(bytes, 1, bytes.length - 1);
          expect(table.texts[index]).toBe(text);
          expect(table.indexOfUtf8(bytes, 1, bytes.length - 1)).toBe(index);
        });
        expect(new Set(table.texts).size).toBe(table.texts.length);
      }),
    );
  });

  it('does not take bytes that are no UTF-8 for a text that looks like them', () => {
    const table = new TextTable();
    const known = table.indexOf('é');
    const index = table.indexOfUtf8(Uint8Array.of(0xe9), 0, 1);
    expect(index).not.toBe(known);
    expect(table.texts[index]).toBe('\uFFFD');
  });
});
