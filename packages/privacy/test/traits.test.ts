import { mayHoldPersonalPath, trait, traitsOfUtf8 } from '@ordertrace/privacy';
import { describe, expect, it } from 'vitest';
import { traitsOfText } from '../src/traits.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const inUtf8 = (text: string) => {
  const bytes = bytesOf(`@${text}@`);
  return traitsOfUtf8(bytes, 1, bytes.length - 1);
};
const namesOf = (traits: number) =>
  Object.entries(trait)
    .filter(([, bit]) => (traits & bit) !== 0)
    .map(([name]) => name)
    .join(' ');

describe('the traits of a text', () => {
  it.each([
    ['', ''],
    ['a b c, (d) [e] {f} / ; ! * + " `', ''],
    ['12345', ''],
    ['123456', 'someDigits'],
    ['1a2b3 4 56', 'someDigits'],
    ['12345678', 'someDigits'],
    ['123 456 789', 'digits someDigits'],
    ['@', 'at'],
    [':', 'pair'],
    ['=', 'pair'],
    ['<', 'pair'],
    ['>', 'pair'],
    ["'", 'pair'],
    ['$', 'currency'],
    ['?', 'query'],
    ['%', 'disguise'],
    ['&', 'disguise'],
    ['\\', 'disguise'],
    ['\0', 'disguise'],
    ['abcdefghijklmno', ''],
    ['abcdefghijklmnop', 'token'],
    ['ABCDEF_hijk-1mno', 'token currency'],
    ['abcdefgh.ijklmnop', ''],
    ['abcdefghijklmnop q', 'token'],
    ['a bcdefghijklmnop', ''],
    ['A', ''],
    ['1', ''],
    ['A1', 'currency'],
    ['Z9', 'currency'],
    ['a1', ''],
    ['1 é', 'currency'],
    ['1 ж', 'currency'],
    ['1.2.3.4', 'dotted'],
    ['1.2.3', ''],
    ['1.2.a.4', ''],
    ['...1234', 'dotted'],
    ['é ž ж', ''],
    ['\u00ad', 'disguise'],
    ['\u0301', 'disguise'],
    ['\u0660', 'disguise'],
    ['＠', 'disguise'],
    ['\u202f', 'disguise'],
    ['1\u202f', 'currency disguise'],
    ['\u{1d7ce}', 'disguise'],
  ])('%j are: %s', (text, names) => {
    expect(namesOf(traitsOfText(text))).toBe(names);
    expect(namesOf(inUtf8(text))).toBe(names);
  });

  it('look at no byte outside of it', () => {
    expect(traitsOfUtf8(bytesOf('@a@'), 1, 2)).toBe(0);
    expect(traitsOfUtf8(bytesOf('a@'), 0, 1)).toBe(0);
    expect(traitsOfText('abc')).toBe(0);
  });

  it.each([
    ['\u00bf', true],
    ['\u00c0', false],
    ['\u02ff', false],
    ['\u0300', true],
    ['\u03ff', true],
    ['\u0400', false],
    ['\u052f', false],
    ['\u0530', true],
  ])('of the letter %j show a disguise: %s', (text, isDisguise) => {
    expect((traitsOfText(text) & trait.disguise) !== 0).toBe(isDisguise);
  });
});

describe('a personal path may be in', () => {
  it.each([
    ['/customers/anna', true],
    ['/client', true],
    ['a/users/x', true],
    ['/USERS/x', true],
    ['/buyer', true],
    ['/person', true],
    ['/people', true],
    ['/profile', true],
    ['/account', true],
    ['/member', true],
    ['/home/a', true],
    ['/recipient', true],
    ['/orders/users/a', true],
    ['/use', false],
    ['/user', true],
    ['users/a', false],
    ['/orders/48213', false],
    ['/', false],
    ['', false],
  ])('%s: %s', (text, may) => {
    const bytes = bytesOf(`/home${text}/home`);
    expect(mayHoldPersonalPath(bytes, 5, bytes.length - 5)).toBe(may);
  });
});
