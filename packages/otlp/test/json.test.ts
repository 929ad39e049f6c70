import { existsSync, readFileSync } from 'node:fs';
import { decodeLogs, decodeTraces, logOf, spanOf } from '@ordertrace/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteLongNumbers } from '../src/json/long-numbers.js';
import { storedLogs, storedSpans } from './stored.js';

function span(fields: object) {
  const base = { traceId: '5B8EFFF798038103D269B633813FC60C', spanId: 'EEE19B7EC3C1B174' };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...base, ...fields }] }] }] };
  return decodedSpan(JSON.stringify(request));
}

function decodedSpan(json: string) {
  const [stored] = storedSpans(decodeTraces(Buffer.from(json), 'json').batch);
  return spanOf(stored!);
}

describe('OTLP/JSON', () => {
  it('has ids in hex of either case', () => {
    expect(span({}).traceId).toBe('5b8efff798038103d269b633813fc60c');
    expect(span({ traceId: '5b8efff798038103d269b633813fc60c' }).spanId).toBe('eee19b7ec3c1b174');
  });

  it('has 64-bit numbers as texts or numbers, all digits kept', () => {
    expect(span({ startTimeUnixNano: '1544712660300000001' }).startNanos).toBe(1544712660300000001n);
    const json =
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":';
    const number = `${json}"EEE19B7EC3C1B174","startTimeUnixNano": 1544712660300000001}]}]}]}`;
    expect(decodedSpan(number).startNanos).toBe(1544712660300000001n);
  });

  it('has enumerations as numbers, or names', () => {
    expect(span({ kind: 5, status: { code: 2 } })).toMatchObject({ kind: 'consumer', status: 'error' });
    expect(span({ kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_OK' } })).toMatchObject({
      kind: 'client',
      status: 'ok',
    });
  });

  it('may have numbers that are none and null for what is absent', () => {
    const attributes = [
      { key: 'a', value: { doubleValue: 'NaN' } },
      { key: 'b', value: { doubleValue: '-Infinity' } },
      { key: 'c', value: { doubleValue: 1 } },
      { key: 'd', value: null },
    ];
    expect([...span({ attributes, name: null }).attributes.values()]).toEqual([NaN, -Infinity, 1, null]);
  });

  it('may have unknown fields', () => {
    expect(span({ name: 'n', someNewField: { deep: [1, 2] } }).name).toBe('n');
  });

  it('may come with a byte order mark and bytes that are no UTF-8', () => {
    const json = JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: '*' } }] }] }],
    });
    const [before, after] = json.split('*');
    const bytes = Buffer.concat([Buffer.from(before!), Buffer.from([0xff]), Buffer.from(after!)]);
    const [stored] = storedLogs(decodeLogs(bytes, 'json').batch);
    expect(logOf(stored!).body).toBe('\uFFFD');
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)]);
    expect(decodeLogs(marked, 'json').batch.logs.length).toBe(1);
  });
});

describe('long numbers', () => {
  it('change nothing but their digits: other JSON parses to the same', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        expect(JSON.stringify(JSON.parse(quoteLongNumbers(json)), unquoted)).toBe(
          JSON.stringify(JSON.parse(json), unquoted),
        );
      }),
    );
  });

  it.each([
    ['[1544712660300000001]', '["1544712660300000001"]'],
    ['{"a": -1544712660300000001}', '{"a": "-1544712660300000001"}'],
    ['["1544712660300000001", 1544712660300000001.5]', '["1544712660300000001", 1544712660300000001.5]'],
    ['[12345678901234567e3]', '[12345678901234567e3]'],
    ['["a\\"[1544712660300000001"]', '["a\\"[1544712660300000001"]'],
  ])('%s becomes %s', (json, expected) => {
    expect(quoteLongNumbers(json)).toBe(expected);
  });
});

/** Reads long numbers as the same number, quoted or not. */
function unquoted(_: string, value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value;
}

// Beside the repository, or beside the folder of its worktrees.
const samples = ['../../../../shared/data/otlp/', '../../../../../shared/data/otlp/']
  .map((path) => new URL(path, import.meta.url))
  .find((folder) => existsSync(folder));

describe.skipIf(samples === undefined)(
  "the protocol's own examples (skipped where they are not at hand)",
  () => {
    const example = (name: string) => readFileSync(new URL(name, samples));

    it('of traces', () => {
      const [stored] = storedSpans(decodeTraces(example('trace.json'), 'json').batch);
      expect(stored?.service).toBe('my.service');
      expect(spanOf(stored!)).toMatchObject({
        name: "I'm a server span",
        kind: 'server',
        durationNanos: 1_000_000_000n,
        attributes: new Map([['my.span.attr', 'some value']]),
        scope: { name: 'my.library', version: '1.0.0' },
      });
    });

    it('of logs', () => {
      const [stored] = storedLogs(decodeLogs(example('logs.json'), 'json').batch);
      const { attributes, ...log } = logOf(stored!);
      expect(log).toMatchObject({
        body: 'Example log record',
        severityNumber: 10,
        traceId: '5b8efff798038103d269b633813fc60c',
      });
      expect(attributes.get('int.attribute')).toBe(10n);
      expect(attributes.get('array.attribute')).toEqual(['many', 'values']);
    });

    it('of events', () => {
      const [stored] = storedLogs(decodeLogs(example('events.json'), 'json').batch);
      expect(stored?.eventName).toBe('browser.page_view');
      expect(logOf(stored!).body).toBeInstanceOf(Map);
    });
  },
);
