import { OtlpDecodeError, scrubWith, type ScrubField } from '@ordertrace/otlp';
import { createGate, defaultPolicy, stopped, type Gate, type KeyRule } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';
import { AttributeScan } from '../src/decode/attribute-scan.js';
import { checkKeyValue, checkValue } from '../src/decode/check-value.js';
import { KeptFields } from '../src/decode/kept-fields.js';
import { durationNanos, isPastRange } from '../src/decode/record-cells.js';
import { spanShape, type ScrubPlace } from '../src/decode/scrub-shapes.js';
import { tenantIn } from '../src/decode/tenant-in-record.js';
import { ByteCursor } from '../src/wire/cursor.js';
import { utf8 } from '../src/wire/utf8.js';

type Part = number | string | readonly Part[];

/** Bytes of numbers, texts and lists of them. */
function bytesOf(...parts: readonly Part[]): number[] {
  return parts.flatMap((part) => {
    if (typeof part === 'number') return [part];
    return typeof part === 'string' ? [...utf8(part)] : bytesOf(...part);
  });
}

/** A field with a length. */
function field(tag: number, ...parts: readonly Part[]): number[] {
  const content = bytesOf(...parts);
  const { length } = content;
  return [tag, ...(length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]), ...content];
}

const text = (value: string) => field(10, value);
const key = (name: string) => field(10, name);
const value = (...parts: readonly Part[]) => field(18, ...parts);
const bool = [16, 1];
const int = [24, 5];
const double = [33, 0, 0, 0, 0, 0, 0, 0, 0];
const list = (...items: readonly Part[]) => field(42, ...items);
const map = (...items: readonly Part[]) => field(50, ...items);
const item = (...parts: readonly Part[]) => field(10, ...parts);

function reasonOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof OtlpDecodeError) return error.reason;
    throw error;
  }
}

describe('a value is plain', () => {
  const check = (bytes: readonly number[], depth = 2) => {
    const cursor = new ByteCursor(Uint8Array.from([...bytes, 9]));
    const result = reasonOf(() => checkValue(cursor, bytes.length, depth));
    if (typeof result === 'boolean') expect(cursor.pos).toBe(bytes.length);
    return result;
  };
  const unknown = [0x7a, 1, 1];

  it.each<[string, number[], unknown]>([
    ['if it is empty', [], true],
    ['as a text', text('a'), true],
    ['as a bool', bool, true],
    ['as a number', int, true],
    ['as a fraction', double, true],
    ['as bytes', field(58, 1), true],
    ['as an empty list', list(), true],
    ['as an empty map', map(), true],
    ['as a list', list(item(text('a')), item(int)), true],
    ['as a map', map(item(key('a'), value(text('b')))), true],
    ['as a list in a list', list(item(list(item(int)))), true],
    ['as a map in a map', map(item(key('a'), value(map(item(key('a')))))), true],
    ['unless a later one replaces it', [...text('a'), ...int], false],
    ['unless a later text replaces it', [...text('a'), ...text('b')], false],
    ['unless it has an unknown field', [...int, ...unknown], false],
    ['unless it is only an unknown field', unknown, false],
    ['unless a list has an unknown field', list(item(int), unknown), false],
    ['unless a map has an unknown field', map(item(key('a')), unknown), false],
    ['unless an entry has an unknown field', map(item(key('a'), unknown)), false],
    ['unless the first item is not', list(item(unknown), item(int)), false],
    ['unless the last item is not', list(item(int), item(unknown)), false],
    ['unless the first entry is not', map(item(key('a'), key('b')), item(key('a'))), false],
    ['unless the last entry is not', map(item(key('a')), item(key('a'), key('b'))), false],
    ['unless a list before is not', [...list(item(unknown)), ...bool], false],
    ['unless a map before is not', [...map(item(unknown)), ...bool], false],
    ['unless a list of a known field is no field of lists', list([0x08, 1]), 'wrong_type'],
    ['unless a map has another known type', map([0x08, 1]), 'wrong_type'],
    ['unless it has another known type', [0x38, 1], 'wrong_type'],
    ['unless it is cut', [33, 0, 0], 'truncated'],
    ['unless it nests too deep in lists', list(item(list(item(list())))), 'too_deep'],
    ['unless it nests too deep in maps', map(item(value(map(item(value(map())))))), 'too_deep'],
  ])('%s', (_, bytes, result) => expect(check(bytes)).toBe(result));

  it('at no depth if none is allowed', () => {
    expect(check(list(), 0)).toBe('too_deep');
    expect(check(map(), 0)).toBe('too_deep');
    expect(check(list(), 1)).toBe(true);
    expect(check(int, 0)).toBe(true);
  });

  it.each<[string, number[], unknown]>([
    ['with a key and a value', [...key('a'), ...value(int)], true],
    ['without any', [], true],
    ['unless it has two keys', [...key('a'), ...key('b'), ...value(int)], false],
    ['unless it has two values', [...key('a'), ...value(int), ...value(int)], false],
    ['unless its value is not', [...key('a'), ...value(unknown)], false],
    ['unless its first value is not', [...value(unknown), ...key('a')], false],
    ['unless it has an unknown field', [...key('a'), ...unknown], false],
    ['unless its key has another type', [0x08, 1], 'wrong_type'],
    ['unless its value has another type', [0x10, 1], 'wrong_type'],
  ])('in an attribute %s', (_, bytes, result) => {
    const cursor = new ByteCursor(Uint8Array.from(bytes));
    expect(reasonOf(() => checkKeyValue(cursor, bytes.length, 2))).toBe(result);
  });
});

