import { describe, expect, it } from 'vitest';
import { findIn, replaceIn, type TextForm } from '../src/find.js';
import { trait, traitsOfText } from '../src/traits.js';

const forms: readonly TextForm[] = ['text', 'host', 'id', 'path', 'route', 'query', 'sql', 'state'];
const all = Object.values(trait).reduce((bits, bit) => bits | bit, 0);
const look = (text: string, traits: number, form: TextForm = 'text') =>
  findIn(text, { traits, form, regions: [] }).map(({ detector }) => detector);

/** A text, what is found in it, the traits of which one is needed, and the forms in which it is found. */
const searches: readonly (readonly [string, string, number, readonly TextForm[]])[] = [
  [
    '/find?q=a',
    'url_query',
    trait.query | trait.pair,
    ['text', 'host', 'id', 'path', 'route', 'query', 'sql'],
  ],
  ['anna@example.com', 'email', trait.at, ['text', 'host', 'id', 'path', 'route', 'sql', 'state']],
  [
    `npm_${'aB3dE6gH'.repeat(5).slice(0, 36)}`,
    'access_key',
    trait.token,
    ['text', 'host', 'id', 'path', 'route', 'sql', 'state'],
  ],
  [
    Buffer.from('to anna@example.com').toString('base64'),
    'email',
    trait.token,
    ['text', 'host', 'id', 'path', 'route', 'sql', 'state'],
  ],
  ['password=a', 'credential', trait.pair, ['text', 'host', 'id', 'path', 'route', 'state']],
  [
    "insert into t values ('a')",
    'sql_literal',
    trait.pair,
    ['text', 'host', 'id', 'path', 'route', 'sql', 'state'],
  ],
  [
    'Failing row contains (a',
    'sql_literal',
    trait.pair | trait.currency,
    ['text', 'host', 'id', 'path', 'route', 'state'],
  ],
  ['4111111111111111', 'card', trait.digits, ['text', 'host', 'id', 'path', 'route', 'sql', 'state']],
  ['219-09-9999', 'ssn', trait.digits, ['text', 'host', 'path', 'route', 'state']],
  ['phone 1234567', 'phone', trait.someDigits, ['text', 'host', 'path', 'route', 'state']],
  ['client 85.12.13.14', 'ip_address', trait.dotted | trait.pair, ['text', 'state']],
  ['5 ₽', 'money', trait.currency, ['text', 'host', 'path', 'route', 'state']],
];

describe.each(searches)('in %j, %s', (text, detector, needed, found) => {
  it('is found with a trait that it needs, and not without', () => {
    for (const bit of Object.values(trait))
      if ((needed & bit) !== 0) expect(look(text, bit)).toContain(detector);
    expect(look(text, all & ~needed & ~trait.disguise & ~trait.query)).not.toContain(detector);
  });

  it('is found in some forms', () => {
    const { disguise, query } = trait;
    for (const form of forms)
      if (form !== 'query' && form !== 'sql')
        expect([
          form,
          look(text, needed & ~(disguise | query) || needed, form).includes(detector as never),
        ]).toEqual([form, found.includes(form)]);
  });
});

describe('a search', () => {
  it('reads a statement and a query whole, also without traits', () => {
    expect(look('select 5', 0, 'sql')).toEqual(['sql_literal']);
    expect(look('select 5', 0)).toEqual([]);
    expect(look('a', 0, 'query')).toEqual(['url_query']);
    expect(look('price = $1', all, 'sql')).toEqual([]);
    expect(look('5 ₽', all, 'sql')).not.toContain('money');
    expect(look('phone 1234567', all, 'sql')).not.toContain('phone');
  });

  it('finds people in paths, but not in routes, IDs and statements', () => {
    const found = forms.filter((form) => look('/users/anna', 0, form).includes('person'));
    expect(found).toEqual(['text', 'host', 'path', 'state']);
  });

  it('reads disguised texts only with the traits of one, and not in a query', () => {
    expect(look('anna%40example.com', trait.disguise)).toEqual(['email']);
    expect(look('anna%40example.com', trait.query)).toEqual(['email']);
    expect(look('anna%40example.com', trait.at)).toEqual([]);
    expect(look('q=anna%40example.com', trait.disguise, 'query')).toEqual(['url_query']);
  });

  it('reads two layers of encodings', () => {
    const encoded = (layers: number) => {
      let text = 'to anna@example.com now';
      for (let i = 0; i < layers; i++) text = Buffer.from(text).toString('base64');
      return text;
    };
    expect(look(encoded(2), traitsOfText(encoded(2)))).toEqual(['email']);
    expect(look(encoded(3), traitsOfText(encoded(3)))).toEqual([]);
  });

  it('ignores what random bytes decode to, unless it is an address', () => {
    const found = (text: string) => {
      const encoded = Buffer.from(text).toString('base64');
      return look(encoded, traitsOfText(encoded));
    };
    expect(found('a sum of $49.90 in it')).toEqual([]);
    expect(found('see /find?q=a and so on')).toEqual([]);
    expect(found('client 85.12.13.14 left')).toEqual([]);
    expect(found('at https://shop.example/find?q=a')).toEqual(['url_query']);
    expect(found('a sum of $49.90 of anna@example.com')).toEqual(['email']);
  });

  it('merges what overlaps, under the name of the longest', () => {
    expect(findIn('password=anna@example.com!x', { traits: all, form: 'text', regions: [] })).toEqual([
      { start: 9, end: 27, detector: 'credential' },
    ]);
  });
});

it('findings are replaced by their names, or by what they say', () => {
  expect(
    replaceIn('a bc d', [
      { start: 0, end: 1, detector: 'card' },
      { start: 2, end: 4, detector: 'url_query', instead: '*' },
      { start: 5, end: 6, detector: 'sql_literal', instead: '' },
    ]),
  ).toBe('[card] * ');
  expect(replaceIn('a', [])).toBe('a');
});
