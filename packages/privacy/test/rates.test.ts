import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { randomUUID, randomBytes, randomInt } from 'node:crypto';
import { expect, it } from 'vitest';

const many = 10_000;
const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');
const gate = createGate(defaultPolicy);
const share = (make: () => string) => {
  let changed = 0;
  for (let i = 0; i < many; i++) {
    const text = make();
    if (gate.scrubText('log.body', text) !== text) changed++;
  }
  return changed / many;
};
const luhnDigit = (head: string) => {
  const sum = Array.from(head)
    .toReversed()
    .reduce((all, char, i) => {
      const value = Number(char) * (i % 2 === 0 ? 2 : 1);
      return all + (value > 9 ? value - 9 : value);
    }, 0);
  return String((10 - (sum % 10)) % 10);
};
const ean = () => {
  const head = digits(12);
  const sum = Array.from(head).reduce((all, char, i) => all + Number(char) * (i % 2 === 0 ? 1 : 3), 0);
  return head + String((10 - (sum % 10)) % 10);
};
const time = () => 1_600_000_000_000 + randomInt(400_000_000_000);
const weights12 = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const check = (head: string, weights: number[]) =>
  String((weights.reduce((all, weight, i) => all + weight * Number(head[i]), 0) % 11) % 10);

it.each([
  ['order ids', () => `${randomInt(10_000, 99_999_999)}`],
  ['order ids with a prefix', () => `ORD-2026-${digits(9)}`],
  ['UUIDs', () => randomUUID()],
  ['trace ids', () => randomBytes(16).toString('hex')],
  ['span ids', () => randomBytes(8).toString('hex')],
  ['EANs', ean],
  ['times in seconds', () => String(Math.floor(time() / 1000))],
  ['times in milliseconds', () => String(time())],
  ['times in nanoseconds', () => `${time()}${digits(6)}`],
  ['times as texts', () => new Date(time()).toISOString()],
  ['versions', () => `${randomInt(300)}.${randomInt(300)}.${randomInt(300)}.${randomInt(300)}`],
])('at most one in a hundred %s is taken for something else', (_, make) => {
  expect(share(make)).toBeLessThanOrEqual(0.01);
});

it.each([
  ['cards', () => ((head) => head + luhnDigit(head))(`4${digits(14)}`)],
  [
    'cards in groups',
    () => ((head) => (head + luhnDigit(head)).replace(/(\d{4})(?=\d)/g, '$1 '))(`2200${digits(11)}`),
  ],
  [
    'INNs',
    () =>
      ((head) => ((two) => two + check(two, weights12))(head + check(head, weights12.slice(1))))(
        `77${digits(8)}`,
      ),
  ],
  ['mobile numbers', () => `+7 (9${digits(2)}) ${digits(3)}-${digits(2)}-${digits(2)}`],
  ['bare mobile numbers', () => `89${digits(9)}`],
  ['passports', () => `45 ${digits(2)} ${digits(6)}`],
  ['e-mail addresses', () => `user${digits(4)}@example.com`],
  [
    'JWTs',
    () =>
      `eyJ${randomBytes(20).toString('base64url')}.${randomBytes(40).toString('base64url')}.${randomBytes(32).toString('base64url')}`,
  ],
])('at least 98 of a hundred %s are found', (_, make) => {
  expect(share(make)).toBeGreaterThanOrEqual(0.98);
});
