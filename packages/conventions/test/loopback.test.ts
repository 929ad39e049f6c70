import { isLoopback } from '@ordertrace/conventions';
import { expect, it } from 'vitest';

it.each(['127.0.0.1', '127.9.8.7', '::1', 'localhost'])('%s is reachable from this machine only', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['127.example.com', '127.0.0', '0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', ''])(
  '%s may be reachable from other machines',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
