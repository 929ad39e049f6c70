import { readFile } from 'node:fs/promises';
import { orderMessages } from '@ordertrace/messaging';
import { expect, it } from 'vitest';
import { readMesConfig } from '../src/mes-config.js';

const page = await readFile(new URL('../../../docs/reference/services.md', import.meta.url), 'utf8');

it('the reference page names every setting that is read', () => {
  const read = new Set<string>();
  const given: Record<string, string> = { DATABASE_URL: 'postgres://h/d', MODELS_URL: 'file:///m' };
  const env = new Proxy(given, {
    get: (target, key) => {
      read.add(String(key));
      return target[String(key)];
    },
  });
  readMesConfig(env);
  expect(read.size).toBeGreaterThan(10);
  // The page describes `…_FILE` once for all secrets.
  for (const name of read) expect(page).toContain(`\`${name.replace(/^(.+[^S])_FILE$/, '$1')}\``);
});

it('the reference page names every message with its queue', () => {
  for (const [type, { queue }] of Object.entries(orderMessages)) {
    const line = page.split('\n').find((row) => row.includes(`\`${type}\``) && row.startsWith('|'));
    expect(line, type).toContain(queue);
  }
});
