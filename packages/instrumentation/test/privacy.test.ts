import { Console } from 'node:console';
import type { SpanContext } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { createLogger } from '@ordertrace/instrumentation';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { expect, it, vi } from 'vitest';
import { scrubConsole } from '../src/console-lines.js';
import { gatedSpans } from '../src/privacy.js';

const contextWith = (state: string): SpanContext => ({
  traceId: '1'.repeat(32),
  spanId: '2'.repeat(16),
  traceFlags: 1,
  traceState: new TraceState(state),
});

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
    links: [{ attributes: attributes(), context: contextWith(`vendor=${secret},other=1`) }],
    spanContext: () => contextWith(`vendor=${secret}`),
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
  const [sent] = passed as ReadableSpan[];
  const { name, status, events } = sent!;
  expect(JSON.stringify([name, sent!.attributes, status, events, sent!.links])).not.toContain('anna');
  expect(sent!.spanContext()).toMatchObject({ traceId: '1'.repeat(32), spanId: '2'.repeat(16) });
  expect(sent!.spanContext().traceState?.serialize()).toBe('vendor=[email]');
  expect(sent!.links[0]?.context.traceState?.serialize()).toBe('vendor=[email],other=1');
  // Further work of the process still has the original trace state.
  expect(span.spanContext().traceState?.serialize()).toContain(secret);
});

it('a span whose trace state is clean is passed on itself', () => {
  const passed: unknown[] = [];
  const span = {
    name: 'a',
    attributes: {},
    status: { code: 0 },
    events: [],
    links: [],
    spanContext: () => contextWith('vendor=1'),
  };
  const done = () => Promise.resolve();
  const onEnd = (one: unknown) => void passed.push(one);
  const next = { onStart: () => undefined, onEnd, forceFlush: done, shutdown: done };
  gatedSpans(createGate(defaultPolicy), next).onEnd(span as never);
  expect(passed[0]).toBe(span);
});

it('what a process writes by console is scrubbed, until the kit ends', () => {
  const written: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const own = { ...console };
  Object.assign(console, new Console(process.stdout, process.stderr));
  const restore = scrubConsole(createGate(defaultPolicy));
  try {
    console.log('to %s, 100%', 'anna@example.com', { phone: '+79161234567' });
    console.info('anna@example.com');
    console.debug('anna@example.com');
    console.warn('anna@example.com');
    console.error(new Error('anna@example.com'));
    console.trace('anna@example.com');
    console.dir({ email: { to: 'anna@example.com' } }, { depth: 0 });
    console.table([{ a: 'anna@example.com' }]);
    expect(written.length).toBe(8);
    expect(written.join('')).not.toMatch(/anna|7916/);
    expect(written[0]).toBe(`to [email], 100% { phone: '[person]' }\n`);
  } finally {
    restore();
    console.log('anna@example.com');
    Object.assign(console, own);
    out.mockRestore();
    err.mockRestore();
  }
  expect(written.at(-1)).toBe('anna@example.com\n');
});
