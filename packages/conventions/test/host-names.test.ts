import { hostNameRefusal, urlRefusal } from '@ordertrace/conventions';
import { expect, it } from 'vitest';

const label = 'a'.repeat(63);
const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;

it.each([
  'https://example.com/hook',
  'http://localhost:4318',
  'https://[2001:db8::1]/',
  'https://192.0.2.7/',
  'https://example.com./',
  'smtps://mail.example.com:465',
  `https://${longest}/`,
  `https://${longest}./`,
])('connects to %s', (url) => {
  expect(urlRefusal(url)).toBeUndefined();
  expect(urlRefusal(new URL(url))).toBeUndefined();
});

it.each([
  ['example.com', 'it is no address'],
  ['https://', 'it is no address'],
  [`https://${longest}a/`, 'its host name has more than 253 characters'],
  [`https://${'a'.repeat(256)}.com/`, 'its host name has more than 253 characters'],
  [`https://${label}a.com/`, 'a part of its host name has more than 63 characters'],
  ['https://example..com/', 'a part of its host name is empty'],
  // Counted in ASCII, as it is sent.
  [`https://${'ж'.repeat(60)}.рф/`, 'a part of its host name has more than 63 characters'],
  [`smtp://${'b'.repeat(64)}.com`, 'a part of its host name has more than 63 characters'],
])('refuses %s', (url, reason) => {
  expect(urlRefusal(url)).toBe(reason);
});

it('refuses a host by its name alone, too', () => {
  expect(hostNameRefusal(`${label}a`)).toBe('a part of its host name has more than 63 characters');
  expect(hostNameRefusal('mail')).toBeUndefined();
});
