import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { expect, it } from 'vitest';

const place = 'span.attribute';

it.each([
  'a',
  '1',
  '1 ',
  '@',
  'a@',
  '://',
  '?',
  '/?a=',
  'a:',
  'password=[',
  '-----BEGIN PRIVATE KEY',
  'eyJaaaa.',
  "'",
  '$a$',
  'GB82 ',
  '1.',
  '+7 ',
  'a@a.',
  '%40',
  '\\"',
  'x"=',
  '$1,',
  '₽1 ',
])('the time of the gate grows with the length only: %j repeated', (part) => {
  const gate = createGate(defaultPolicy);
  const text = part.repeat(Math.floor(65_536 / part.length));
  const begun = process.cpuUsage();
  gate.scrubAttribute(place, 'db.query.text', text);
  gate.scrubText(place, text);
  expect(process.cpuUsage(begun).user).toBeLessThan(2_000_000);
});