describe('the value of a watched key', () => {
  /** The bytes of the values of the keys `order_id`, `tenant_id` and a long key, after these attributes. */
  const found = (...attributes: readonly number[][]) => {
    const scan = new AttributeScan();
    const watched = ['order_id', 'tenant_id', longKey, ''].map((name) => scan.watch(name));
    return reasonOf(() => {
      for (const attribute of attributes) {
        const bytes = Uint8Array.from([9, ...attribute, 9]);
        const cursor = new ByteCursor(bytes, 1);
        scan.add(cursor, bytes.length - 1, 2);
        expect(cursor.pos).toBe(bytes.length - 1);
        for (const one of watched)
          if (one.start >= 0) values.set(one.key, [...bytes.slice(one.start, one.end)]);
      }
      return values;
    });
  };
  const longKey = 'key.'.repeat(40);
  let values = new Map<string, number[]>();
  const only = (name: string, bytes: readonly number[]) => new Map([[name, [...bytes]]]);
  const of = (...attributes: readonly number[][]) => {
    values = new Map();
    return found(...attributes);
  };
  const hundred = 'x'.repeat(100);
  const many = 'x'.repeat(200);

  it.each<[string, number[], Map<string, number[]>]>([
    ['a text', [...key('order_id'), ...value(text('7'))], only('order_id', text('7'))],
    ['an empty text', [...key('order_id'), ...value(text(''))], only('order_id', text(''))],
    ['a text of 100 bytes', [...key('order_id'), ...value(text(hundred))], only('order_id', text(hundred))],
    [
      'a text of 125 bytes',
      [...key('order_id'), ...value(text(many.slice(0, 125)))],
      only('order_id', text(many.slice(0, 125))),
    ],
    [
      'a text of 126 bytes',
      [...key('order_id'), ...value(text(many.slice(0, 126)))],
      only('order_id', text(many.slice(0, 126))),
    ],
    ['a text of 200 bytes', [...key('order_id'), ...value(text(many))], only('order_id', text(many))],
    ['a number', [...key('order_id'), ...value(int)], only('order_id', int)],
    [
      'a number of ten bytes',
      [...key('order_id'), ...value(24, ...Array<number>(9).fill(0xff), 1)],
      only('order_id', [24, ...Array<number>(9).fill(0xff), 1]),
    ],
    ['a bool', [...key('order_id'), ...value(bool)], only('order_id', bool)],
    ['a list', [...key('order_id'), ...value(list(item(int)))], only('order_id', list(item(int)))],
    ['nothing', [...key('order_id'), ...value()], only('order_id', [])],
    ['a value before its key', [...value(int), ...key('order_id')], only('order_id', int)],
    [
      'the last of two values',
      [...key('order_id'), ...value(int), ...value(text('7'))],
      only('order_id', text('7')),
    ],
    [
      'the value of the last of two keys',
      [...key('tenant_id'), ...key('order_id'), ...value(int)],
      only('order_id', int),
    ],
    ['two fields', [...key('order_id'), ...value(text('7'), int)], only('order_id', [...text('7'), ...int])],
    ['a long key', [...key(longKey), ...value(int)], only(longKey, int)],
    ['an empty key', [...key(''), ...value(int)], only('', int)],
    ['a value without a key', value(int), only('', int)],
    ['a key without a value', key('order_id'), only('order_id', [])],
    ['a key of the same length', [...key('order_if'), ...value(int)], new Map()],
    ['a longer key', [...key('order_idx'), ...value(int)], new Map()],
    ['another long key', [...key(`${longKey}x`), ...value(int)], new Map()],
    ['an unknown field after it', [...key('order_id'), ...value(int), 0x7a, 0], only('order_id', int)],
  ])('is found: %s', (_, attribute, expected) => expect(of(attribute)).toEqual(expected));

  it('is the last one in a record, and none in the next', () => {
    expect(of([...key('order_id'), ...value(int)], [...key('order_id'), ...value(text('7'))])).toEqual(
      only('order_id', text('7')),
    );
    const scan = new AttributeScan();
    const watched = scan.watch('order_id');
    const bytes = Uint8Array.from([...key('order_id'), ...value(int)]);
    scan.add(new ByteCursor(bytes), bytes.length, 2);
    expect(watched.start).toBe(12);
    scan.clear();
    expect(watched.start).toBe(-1);
  });

  it.each<[string, number[], string]>([
    ['a text is longer than its value', [...key('order_id'), ...value(10, 5, 1)], 'truncated'],
    ['a text is followed by half a field', [...key('order_id'), ...value(10, 1, 1, 1)], 'bad_tag'],
    ['a number has no byte', [...key('order_id'), ...value(24)], 'truncated'],
    ['a number has no last byte', [...key('order_id'), ...value(24, 0x80)], 'truncated'],
    [
      'a number has eleven bytes',
      [...key('order_id'), ...value(24, ...Array<number>(10).fill(0x80), 1)],
      'bad_varint',
    ],
    ['a number is followed by half a field', [...key('order_id'), ...value(24, 1, 1)], 'bad_tag'],
    ['a value is longer than the attribute', [...key('order_id'), 18, 5, 24, 1], 'truncated'],
    ['a key is longer than the attribute', [10, 50, 1], 'truncated'],
    ['a field has another type', [0x10, 1], 'wrong_type'],
    ['lists nest too deep', [...key('a'), ...value(list(item(list(item(list())))))], 'too_deep'],
  ])('is checked: %s', (_, attribute, reason) => expect(of(attribute)).toBe(reason));
});

