import {
  createGate,
  defaultPolicy,
  policyFrom,
  PolicyError,
  stopped,
  type GateOptions,
} from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';

const place = 'span.attribute';
const key = 'error.type';
const card = 4_111_111_111_111_111;
const scrubbed = (value: unknown, under = key) => {
  const gate = createGate(defaultPolicy);
  const kept = gate.scrubAttribute(place, under, value);
  return { kept, counts: gate.counts().map(({ detector }) => detector) };
};
const counted = (...detectors: string[]) => ({ kept: stopped, counts: detectors });
/** A value as it is, by reference. */
const same = (value: unknown, under = key) => {
  const { kept, counts } = scrubbed(value, under);
  expect(kept).toBe(value);
  expect(counts).toEqual([]);
};

describe('a text', () => {
  it('of 65536 characters is read whole; of a longer one, the beginning', () => {
    const long = 'a b '.repeat(16_384);
    same(long);
    expect(scrubbed(`${long}c`)).toEqual({ kept: `${long}[too_long]`, counts: ['too_long'] });
    expect(scrubbed(`${long}anna@example.com`).kept).toBe(`${long}[too_long]`);
    const withEmail = `anna@example.com ${long}`;
    expect(scrubbed(withEmail)).toEqual({
      kept: `[email] ${long.slice(0, -17)}[too_long]`,
      counts: ['too_long', 'email'],
    });
    const withPath = `/a ${long}`;
    expect(scrubbed(withPath).kept).toBe(`${withPath.slice(0, 65_536)}[too_long]`);
  });

  it('without any special character is still read as a statement, a query or a path', () => {
    expect(scrubbed('select 5', 'db.query.text').kept).toBe('select ?');
    expect(scrubbed('anna', 'url.query').kept).toBe('*');
    expect(scrubbed('/users/anna').kept).toBe('/users/[person]');
    expect(scrubbed(String.raw`C:\home\anna`).kept).toBe(String.raw`C:\home\[person]`);
    same('select five');
  });

  it('counts each part that it lost', () => {
    const gate = createGate(defaultPolicy);
    gate.scrubText('log.body', 'anna@example.com and bob@example.com of $49.90');
    expect(gate.counts()).toEqual([
      { place: 'log.body', key: '', detector: 'email', count: 2 },
      { place: 'log.body', key: '', detector: 'money', count: 1 },
    ]);
  });
});

describe('a number', () => {
  it.each([
    ['a card', card],
    ['a negative one', -card],
    ['a large integer', BigInt(card)],
    ['a negative large integer', -BigInt(card)],
    ['a phone', 79161234567],
    ['a fraction of a card', card + 0.5],
  ])('that is %s goes', (_, value) => expect(scrubbed(value).kept).toBe(stopped));

  it.each([
    ['no card', card + 1],
    ['a phone before a fraction', 79161234567.5],
    ['too small', 999_999_999],
    ['infinite', Number.POSITIVE_INFINITY],
    ['infinite and negative', Number.NEGATIVE_INFINITY],
    ['not a number', Number.NaN],
    ['zero', 0],
    ['beyond all cards', 4e21],
  ])('that is %s stays', (_, value) => same(value));

  it('is an ID under the key of an ID', () => {
    same(79161234567, 'order_id');
    expect(scrubbed(card, 'order_id')).toEqual(counted('card'));
  });
});

