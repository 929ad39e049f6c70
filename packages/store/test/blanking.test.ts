import { describe, expect, it } from 'vitest';
import { blankText, needlesOf } from '@ordertrace/store';

describe('needles of a text', () => {
  it('find the text in each of its stored forms', () => {
    expect(blankText('a "b", a%20%22b%22, a \\"b\\".', needlesOf('a "b"'))).toBe(
      '*****, ***********, *******.',
    );
  });

  it.each(['\ud800', '\udc00 A/7', 'A\ud83d'])(
    'find a text with half a surrogate pair as it is stored: %j',
    (text) => {
      const stored = Buffer.from(text).toString();
      const encoded = encodeURIComponent(stored);
      const escaped = JSON.stringify(text).slice(1, -1);
      expect(blankText(`<${stored}|${encoded}|${escaped}>`, needlesOf(text))).toMatch(/^<\*+\|\*+\|\*+>$/);
    },
  );
});