describe('the tenant in a record', () => {
  const tenantOf = (...fields: readonly number[][]) => {
    const record = fields.flat();
    const bytes = Uint8Array.from([9, ...record, 0x4a, 1]);
    return tenantIn({ bytes, start: 1, end: record.length + 1, shape: spanShape });
  };
  const attribute = (...parts: readonly Part[]) => field(0x4a, ...parts);
  const tenant = attribute(key('tenant_id'), value(text('north')));

  it.each<[string, string, number[][]]>([
    ['is the text of its attribute', 'north', [tenant]],
    [
      'may follow other fields',
      'north',
      [field(0x0a, 1, 2), [0x30, 1], attribute(key('a'), value(text('b'))), tenant],
    ],
    ['may follow a field that is not known', 'north', [[0x98, 7, 1], tenant]],
    ['is the first one', 'north', [tenant, attribute(key('tenant_id'), value(text('south')))]],
    ['may be empty', '', [attribute(key('tenant_id'), value(text('')))]],
    [
      'may have other fields after its text',
      'north',
      [attribute(key('tenant_id'), value(text('north'), int))],
    ],
    ['is none without an attribute', '', [field(0x2a, 'tenant_id')]],
    ['is none without a key', '', [attribute()]],
    ['is none if the value comes first', '', [attribute(value(text('north')), key('tenant_id'))]],
    ['is none without a value', '', [attribute(key('tenant_id'))]],
    ['is none with another field', '', [attribute(key('tenant_id'), [0x7a, 0])]],
    ['is none if the value is empty', '', [attribute(key('tenant_id'), value())]],
    ['is none if the value is no text', '', [attribute(key('tenant_id'), value(int))]],
    ['is none under another key', '', [attribute(key('tenant_ie'), value(text('north')))]],
    [
      'may follow an attribute of a tenant that is no text',
      'north',
      [attribute(key('tenant_id'), value(int)), tenant],
    ],
  ])('%s', (_, expected, fields) => expect(tenantOf(...fields)).toBe(expected));
});

