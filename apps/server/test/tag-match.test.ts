import type { AttributeValue, Span } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore } from '@ordertrace/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasTags, textsOf } from '../src/jaeger/tag-match.js';
import { findTraces } from '../src/jaeger/trace-search.js';

const traceId = 'a'.repeat(32);
const attributes = new Map<string, AttributeValue>([
  ['text', 'grüße, "мир"'],
  ['number as text', '12'],
  ['integer', 200n],
  ['double', 0.5],
  ['boolean', true],
  ['empty', ''],
  ['list', ['a', 'b', 7n]],
  ['map', new Map<string, AttributeValue>([['inner', 'x']])],
  ['bytes', Uint8Array.of(1, 2, 3)],
  ['constructor', 'a name of the language'],
]);
const span: Span = {
  traceId,
  spanId: 'b'.repeat(16),
  traceState: 'vendor=1',
  flags: 1,
  name: 'POST /orders',
  kind: 'server',
  startNanos: 1_795_358_742_000_000_000n,
  durationNanos: 1n,
  status: 'error',
  statusMessage: 'no such model',
  attributes,
  events: [{ timeNanos: 1n, name: 'retried', attributes: new Map([['event.key', 'seen']]) }],
  links: [{ traceId, spanId: 'c'.repeat(16), traceState: '', attributes: new Map([['link.key', 'linked']]) }],
  resource: {
    attributes: new Map([
      ['service.name', 'shop-api'],
      ['host.arch', 'arm64'],
    ]),
  },
  scope: { name: 'http', version: '2', attributes: new Map([['scope.key', 'scoped']]) },
};

describe('the texts of tags', () => {
  const store = createMemoryStore();
  beforeAll(() => store.append(decodeTraces(encodeTraces([span]), 'protobuf').batch));
  afterAll(() => store.close());

  const matching: [string, string][] = [
    ['text', 'grüße, "мир"'],
    ['number as text', '12'],
    ['integer', '200'],
    ['integer', '+200'],
    ['double', '0.5'],
    ['double', '5e-1'],
    ['boolean', 'true'],
    ['empty', ''],
    ['list', 'b'],
    ['list', '7'],
    ['list', '["a","b",7]'],
    ['map', '{"inner":"x"}'],
    ['constructor', 'a name of the language'],
    ['event.key', 'seen'],
    ['event', 'retried'],
    ['link.key', 'linked'],
    ['host.arch', 'arm64'],
    ['scope.key', 'scoped'],
    ['service.name', 'shop-api'],
    ['span.kind', 'server'],
    ['error', 'true'],
    ['otel.status_code', 'ERROR'],
    ['otel.status_description', 'no such model'],
    ['otel.scope.name', 'http'],
    ['w3c.tracestate', 'vendor=1'],
  ];
  it.each(matching)('%s=%s occur in a span that has the tag', async (key, text) => {
    const tags = new Map([[key, text]]);
    expect(hasTags(span, tags)).toBe(true);
    const found = await findTraces(store, { tags, limit: 1 });
    expect(found).toHaveLength(1);
  });

  it('leave out values that are not stored as they are written', () => {
    const texts = (key: string, text: string) => textsOf(new Map([[key, text]]));
    expect(texts('integer', '200')).toEqual(['integer']);
    expect(texts('boolean', 'false')).toEqual(['boolean']);
    expect(texts('list', '["a"]')).toEqual(['list']);
    expect(texts('text', 'grüße')).toEqual(['text', 'grüße']);
    expect(texts('event', 'retried')).toEqual(['retried']);
    expect(texts('span.kind', 'server')).toEqual([]);
  });

  it('limit what the store returns to a search', async () => {
    const queries = vi.spyOn(store, 'findSpans');
    expect(await findTraces(store, { tags: new Map([['text', 'nothing']]), limit: 1 })).toEqual([]);
    expect(queries.mock.calls[0]?.[0]).toMatchObject({ texts: ['text', 'nothing'], mostSearched: 1_000_000 });
  });
});