describe('a value of any type', () => {
  it.each([[true], [false], [undefined], [null]])('%s stays', (value) => same(value));
  it.each([[() => 1], [Symbol('a')]])('%s goes', (value) => expect(scrubbed(value).kept).toBe(stopped));

  it('that is clean is returned by reference', () => {
    for (const value of [['a', 1], { message: 'a' }, new Map([['message', 'a']]), Uint8Array.of(97)])
      same(value);
  });

  it('may have a thousand items, and no further one', () => {
    const names = Array.from({ length: 1001 }, (_, i) => `http.a${i}`);
    same(names.slice(1));
    same(new Map(names.slice(1).map((name) => [name, 1])));
    expect(scrubbed(names)).toEqual(counted('too_long'));
    expect(scrubbed(new Map(names.map((name) => [name, 1])))).toEqual(counted('too_long'));
    expect(scrubbed(Object.fromEntries(names.map((name) => [name, 1])))).toEqual(counted('too_long'));
  });

  it('may have fifteen layers, and no further one', () => {
    const nested = (layers: number) => {
      let value: unknown = 'a';
      for (let i = 0; i < layers; i++) value = i % 2 === 0 ? [value] : new Map([['message', value]]);
      return value;
    };
    same(nested(16));
    const deep = scrubbed(nested(17));
    expect(deep.counts).toEqual(['too_long']);
    expect(JSON.stringify(deep.kept)).not.toContain('a');
  });

  it('may have 65536 bytes that are a text, and no further one', () => {
    same(new Uint8Array(65_536).fill(97));
    expect(scrubbed(new Uint8Array(65_537).fill(97))).toEqual(counted('too_long'));
    expect(scrubbed(Uint8Array.of(0xff))).toEqual(counted('unreadable'));
    expect(scrubbed(new TextEncoder().encode('anna@example.com'))).toEqual(counted('email'));
  });

  it('loses the items and entries that go, and keeps the others', () => {
    expect(scrubbed({ message: 'a', phone: '1' }).kept).toEqual({ message: 'a' });
    expect(scrubbed([['a'], new Map([['phone', '1']]), { message: 'anna@example.com' }]).kept).toEqual([
      ['a'],
      new Map(),
      { message: '[email]' },
    ]);
    expect(
      scrubbed(
        new Map<unknown, unknown>([
          [1, 'a'],
          ['message', 'b'],
        ]),
      ).kept,
    ).toEqual(new Map([['message', 'b']]));
  });
});

describe('the attributes of an object', () => {
  it('lose what goes and change where something is found', () => {
    const attributes = { order_id: '7', message: 'anna@example.com', phone: '1' };
    createGate(defaultPolicy).scrubAttributes(place, attributes);
    expect(attributes).toEqual({ order_id: '7', message: '[email]' });
  });
});

describe('a hash', () => {
  const hashing = (salt = '0123456789abcdef') => createGate(policyFrom({ unknown_keys: 'hash', salt }));

  it('is the same for the same value, and is counted', () => {
    const gate = hashing();
    const of = (value: unknown) => gate.scrubAttribute(place, 'colour', value);
    expect(of(1n)).toBe(of('1'));
    expect(of({ a: 1 })).toBe(of({ a: 1 }));
    expect(of('red')).not.toBe(of('blue'));
    expect(gate.counts()).toEqual([{ place, key: 'colour', detector: 'unknown_key', count: 6 }]);
  });

  it('needs sixteen characters of salt', () => {
    expect(() => hashing('0123456789abcde')).toThrow(/salt.*16 characters/);
    expect(() => createGate({ ...defaultPolicy, unknownKeys: 'hash' })).toThrow(PolicyError);
    expect(() => hashing()).not.toThrow();
    expect(() => policyFrom({ salt: 'short' })).not.toThrow();
  });
});