describe('a duration', () => {
  const duration = (start: bigint | undefined, end: bigint | undefined) => {
    const view = new DataView(new ArrayBuffer(24));
    view.setBigUint64(4, start ?? 0n, true);
    view.setBigUint64(12, end ?? 0n, true);
    return durationNanos(view, start === undefined ? -1 : 4, end === undefined ? -1 : 12);
  };
  const half = 2n ** 32n;

  it.each<[bigint | undefined, bigint | undefined, bigint]>([
    [1n, 3n, 2n],
    [3n, 3n, 0n],
    [3n, 1n, 0n],
    [3n, undefined, 0n],
    [undefined, 3n, 3n],
    [undefined, 5n * half + 3n, 5n * half + 3n],
    [half - 1n, half, 1n],
    [half + 5n, 3n * half + 4n, 2n * half - 1n],
    [2n * half, half + 9n, 0n],
    [half, 2n ** 63n - 1n, 2n ** 63n - 1n - half],
    [0n, half, half],
  ])('from %s to %s is %s', (start, end, nanos) => expect(duration(start, end)).toBe(nanos));

  it('is not measured from or to a time beyond 63 bits', () => {
    const bytes = Uint8Array.from([0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x80, 0xff]);
    expect(isPastRange(bytes, 1)).toBe(false);
    expect(isPastRange(bytes, 2)).toBe(true);
    expect(isPastRange(bytes, 3)).toBe(true);
    expect(isPastRange(bytes.fill(0xff), -1)).toBe(false);
    expect(isPastRange(bytes, 0)).toBe(true);
  });
});

describe('a kept field', () => {
  const view = (...bytes: number[]) => new DataView(Uint8Array.from([7, ...bytes, 7]).buffer);
  const cached = (
    bytes: readonly number[],
    other: readonly number[] = bytes,
    places: readonly [number, number] = [1, 1],
  ) => {
    const kept = new KeptFields();
    kept.add(view(...bytes), 1, bytes.length + 1, places[0]);
    return kept.has(view(...other), 1, other.length + 1, places[1]);
  };
  const counted = (length: number) => Array.from({ length }, (_, i) => i & 0xff);

  it.each([4, 5, 6, 7, 8, 9, 255, 256])('of %i bytes is found again', (length) => {
    expect(cached(counted(length))).toBe(true);
  });

  it.each([0, 1, 3, 257, 300])('of %i bytes is not cached', (length) => {
    expect(cached(counted(length))).toBe(false);
  });

  it('is found only with the same bytes at the same place', () => {
    const bytes = counted(10);
    expect(cached(bytes, bytes, [1, 2])).toBe(false);
    for (let at = 0; at < bytes.length; at++) expect(cached(bytes, bytes.with(at, 99))).toBe(false);
    expect(cached(bytes, counted(11))).toBe(false);
    expect(new KeptFields().has(view(0, 0, 0, 0), 1, 5, 0)).toBe(false);
  });

  it('gives its slot to a later one with the same hash only', () => {
    const kept = new KeptFields();
    const word = (i: number) => [i & 0xff, (i >> 8) & 0xff, 3, 4, 5, 6];
    for (let i = 0; i < 1000; i++) kept.add(view(...word(i)), 1, 7, 1);
    const found = Array.from({ length: 1000 }, (_, i) => kept.has(view(...word(i)), 1, 7, 1)).filter(Boolean);
    expect(found.length).toBeGreaterThan(700);
    expect(found.length).toBeLessThan(1000);
  });

  it('has the slot of its bytes, with few others', () => {
    const kept = new KeptFields();
    const slots = Array.from({ length: 300 }, (_, i) => [i, i * 3, 3, 4].map((one) => one & 0xff));
    for (const place of [1, 2]) for (const bytes of slots) kept.add(view(...bytes), 1, 5, place);
    const both = slots.filter((bytes) => [1, 2].every((place) => kept.has(view(...bytes), 1, 5, place)));
    expect(both.length).toBeGreaterThan(200);
  });
});

