import { createGate, defaultPolicy, policyFrom, PolicyError, stopped } from '@ordertrace/privacy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const place = 'span.attribute';

describe('keys', () => {
  it.each(['order_id', 'http.route', 'server.address', 'exception.stacktrace', 'host.name', 'db.query.text'])(
    '%s may stay',
    (key) => expect(createGate(defaultPolicy).scrubAttribute(place, key, 'a')).toBe('a'),
  );

  it.each([
    ['customer.name', 'person'],
    ['firstName', 'person'],
    ['адрес', 'person'],
    ['order.price', 'money'],
    ['totalAmount', 'money'],
    ['сумма', 'money'],
    ['http.request.header.authorization', 'credential'],
    ['db.password', 'credential'],
    ['favourite_colour', 'unknown_key'],
    ['http.request.header.x-forwarded-for', 'unknown_key'],
    ['', 'unknown_key'],
  ])('%s is dropped, whatever its value is, as %s', (key, detector) => {
    const gate = createGate(defaultPolicy);
    for (const value of ['a', 1, true, 2n, ['a'], new Map([['message', 'a']])]) {
      expect(gate.scrubAttribute(place, key, value)).toBe(stopped);
    }
    expect(gate.counts()).toEqual([{ place, key, detector, count: 6 }]);
  });

  it('a key that holds data itself is dropped and not shown', () => {
    const gate = createGate(defaultPolicy);
    expect(gate.scrubAttribute(place, 'http.anna@example.com', 'a')).toBe(stopped);
    expect(JSON.stringify(gate.counts())).not.toContain('anna');
  });

  it('a policy adds keys and takes some away; values are looked at all the same', () => {
    const gate = createGate(policyFrom({ allow: ['vendor.*', 'colour'], deny: ['host.*', 'http.route'] }));
    expect(gate.scrubAttribute(place, 'vendor.part', 'a')).toBe('a');
    expect(gate.scrubAttribute(place, 'colour', 'anna@example.com')).toBe('[email]');
    expect(gate.scrubAttribute(place, 'host.name', 'a')).toBe(stopped);
    expect(gate.scrubAttribute(place, 'http.route', 'a')).toBe(stopped);
  });

  it('unknown keys can be kept as a hash that needs the salt; keys of people never', () => {
    const hashing = (salt: string) => createGate(policyFrom({ unknown_keys: 'hash', salt }));
    const a = hashing('0123456789abcdef').scrubAttribute(place, 'colour', 'red');
    expect(a).toMatch(/^hash:[0-9a-f]{16}$/);
    expect(hashing('another salt 1234').scrubAttribute(place, 'colour', 'red')).not.toBe(a);
    expect(hashing('0123456789abcdef').scrubAttribute(place, 'phone', 'red')).toBe(stopped);
  });

  it.each([
    { unknown_keys: 'hash' },
    { unknown_keys: 'keep' },
    { allowed: [] },
    { allow: ['*'] },
    { allow: 'a' },
    [],
  ])('the policy %j is refused', (document) => expect(() => policyFrom(document)).toThrow(PolicyError));
});

describe('values', () => {
  const card = 4111111111111111;

  it('numbers, lists, maps and bytes are looked into', () => {
    const gate = createGate(defaultPolicy);
    expect(gate.scrubAttribute(place, 'error.type', card)).toBe(stopped);
    expect(gate.scrubAttribute(place, 'error.type', BigInt(card))).toBe(stopped);
    expect(gate.scrubAttribute(place, 'error.type', ['a', 'b@example.com', card])).toEqual(['a', '[email]']);
    expect(
      gate.scrubValue(
        'log.body',
        new Map([
          ['message', 'b@example.com'],
          ['price', '1'],
        ]),
      ),
    ).toEqual(new Map([['message', '[email]']]));
    expect(gate.scrubAttribute(place, 'error.type', new TextEncoder().encode('b@example.com'))).toBe(stopped);
  });

  it('a question mark begins a query in a text, and none in a trace state', () => {
    const gate = createGate(defaultPolicy);
    const text = 'vendor=/a?b,other=1';
    expect(gate.scrubText('span.name', text)).toBe('vendor=/a?b,other=*');
    expect(gate.scrubText('span.trace_state', text)).toBe(text);
    expect(gate.scrubText('link.trace_state', text)).toBe(text);
    expect(gate.scrubText('span.trace_state', 'vendor=anna@example.com')).toBe('vendor=[email]');
    expect(gate.scrubText('span.trace_state', 'vendor=client 93.184.216.34')).toBe(
      'vendor=client [ip_address]',
    );
  });

  it('addresses of peers stay only where they are private', () => {
    const gate = createGate(defaultPolicy);
    expect(gate.scrubAttribute(place, 'network.peer.address', '10.0.0.7')).toBe('10.0.0.7');
    expect(gate.scrubAttribute(place, 'network.peer.address', '93.184.216.34')).toBe(stopped);
  });

  it('never throws and is done after one pass, whatever it is given', () => {
    const gate = createGate(defaultPolicy);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const once = gate.scrubText(place, text);
        expect(typeof once).toBe('string');
        gate.scrubAttribute(place, 'db.query.text', text);
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.anything(), (key, value) => void gate.scrubAttribute(place, key, value)),
    );
  });

  it('no e-mail address gets through in any text around it', () => {
    const gate = createGate(defaultPolicy);
    const around = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(gate.scrubText(place, `${before} anna@example.com ${after}`)).not.toContain(
          'anna@example.com',
        );
      }),
    );
  });

  it('what is beyond the bound does not stay', () => {
    const scrubbed = createGate(defaultPolicy).scrubText(place, 'a '.repeat(50_000) + 'end');
    expect(scrubbed.length).toBeLessThan(66_000);
    expect(scrubbed).toMatch(/\[too_long\]$/);
  });
});
