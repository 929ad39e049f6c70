import { describe, expect, it } from 'vitest';
import { kindOfKey } from '../src/key-words.js';

describe('the kind of value that a key names', () => {
  it.each([
    ['password', 'credential'],
    ['пароль', 'credential'],
    ['api_key', 'credential'],
    ['access.key', 'credential'],
    ['private-key', 'credential'],
    ['secretKey', 'credential'],
    ['ACCOUNT_KEY', 'credential'],
    ['session id', 'credential'],
    ['set-cookie', 'credential'],
    ['pin/code', 'credential'],
    ['e-mail', 'person'],
    ['birthDate', 'person'],
    ['date-birth', 'person'],
    ['place.of.birth', 'person'],
    ['телефон', 'person'],
    ['unit.price', 'money'],
    ['цена', 'money'],
    ['name.of.customer.name', 'person'],
    ['клиент.name', 'person'],
    ['holder_name', 'person'],
    ['product_name', undefined],
    ['name', undefined],
    ['имя', 'person'],
    ['key', undefined],
    ['api', undefined],
    ['key_api', undefined],
    ['order.id', undefined],
    ['', undefined],
    ['...', undefined],
  ])('of %s is %s', (key, kind) => expect(kindOfKey(key)).toBe(kind));

  it.each([
    ['PGPASSWORD', 'credential'],
    ['dbpasswd', 'credential'],
    ['mypwd', 'credential'],
    ['apwd', undefined],
    ['1mypwd', undefined],
    ['mypwds', undefined],
    ['dbpass', 'credential'],
    ['xdbpass', undefined],
    ['dbpassage', undefined],
    ['trespass', undefined],
    ['1secret', undefined],
    ['secretary', undefined],
    ['topsecret', 'credential'],
    ['db_pass', 'credential'],
    ['pass', 'credential'],
    ['first_pass', undefined],
    ['second.pass', undefined],
  ])('of a word with an ending such as %s is %s', (key, kind) => expect(kindOfKey(key)).toBe(kind));

  it.each([
    ['with look-alike letters of another alphabet', 'pаsswоrd'],
    ['with a Ukrainian letter', 'pіn'],
    ['with Serbian letters', 'јwt'],
    ['with an invisible character', 'pass\u00adword'],
    ['with wide letters', 'ｐａｓｓｗｏｒｄ'],
    ['with capitals', 'PASSWORD'],
    ['with several signs between', 'api__-key'],
    ['as its last word', 'order.service.token'],
    ['at its 256th character', `${'a'.repeat(251)}.pin`.slice(-256)],
  ])('is found %s', (_, key) => expect(kindOfKey(key)).toBe('credential'));

  it('is not looked for after 256 characters', () => {
    expect(kindOfKey(`${'a'.repeat(256)}.password`)).toBeUndefined();
    expect(kindOfKey(`${'a'.repeat(254)}.pin`)).toBeUndefined();
  });

  it('is decided by the first word that names one', () => {
    expect(kindOfKey('price.password')).toBe('money');
    expect(kindOfKey('password.price')).toBe('credential');
    expect(kindOfKey('phone.price')).toBe('person');
  });

  it.each([
    ['customer', false, 'person'],
    ['customer', true, 'person'],
    ['user', false, undefined],
    ['user', true, 'person'],
    ['order.customer', false, undefined],
    ['order.customer', true, 'person'],
    ['the.order.customer', true, 'person'],
    ['customer.order', true, undefined],
    ['order', true, undefined],
    ['', true, undefined],
  ] as const)('of %s, as an object: %s, is %s', (key, isAnObject, kind) => {
    expect(kindOfKey(key, isAnObject)).toBe(kind);
  });
});
