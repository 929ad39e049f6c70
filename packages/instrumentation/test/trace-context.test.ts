import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextFromCarrier, orderCarrier, withCarrier } from '../src/carrier.js';
import { validTraceState } from '../src/trace-state.js';
import { startKit } from './support/kit.js';

const trace1 = '7d1c5b3f2a9e48d6b0c4f1e2d3a59687';
const span1 = '5e1f8a2b3c4d6079';
const carrier = (flags: string, tracestate?: string) => ({
  traceparent: `00-${trace1}-${span1}-${flags}`,
  ...(tracestate === undefined ? {} : { tracestate }),
});

const sentState = (header: string | readonly string[]) => validTraceState(header)?.serialize();

describe('a tracestate', () => {
  it('loses its blanks and its empty members, and keeps its order', () => {
    expect(sentState('b=2 ,\t a=1,, ,c@x=3')).toBe('b=2,a=1,c@x=3');
    expect(sentState(['b=2', '', 'a=1'])).toBe('b=2,a=1');
    expect(sentState(' ,, ')).toBeUndefined();
  });

  it.each([
    'foo',
    '=1',
    'foo=',
    'FOO=1',
    'foo=a=b',
    'foo=\u00e9',
    '@foo=1',
    `${'k'.repeat(257)}=1`,
    `foo=${'x'.repeat(257)}`,
  ])('is discarded whole where it holds %s', (member) => expect(sentState(`ok=1,${member}`)).toBeUndefined());

  it('keeps every key of level 2 of the specification', () => {
    for (const state of [
      '1foo=1',
      'foo@=1',
      'foo@bar@baz=1',
      `${'t'.repeat(242)}@v=1`,
      `${'k'.repeat(256)}=1`,
    ])
      expect(sentState(state)).toBe(state);
  });

  it('keeps the latest member of a key, which is the first', () => {
    expect(sentState('foo=1,bar=2,foo=3')).toBe('foo=1,bar=2');
  });

  it('gets a changed member in front, and stays as it is itself', () => {
    const state = validTraceState('foo=1,bar=2');
    expect(state?.set('bar', '3').serialize()).toBe('bar=3,foo=1');
    expect(state?.unset('foo').serialize()).toBe('bar=2');
    expect([state?.get('bar'), state?.get('baz'), state?.serialize()]).toEqual([
      '2',
      undefined,
      'foo=1,bar=2',
    ]);
  });

  it('longer than 512 characters loses long members first, then the last ones', () => {
    const long = `long=${'x'.repeat(200)}`;
    const short = Array.from({ length: 7 }, (_, i) => `k${i}=${'y'.repeat(60)}`);
    const [first = '', ...others] = short;
    expect(sentState([first, long, ...others].join(','))).toBe(short.join(','));
    const nine = Array.from({ length: 9 }, (_, i) => `k${i}=${'y'.repeat(60)}`);
    expect(sentState(nine.join(','))).toBe(nine.slice(0, 8).join(','));
  });

  it('never breaks the rules itself, whatever came', () => {
    const member = fc.oneof(fc.stringMatching(/^[a-z@]{1,4}=[!-~ ]{1,140}$/), fc.string());
    fc.assert(
      fc.property(fc.array(member, { maxLength: 40 }), (members) => {
        const state = sentState(members.join(','));
        if (state === undefined) return;
        expect(state.length).toBeLessThanOrEqual(512);
        expect(sentState(state)).toBe(state);
      }),
    );
  });

  it('of a header full of blanks takes no time', () => {
    const started = performance.now();
    expect(sentState(`a${' '.repeat(60_000)}b`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a carrier', () => {
  it('passes the flags on that are known, and no others', async () => {
    const test = await startKit();
    try {
      expect(withCarrier(carrier('ff'), orderCarrier).traceparent).toBe(`00-${trace1}-${span1}-01`);
      expect(withCarrier(carrier('fe'), orderCarrier).traceparent).toBe(`00-${trace1}-${span1}-00`);
      expect(withCarrier(carrier('01', 'b=2, a=1'), orderCarrier).tracestate).toBe('b=2,a=1');
    } finally {
      await test.close();
    }
  });

  it('without a usable trace leaves the context without one, and its state', () => {
    const context = contextFromCarrier({ traceparent: 'nonsense', tracestate: 'a=1' });
    expect(trace.getSpanContext(context)).toBeUndefined();
    expect(trace.getSpanContext(ROOT_CONTEXT)).toBeUndefined();
  });
});