describe('counts', () => {
  it('are reported at each removal, and begin again when they are forgotten', () => {
    const stops: string[] = [];
    const gate = createGate(defaultPolicy, { onStop: (...stop) => stops.push(stop.join(' ')) });
    gate.scrubAttribute(place, 'phone', '1');
    gate.scrubAttribute(place, key, card);
    expect(stops).toEqual(['span.attribute person', 'span.attribute card']);
    gate.forgetCounts();
    expect(gate.counts()).toEqual([]);
  });

  it('are listed by how often they occurred', () => {
    const gate = createGate(defaultPolicy);
    for (const name of ['colour', 'shade', 'shade', 'shade', 'tint', 'tint'])
      gate.scrubAttribute(place, name, 'a');
    expect(gate.counts().map((one) => [one.key, one.count])).toEqual([
      ['shade', 3],
      ['tint', 2],
      ['colour', 1],
    ]);
  });

  it.each([
    ['colour', 'colour'],
    ['цвет.a-b_1', 'цвет.a-b_1'],
    ['_colour', '_colour'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['a'.repeat(65), '(not a name)'],
    ['1colour', '(not a name)'],
    ['a colour', '(not a name)'],
    ['colour!', '(not a name)'],
    ['colour1234', 'colour1234'],
    ['colour12345', '(not a name)'],
    ['', ''],
  ])('show the key %s as %s', (name, shown) => {
    const gate = createGate(defaultPolicy);
    gate.scrubAttribute(place, name, 'a');
    expect(gate.counts().map((one) => one.key)).toEqual([shown]);
  });

  it('show a thousand kinds, and further ones together', () => {
    const gate = createGate(defaultPolicy);
    const name = (i: number) => `colour${i}`;
    for (let i = 0; i < 1002; i++) gate.scrubAttribute(place, name(i), 'a');
    gate.scrubAttribute(place, name(5), 'a');
    gate.scrubAttribute(place, '', 'a');
    const counts = new Map(gate.counts().map((one) => [one.key, one.count]));
    expect(counts.size).toBe(1002);
    expect(counts.get(name(999))).toBe(1);
    expect(counts.get(name(1000))).toBeUndefined();
    expect(counts.get(name(5))).toBe(2);
    expect(counts.get('(others)')).toBe(2);
    expect(counts.get('')).toBe(1);
  });
});

describe('a policy', () => {
  it('has the default for each missing entry', () => {
    expect(policyFrom(undefined)).toEqual(defaultPolicy);
    expect(policyFrom(null)).toEqual(defaultPolicy);
    expect(policyFrom({})).toEqual(defaultPolicy);
    expect(defaultPolicy).toEqual({
      allow: [],
      deny: [],
      unknownKeys: 'drop',
      salt: '',
      ipAddresses: 'private',
      phoneRegions: ['RU', 'US', 'GB', 'DE', 'FR'],
    });
  });

  it('takes each entry', () => {
    const salt = '0123456789abcdef';
    expect(
      policyFrom({
        allow: ['a', 'b.*'],
        deny: ['c'],
        unknown_keys: 'hash',
        salt,
        ip_addresses: 'keep',
        phone_regions: ['IT'],
      }),
    ).toEqual({
      allow: ['a', 'b.*'],
      deny: ['c'],
      unknownKeys: 'hash',
      salt,
      ipAddresses: 'keep',
      phoneRegions: ['IT'],
    });
    expect(policyFrom({ ip_addresses: 'drop' }).ipAddresses).toBe('drop');
    expect(policyFrom({ ip_addresses: 'private' }).ipAddresses).toBe('private');
  });

  it.each([
    ['a text', /file.*no map/],
    [[], /file.*no map/],
    [{ allowed: [] }, /allowed.*none of allow, deny, unknown_keys, salt, ip_addresses, phone_regions\./],
    [{ allow: 'a' }, /allow: it is no list of keys/],
    [{ deny: [1] }, /deny: it is no list of keys/],
    [{ deny: ['a', ''] }, /deny: it is no list of keys/],
    [{ allow: ['a*'] }, /allow: "a\*".*at the end/],
    [{ allow: ['a.*.b'] }, /allow: "a\.\*\.b"/],
    [{ allow: ['*.*'] }, /allow/],
    [{ deny: ['ok', '*'] }, /deny: "\*"/],
    [{ unknown_keys: 'keep' }, /unknown_keys: it is none of drop, hash\./],
    [{ ip_addresses: 'hash' }, /ip_addresses: it is none of keep, private, drop\./],
    [{ salt: 5 }, /salt: it is no text/],
    [{ phone_regions: 'DE' }, /phone_regions: it is no list/],
  ])('that is %j is refused with its problem', (document, problem) => {
    expect(() => policyFrom(document)).toThrow(problem);
    expect(() => policyFrom(document)).toThrow(
      expect.objectContaining({ name: 'PolicyError', code: 'BAD_POLICY' }) as Error,
    );
  });
});

describe('an ID', () => {
  const pseudonymKey = Buffer.alloc(32, 1);
  const gateWith = (options: GateOptions = {}) => createGate(defaultPolicy, { pseudonymKey, ...options });

  it('may have 1024 characters', () => {
    expect(gateWith().scrubId(place, key, 'x'.repeat(1024))).toBe('x'.repeat(1024));
    expect(gateWith().scrubId(place, key, 'x'.repeat(1025))).toMatch(/^anon-/);
  });

  it('of a person who searches has the pseudonym of the records, and is not counted', () => {
    const gate = gateWith();
    const kept = gate.scrubAttribute(place, 'order_id', 'anna@example.com');
    gate.forgetCounts();
    expect(gate.pseudonymOfId('anna@example.com')).toBe(kept);
    expect(gate.pseudonymOfId('A-48213')).toBeUndefined();
    expect(createGate(defaultPolicy).pseudonymOfId('anna@example.com')).toBeUndefined();
    expect(gate.counts()).toEqual([]);
  });

  it('is counted at its place under its key', () => {
    const gate = gateWith();
    gate.scrubId('span.attribute', 'http.vorgang', 'anna@example.com');
    expect(gate.counts()).toEqual([
      { place: 'span.attribute', key: 'http.vorgang', detector: 'email', count: 1 },
    ]);
  });
});
