import { createLogger } from '@ordertrace/instrumentation';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { expect, it } from 'vitest';
import { gatedSpans } from '../src/privacy.js';

it('a log line holds no personal data, wherever it stood', () => {
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
  logger.info(
    {
      customer: { name: 'Anna Petrova' },
      price: 4990,
      favourite: 'Petrova',
      reason: 'to anna@example.com',
      facets: 12,
    },
    'mail to anna@example.com failed',
  );
  logger.error({ err: new Error('Key (email)=(anna@example.com) exists') }, 'database');
  expect(lines.join('')).not.toMatch(/petrova|anna|4990/i);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ facets: 12, msg: 'mail to [email] failed' });
});

it('a finished span is scrubbed in its name, attributes, events, links and status', () => {
  const secret = 'anna@example.com';
  const attributes = () => ({ 'error.type': secret, 'customer.name': 'anna' });
  const span = {
    name: `GET ${secret}`,
    attributes: attributes(),
    status: { code: 2, message: secret },
    events: [{ name: secret, attributes: { 'exception.message': secret, ...attributes() } }],
    links: [{ attributes: attributes() }],
  };
  const passed: unknown[] = [];
  const done = () => Promise.resolve();
  const next = {
    onStart: () => undefined,
    onEnd: (one: unknown) => void passed.push(one),
    forceFlush: done,
    shutdown: done,
  };
  gatedSpans(createGate(defaultPolicy), next).onEnd(span as never);
  expect(passed).toHaveLength(1);
  expect(JSON.stringify(passed)).not.toContain('anna');
});