describe('the gate inspects', () => {
  /** Whether the gate is asked for the verdict on this field. */
  const inspected = (
    rule: Partial<KeyRule>,
    bytes: readonly number[],
    place: ScrubPlace = 'span.attribute',
    isText = false,
  ) => {
    let calls = 0;
    const gate: Gate = {
      ...createGate(defaultPolicy),
      rule: () => ({ may: 'stay', form: 'text', isPeer: false, ...rule }) as KeyRule,
      scrubAttribute: (_, __, given) => (calls++, given),
      scrubValue: (_, given) => (calls++, given),
    };
    const given = Uint8Array.from([...utf8('key'), ...bytes]);
    const field: ScrubField = {
      place,
      isAttribute: place === 'span.attribute',
      bytes: given,
      keyStart: 0,
      keyEnd: 3,
      valueStart: 3,
      valueEnd: given.length,
      isText,
      key: () => 'key',
      tenant: () => '',
      value: () => 'a value',
    };
    expect(scrubWith(gate)(field)).toBe('keep');
    return calls > 0;
  };
  const long = 'a word '.repeat(20);

  it.each<[string, number[], boolean]>([
    ['a clean text', text('timeout'), false],
    ['an empty text', text(''), false],
    ['a text of 127 bytes', text(long.slice(0, 127)), false],
    ['a text of 128 bytes', text(long.slice(0, 128)), true],
    ['a text with an at sign', text('a@b'), true],
    ['a text with a personal path', text('/users/anna'), true],
    ['a text with digits', text('123456'), true],
    ['a text with another field after it', [...text('a'), ...int], true],
    ['a number of four bytes', [24, 0x80, 0x80, 0x80, 1], false],
    ['a number of five bytes', [24, 0x80, 0x80, 0x80, 0x80, 1], true],
    ['a bool', bool, false],
    ['a bool with another field after it', [...bool, ...bool], true],
    ['a fraction', double, true],
    ['a list', list(item(text('a'))), true],
    ['bytes', field(58, 1), true],
    ['nothing', [], true],
  ])('%s: %s', (_, bytes, isInspected) => {
    expect(inspected({}, bytes)).toBe(isInspected);
    expect(inspected({}, bytes, 'log.body')).toBe(isInspected);
  });

  it.each<[string, Partial<KeyRule>, Readonly<Record<string, boolean>>]>([
    [
      'a text',
      { form: 'text' },
      { a: false, '1.2.3.45': true, '/users/anna': true, '12-34-56': true, 'a@b': true },
    ],
    [
      'a path',
      { form: 'path' },
      { a: false, '1.2.3.4': false, '/users/anna': true, '12-34-56': true, 'a@b': true },
    ],
    [
      'a machine',
      { form: 'host' },
      { a: false, '1.2.3.4': false, '/users/anna': true, '12-34-56': true, 'a@b': true },
    ],
    [
      'a route',
      { form: 'route' },
      { a: false, '1.2.3.4': false, '/users/anna': false, '12-34-56': true, 'a@b': true },
    ],
    ['a statement', { form: 'sql' }, { a: true }],
    ['a query', { form: 'query' }, { a: true }],
    ['a peer', { isPeer: true }, { a: true }],
    ['a forbidden key', { may: 'go' }, { a: true }],
    ['a hashed key', { may: 'hash' }, { a: true }],
  ])('values of %s', (_, rule, cases) => {
    for (const [given, isInspected] of Object.entries(cases))
      expect([given, inspected(rule, text(given))]).toEqual([given, isInspected]);
  });

  it('an id by its own traits', () => {
    expect(inspected({ form: 'id' }, text('1.2.3.4'))).toBe(false);
    expect(inspected({ form: 'id' }, text('/users/anna'))).toBe(false);
    expect(inspected({ form: 'id' }, text('12345678'))).toBe(false);
  });

  it.each<[string, boolean]>([
    ['timeout', false],
    [long.slice(0, 127), false],
    [long.slice(0, 128), true],
    ['a@b', true],
    ['/users/anna', true],
  ])('a text without a key: %s', (given, isInspected) => {
    expect(inspected({ may: 'go' }, [...utf8(given)], 'span.name', true)).toBe(isInspected);
  });

  it('with the rule of each key, after thousands of keys', () => {
    const gate = createGate(defaultPolicy);
    const scrub = scrubWith(gate);
    const verdict = (name: string, given: string) => {
      const keyBytes = utf8(name);
      const bytes = Uint8Array.from([...keyBytes, ...text(given)]);
      return scrub({
        place: 'span.attribute',
        isAttribute: true,
        bytes,
        keyStart: 0,
        keyEnd: keyBytes.length,
        valueStart: keyBytes.length,
        valueEnd: bytes.length,
        isText: false,
        key: () => name,
        tenant: () => '',
        value: () => given,
      });
    };
    for (let i = 0; i < 5000; i++) verdict(`http.a${i}`, 'a');
    expect(verdict('http.a1', 'a')).toBe('keep');
    expect(verdict('phone', 'a')).toBe('drop');
    expect(verdict('http.a2', 'anna@example.com')).toEqual({ value: '[email]' });
  });

  it('and drops, replaces or keeps what it says', () => {
    const field = (given: unknown, isAttribute: boolean): ScrubField => ({
      place: isAttribute ? 'span.attribute' : 'log.body',
      isAttribute,
      bytes: Uint8Array.of(0x2a, 0),
      keyStart: 0,
      keyEnd: 0,
      valueStart: 0,
      valueEnd: 2,
      isText: false,
      key: () => 'order_id',
      tenant: () => 'north',
      value: () => given as string,
    });
    const asked: unknown[] = [];
    const gateThat = (answer: unknown, form = 'text') =>
      scrubWith({
        ...createGate(defaultPolicy),
        rule: () => ({ may: 'stay', form, isPeer: false }) as KeyRule,
        scrubAttribute: (...args) => (asked.push(args), answer),
        scrubValue: (...args) => (asked.push(args), answer),
      });
    for (const isAttribute of [true, false]) {
      expect(gateThat(stopped)(field('a', isAttribute))).toBe('drop');
      expect(gateThat('b')(field('a', isAttribute))).toEqual({ value: 'b' });
      expect(gateThat('a')(field('a', isAttribute))).toBe('keep');
    }
    expect(asked).toContainEqual(['span.attribute', 'order_id', 'a']);
    expect(asked).toContainEqual(['log.body', 'a']);
    expect(gateThat(stopped, 'id')(field('a', true))).toBe('drop');
    expect(gateThat('a', 'id')(field('a', true))).toBe('keep');
    expect(gateThat('b', 'id')(field('a', true))).toEqual({ value: 'b' });
    // What stays for one tenant may go for another, so it is not cached.
    expect(gateThat('4111111111111111', 'id')(field('4111111111111111', true))).toEqual({
      value: '4111111111111111',
    });
    expect(gateThat(5n, 'id')(field(5n, true))).toEqual({ value: 5n });
    expect(asked).toContainEqual(['span.attribute', 'order_id', 'a', 'north']);
  });
});
