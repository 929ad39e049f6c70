import type { TelemetryBatch } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces, scrubWith, type Scrub } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log, span } from './arbitrary.js';
import { sampleSpan } from './samples.js';

/** A gate's decisions without the cache of kept fields. */
function forgetful(gate = createGate(defaultPolicy)): Scrub {
  const scrub = scrubWith(gate);
  return (field) => scrub(field);
}

function held({ spans, logs, texts, resources, scopes, orders }: TelemetryBatch) {
  return [spans, logs]
    .map((columns) => Buffer.from(columns.body.subarray(0, columns.bodyEnd[columns.length - 1] ?? 0)))
    .concat([...resources, ...scopes].map((part) => Buffer.from(part)))
    .map((bytes) => bytes.toString('hex'))
    .concat(JSON.stringify([texts, orders]));
}

const keys = fc.constantFrom(
  'error.type',
  'db.query.text',
  'order_id',
  'customer.name',
  'url.path',
  'http.route',
);
const values = fc.constantFrom(
  'anna@example.com',
  'timeout',
  'SELECT 1',
  "SELECT 'Anna'",
  '/orders/48213',
  '4111111111111111',
  'B-100001',
  '0af7651916cd43dd8448eb211c80319c',
);
const traffic = fc.array(
  fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((entries) => new Map(entries)),
  { minLength: 1, maxLength: 20 },
);

describe('what a gate kept before', () => {
  it('is kept again, and all comes out as if it had been looked at', () => {
    const gate = createGate(defaultPolicy);
    const remembering = scrubWith(gate);
    fc.assert(
      fc.property(span, log, traffic, (one, line, several) => {
        const spans = [one, ...several.map((attributes) => sampleSpan({ attributes }))];
        for (const scrub of [remembering, remembering]) {
          const traces = encodeTraces(spans);
          expect(held(decodeTraces(traces, 'protobuf', { scrub }).batch)).toEqual(
            held(decodeTraces(traces, 'protobuf', { scrub: forgetful(gate) }).batch),
          );
          const logs = encodeLogs([line]);
          expect(held(decodeLogs(logs, 'protobuf', { scrub }).batch)).toEqual(
            held(decodeLogs(logs, 'protobuf', { scrub: forgetful(gate) }).batch),
          );
        }
      }),
    );
  });

  it('does not vouch for the same text under another key or in another place', () => {
    const gate = createGate(defaultPolicy);
    const scrub = scrubWith(gate);
    const name = 'Anna Petrova';
    const clean = encodeTraces([sampleSpan({ attributes: new Map([['error.type', name]]) })]);
    decodeTraces(clean, 'protobuf', { scrub });
    const planted = encodeTraces([sampleSpan({ attributes: new Map([['customer.name', name]]) })]);
    const [body] = held(decodeTraces(planted, 'protobuf', { scrub }).batch);
    expect(Buffer.from(body ?? '', 'hex').toString()).not.toContain(name);
  });
});

/** A bytes field: tag, length, contents. */
function field(tag: number, ...contents: readonly (string | Uint8Array)[]): Uint8Array {
  const bytes = Buffer.concat(contents.map((part) => Buffer.from(part)));
  return Buffer.concat([Uint8Array.of(tag, bytes.length), bytes]);
}

describe('what a reader would not see', () => {
  const secret = 'anna@example.com';
  const key = field(10, 'error.type');
  const clean = field(18, field(10, 'timeout'));
  it.each([
    ['a value before the one that counts', field(74, key, field(18, field(10, secret)), clean)],
    ['a key before the one that counts', field(74, field(10, secret), key, clean)],
    ['a text before the one that counts', field(74, key, field(18, field(10, secret), field(10, 'timeout')))],
    ['an unknown field of an attribute', field(74, key, clean, field(0x7a, secret))],
    ['an unknown field of a value', field(74, key, field(18, field(10, 'timeout'), field(0x7a, secret)))],
    [
      'an unknown field in a list',
      field(74, key, field(18, field(42, field(10, field(10, 'a')), field(0x7a, secret)))),
    ],
  ])('does not pass the gate: %s', (_, attribute) => {
    const ids = [field(10, new Uint8Array(16).fill(1)), field(18, new Uint8Array(8).fill(2))];
    const request = field(10, field(18, field(18, ...ids, attribute)));
    const scrub = scrubWith(createGate(defaultPolicy));
    for (let time = 0; time < 2; time++) {
      const { batch } = decodeTraces(request, 'protobuf', { scrub });
      expect(batch.spans.length).toBe(1);
      expect(Buffer.from(batch.spans.body).includes(secret)).toBe(false);
      expect(Buffer.from(batch.spans.body).includes('error.type')).toBe(true);
    }
  });
});
