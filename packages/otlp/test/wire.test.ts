import { describe, expect, it, vi } from 'vitest';
import { OtlpDecodeError } from '../src/decode-error.js';
import { RecordHash } from '../src/decode/record-hash.js';
import { ByteCursor } from '../src/wire/cursor.js';
import { bytesFromHex, hexFrom } from '../src/wire/hex.js';
import { TextCache } from '../src/wire/text-cache.js';
import { textFrom, utf8 } from '../src/wire/utf8.js';
import { WireWriter } from '../src/wire/writer.js';

const times = (count: number, ...bytes: number[]) => Array.from({ length: count }, () => bytes).flat();
const cursorOver = (...bytes: number[]) => new ByteCursor(Uint8Array.from(bytes));

function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return `${error.name}: ${error.reason}: ${error.message}`;
    throw error;
  }
  throw new Error('It was read.');
}

describe('a number', () => {
  it.each<[number, number[]]>([
    [0, [0]],
    [1, [1]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    [16_384, [0x80, 0x80, 1]],
    [2 ** 32, [0x80, 0x80, 0x80, 0x80, 0x10]],
    [Number.MAX_SAFE_INTEGER, [...times(7, 0xff), 0x0f]],
    [0, [...times(9, 0x80), 0]],
  ])('of %i is read with all its bytes', (value, bytes) => {
    const cursor = cursorOver(...bytes, 5);
    expect(cursor.varint(bytes.length)).toBe(value);
    expect(cursor.pos).toBe(bytes.length);
    cursor.pos = 0;
    cursor.skipVarint(bytes.length);
    expect(cursor.pos).toBe(bytes.length);
  });

  it.each<[bigint, number[]]>([
    [0n, [0]],
    [127n, [0x7f]],
    [128n, [0x80, 1]],
    [-1n, [...times(9, 0xff), 1]],
    [2n ** 63n - 1n, [...times(8, 0xff), 0x7f]],
    [-(2n ** 63n), [...times(9, 0x80), 1]],
  ])('with a sign is read: %s', (value, bytes) => {
    const cursor = cursorOver(...bytes, 5);
    expect(cursor.int64(bytes.length)).toBe(value);
    expect(cursor.pos).toBe(bytes.length);
  });

  it('may not reach beyond its message, nor have more than ten bytes', () => {
    expect(problemOf(() => cursorOver(0x80, 1).varint(1))).toBe(
      'OtlpDecodeError: truncated: There are fewer bytes than a number says (at byte 0)',
    );
    expect(problemOf(() => cursorOver(1).varint(0))).toContain('truncated');
    expect(problemOf(() => cursorOver(1).skipVarint(0))).toContain('truncated');
    expect(problemOf(() => cursorOver(0x80, 1).skipVarint(1))).toContain('truncated');
    expect(problemOf(() => cursorOver(...times(10, 0x80), 1).varint(11))).toBe(
      'OtlpDecodeError: bad_varint: A number has more than ten bytes (at byte 0)',
    );
  });
});

describe('a tag', () => {
  it.each<[number, number[]]>([
    [8, [8]],
    [127, [127]],
    [133, [0x85, 1]],
    [0xffffffff, [...times(4, 0xff), 0x0f]],
  ])('of %i is read', (tag, bytes) => {
    const cursor = cursorOver(...bytes, 8);
    expect(cursor.tag(bytes.length)).toBe(tag);
    expect(cursor.pos).toBe(bytes.length);
  });

  it('of one byte needs no loop', () => {
    const cursor = cursorOver(10, 1, 5);
    const slow = vi.spyOn(cursor, 'varint');
    expect([cursor.tag(3), cursor.fieldEnd(3)]).toEqual([10, 3]);
    cursor.skipVarint(3);
    expect(slow).not.toHaveBeenCalled();
  });

  it.each<[string, number[], number]>([
    ['its number is 0', [7], 1],
    ['its number is 0, in two bytes', [0x87, 0], 2],
    ['it has more than 32 bits', [0x80, 0x80, 0x80, 0x80, 0x10], 5],
  ])('is none if %s', (_, bytes, end) => {
    expect(problemOf(() => cursorOver(...bytes).tag(end))).toBe(
      'OtlpDecodeError: bad_tag: No field has this number (at byte 0)',
    );
  });

  it('may not follow the end of its message', () => {
    expect(problemOf(() => cursorOver(8).tag(0))).toContain('truncated');
  });
});

describe('a field', () => {
  it.each<[string, number[], number]>([
    ['of no bytes', [0], 1],
    ['of one byte', [1, 9], 2],
    ['of 127 bytes', [127, ...times(127, 9)], 128],
    ['of 128 bytes', [0x80, 1, ...times(128, 9)], 130],
  ])('%s ends after them', (_, bytes, end) => {
    const cursor = cursorOver(...bytes, 9);
    expect(cursor.fieldEnd(bytes.length)).toBe(end);
  });

  it('may not be longer than its message', () => {
    expect(problemOf(() => cursorOver(2, 9, 9).fieldEnd(2))).toBe(
      'OtlpDecodeError: truncated: There are fewer bytes than a field says (at byte 0)',
    );
    expect(problemOf(() => cursorOver(0).fieldEnd(0))).toContain('truncated');
  });

  it('of fixed size ends after four or eight bytes', () => {
    const cursor = new ByteCursor(new Uint8Array(20), 3);
    expect([cursor.fixed(4, 15), cursor.pos, cursor.fixed(8, 15), cursor.pos]).toEqual([3, 7, 7, 15]);
    cursor.pos = 3;
    expect(problemOf(() => cursor.fixed(8, 10))).toBe(
      'OtlpDecodeError: truncated: There are fewer bytes than a number says (at byte 3)',
    );
  });

  it('is at the same position in a part of a larger buffer', () => {
    const cursor = new ByteCursor(Uint8Array.of(9, 9, 1, 0, 0, 0).subarray(2));
    expect(cursor.view.getUint32(cursor.fixed(4, 4), true)).toBe(1);
  });
});

describe('an unknown field', () => {
  const skipped = (...bytes: number[]) => {
    const cursor = cursorOver(...bytes, 0, 0);
    cursor.skip(cursor.tag(bytes.length), bytes.length);
    return cursor.pos === bytes.length;
  };
  const start = 0x0b;
  const end = 0x0c;

  it.each<[string, number[]]>([
    ['a number', [0x08, 0x80, 1]],
    ['eight bytes', [0x09, ...times(8, 1)]],
    ['a text', [0x0a, 2, 1, 1]],
    ['four bytes', [0x0d, ...times(4, 1)]],
    ['an empty group', [start, end]],
    ['a group of a large number', [0x83, 0x80, 0x80, 0x80, 8, 0x84, 0x80, 0x80, 0x80, 8]],
    ['a group with fields', [start, 0x08, 1, 0x12, 1, 9, 0x13, 0x14, end]],
    ['a hundred groups inside each other', [...times(100, start), ...times(100, end)]],
    [
      'two groups one after the other, a hundred deep',
      [...times(99, start), start, end, start, ...times(100, end)],
    ],
  ])('is skipped: %s', (_, bytes) => expect(skipped(...bytes)).toBe(true));

  it('with 101 groups inside each other is refused', () => {
    expect(problemOf(() => skipped(...times(101, start), ...times(101, end)))).toBe(
      'OtlpDecodeError: too_deep: There are more than 100 groups inside each other (at byte 101)',
    );
  });

  it('may have no other wire type', () => {
    expect(problemOf(() => skipped(0x0e))).toBe(
      'OtlpDecodeError: bad_tag: OTLP has no fields of wire type 6 (at byte 1)',
    );
    expect(problemOf(() => skipped(end))).toContain('wire type 4');
  });

  it('has a number beyond the known ones', () => {
    const cursor = cursorOver(0x18, 1, 0x20, 1);
    expect(problemOf(() => cursor.skipUnknown(cursor.tag(2), 4, 3))).toBe(
      'OtlpDecodeError: wrong_type: Field 3 has the wire type 0 (at byte 1)',
    );
    cursor.pos = 2;
    cursor.skipUnknown(cursor.tag(4), 4, 3);
    expect(cursor.pos).toBe(4);
  });
});

describe('hexadecimal', () => {
  it('is written in small letters, for a range', () => {
    expect(hexFrom(Uint8Array.of(1, 0, 0x0a, 0xff, 2), 1, 4)).toBe('000aff');
  });

  it.each([
    ['', []],
    ['000aFFf0', [0, 0x0a, 0xff, 0xf0]],
    ['0', undefined],
    ['00a', undefined],
    ['0g', undefined],
    ['g0', undefined],
    ['00 0', undefined],
  ])('"%s" is %j', (text, bytes) => {
    expect(bytesFromHex(text)).toEqual(bytes && Uint8Array.from(bytes));
  });
});

describe('a text', () => {
  it('is decoded from a range, with its byte order mark', () => {
    expect(textFrom(utf8('a\uFEFFж!'), 1, 6)).toBe('\uFEFFж');
    expect(textFrom(utf8('abc'), 1, 1)).toBe('');
  });

  it('of up to 64 bytes is decoded once while it is in the cache', () => {
    const decode = vi.spyOn(TextDecoder.prototype, 'decode');
    const cache = new TextCache();
    const decodings = (text: string) => {
      decode.mockClear();
      const bytes = utf8(text);
      for (let i = 0; i < 3; i++) expect(cache.text(bytes, 0, bytes.length)).toBe(text);
      return decode.mock.calls.length;
    };
    const counts = [
      decodings('a'.repeat(64)),
      decodings('a'.repeat(65)),
      decodings('order_id'),
      decodings('order_if'),
    ];
    decode.mockRestore();
    expect(counts).toEqual([1, 3, 1, 1]);
  });

  it('seldom replaces another one', () => {
    const cache = new TextCache();
    const texts = Array.from({ length: 200 }, (_, i) => utf8(`http.request.attribute.${i}`));
    for (const bytes of texts) cache.text(bytes, 0, bytes.length);
    const decode = vi.spyOn(TextDecoder.prototype, 'decode');
    for (const bytes of texts) cache.text(bytes, 0, bytes.length);
    const again = decode.mock.calls.length;
    decode.mockRestore();
    expect(again).toBeLessThan(100);
  });
});

describe('a written field', () => {
  const bytesOf = (write: (writer: WireWriter) => void) => {
    const writer = new WireWriter();
    write(writer);
    return [...writer.finish()];
  };

  it.each<[string, (writer: WireWriter) => void, number[]]>([
    ['a number', (w) => w.varint(8, 300), [8, 0xac, 2]],
    ['a number of one byte', (w) => w.varint(8, 127), [8, 127]],
    ['a number of two bytes', (w) => w.varint(8, 128), [8, 0x80, 1]],
    ['a large number', (w) => w.varint(8, 2 ** 32), [8, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['a tag of two bytes', (w) => w.varint(133, 1), [0x85, 1, 1]],
    ['a whole number', (w) => w.int64(24, 127n), [24, 127]],
    ['a whole number of two bytes', (w) => w.int64(24, 128n), [24, 0x80, 1]],
    ['a negative number', (w) => w.int64(24, -1n), [24, ...times(9, 0xff), 1]],
    ['eight bytes', (w) => w.fixed64(57, 258n), [57, 2, 1, 0, 0, 0, 0, 0, 0]],
    ['eight bytes of a negative number', (w) => w.fixed64(57, -1n), [57, ...times(8, 0xff)]],
    ['four bytes', (w) => w.fixed32(53, 258), [53, 2, 1, 0, 0]],
    ['a fraction', (w) => w.double(33, 1.5), [33, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]],
    ['a text', (w) => w.text(10, 'ab'), [10, 2, 0x61, 0x62]],
    ['an empty text', (w) => w.text(10, ''), [10, 0]],
    ['a text that begins in ASCII', (w) => w.text(10, 'aж'), [10, 3, 0x61, 0xd0, 0xb6]],
    ['a text with the first character beyond ASCII', (w) => w.text(10, '\u0080'), [10, 2, 0xc2, 0x80]],
    ['a text of 127 characters', (w) => w.text(10, 'a'.repeat(127)), [10, 127, ...times(127, 0x61)]],
    ['a text of 128 characters', (w) => w.text(10, 'a'.repeat(128)), [10, 0x80, 1, ...times(128, 0x61)]],
    ['bytes', (w) => w.bytes(10, Uint8Array.of(5, 6)), [10, 2, 5, 6]],
    ['encoded fields', (w) => w.raw(Uint8Array.of(5, 6)), [5, 6]],
    ['an empty message', (w) => w.message(10, () => undefined), [10, 0]],
    ['a message', (w) => w.message(10, () => w.varint(8, 1)), [10, 2, 8, 1]],
    [
      'a message of 128 bytes, and a field after it',
      (w) => {
        w.message(10, () => w.raw(new Uint8Array(128).fill(7)));
        w.varint(8, 1);
      },
      [10, 0x80, 1, ...times(128, 7), 8, 1],
    ],
    [
      'a message of 16384 bytes in a message',
      (w) => w.message(10, () => w.message(18, () => w.raw(new Uint8Array(16_384).fill(7)))),
      [10, 0x84, 0x80, 1, 18, 0x80, 0x80, 1, ...times(16_384, 7)],
    ],
  ])('has its bytes: %s', (_, write, bytes) => {
    expect(bytesOf(write)).toEqual(bytes);
    const count = bytes.length > 1000 ? 2 : 300;
    const many = bytesOf((writer) => {
      for (let i = 0; i < count; i++) write(writer);
    });
    expect(many.length).toBe(count * bytes.length);
    expect(many.slice(-bytes.length)).toEqual(bytes);
  });

  it('may be larger than all room before it', () => {
    expect(bytesOf((w) => w.bytes(10, new Uint8Array(5000).fill(7))).slice(0, 4)).toEqual([
      10, 0x88, 0x27, 7,
    ]);
    expect(bytesOf((w) => w.raw(new Uint8Array(5000).fill(7)))).toEqual(times(5000, 7));
  });
});

describe('the hash of a record', () => {
  const hashOf = (length: number, seed: readonly [number, number] = [0, 0]) => {
    const bytes = Uint8Array.from({ length: length + 2 }, (_, i) => (i * 37 + 11) & 0xff);
    const hash = new RecordHash();
    hash.seed(...seed);
    hash.add(new DataView(bytes.buffer), 1, length + 1);
    return [hash.low, hash.high];
  };

  // Stored records are found again by it.
  it('stays the same in all versions', () => {
    expect([0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 16, 21].map((length) => hashOf(length)))
      .toMatchInlineSnapshot(`
      [
        [
          -340344280,
          720778561,
        ],
        [
          1624024950,
          1175855726,
        ],
        [
          -590706220,
          892872624,
        ],
        [
          1675206639,
          -690682150,
        ],
        [
          1440877416,
          -1756852349,
        ],
        [
          -1429109659,
          1168362407,
        ],
        [
          55915104,
          -1629360132,
        ],
        [
          -869791318,
          275980332,
        ],
        [
          -1389384175,
          1742779872,
        ],
        [
          1572196398,
          291993308,
        ],
        [
          1224688369,
          2101003076,
        ],
        [
          -242088850,
          1418387210,
        ],
        [
          -1985578725,
          -294192238,
        ],
        [
          -328494895,
          1141727725,
        ],
      ]
    `);
    expect(hashOf(9, [1, 2])).toMatchInlineSnapshot(`
      [
        -207171099,
        -2061242955,
      ]
    `);
  });
});
