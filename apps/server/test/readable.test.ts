import { expect, it } from 'vitest';
import { readableAttributes, readableResource } from '../src/telemetry/readable.js';

it('gives every attribute by its name, whatever the name', () => {
  const readable = readableAttributes(
    new Map([
      ['order_id', '48213'],
      ['__proto__', 'a text'],
    ]),
  );
  expect(Object.entries(readable)).toEqual([
    ['order_id', '48213'],
    ['__proto__', 'a text'],
  ]);
});

it('reads a resource that many spans share once', () => {
  const resource = { attributes: new Map([['service.name', 'shop-api']]) };
  expect(readableResource(resource)).toBe(readableResource(resource));
});
