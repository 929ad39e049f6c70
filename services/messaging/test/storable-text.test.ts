import { cloudEvent, readCloudEvent, unstorableText } from '@ordertrace/messaging';
import { expect, it } from 'vitest';

it.each([
  ['a text', 'plain', undefined],
  ['NUL', 'a\0b', []],
  ['half of a pair', 'a\ud800', []],
  ['a whole pair', '🎁', undefined],
  ['a text inside', { customer: { name: 'a\0' } }, ['customer', 'name']],
  ['a text in a list', { lines: ['a', '\udc00'] }, ['lines', '1']],
  ['the name of a field', { outer: { 'a\0': 1 } }, ['outer']],
  ['numbers, nothing and dates', [1, null, undefined, true, new Date(0)], undefined],
])('finds what PostgreSQL can not store: %s', (_name, value, path) => {
  expect(unstorableText(value)).toEqual(path);
});

it('looks into values however deep they nest', () => {
  let value: unknown = '\0';
  for (let depth = 0; depth < 50_000; depth++) value = [value];
  expect(unstorableText(value)).toHaveLength(50_000);
});

it('makes a message invalid that no inbox and no dead letter can keep', () => {
  const event = { source: 'mes-api', type: 'order.approved', orderId: '1', tenantId: 'retail' };
  expect(() => readCloudEvent(cloudEvent({ ...event, data: { reason: 'a\0' } }))).toThrow(
    'data.reason must not hold the character NUL',
  );
});
