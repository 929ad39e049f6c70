import type { Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces, logOf, spanOf } from '@ordertrace/otlp';
import { describe, expect, it } from 'vitest';
import { sampleLog, sampleSpan } from './samples.js';
import { storedLogs, storedSpans } from './stored.js';

const limits = { maxAttributes: 3, maxEvents: 2, maxLinks: 2, maxItemAttributes: 1, maxItems: 4 };

function numbered(count: number): Map<string, string> {
  return new Map(Array.from({ length: count }, (_, i) => [`key.${i}`, 'value']));
}
const event = { timeNanos: 1n, name: 'retried', attributes: new Map() };
const link = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  traceState: '',
  attributes: new Map(),
};

function received(changes: Partial<Span>) {
  const { batch, cut } = decodeTraces(encodeTraces([sampleSpan(changes)]), 'protobuf', { limits });
  const stored = storedSpans(batch)[0]!;
  return { span: spanOf(stored), body: Buffer.from(stored.body).toString('hex'), cut };
}

function fromJson(changes: object) {
  const span = { traceId: link.traceId, spanId: link.spanId, ...changes };
  const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  return decodeTraces(Buffer.from(JSON.stringify(request)), 'json', { limits });
}

describe('A span', () => {
  it('that fits stays as it came', () => {
    const { span, cut } = received({
      attributes: numbered(3),
      events: [event, event],
      links: [link, link],
    });
    expect([...span.attributes.keys()]).toEqual(['key.0', 'key.1', 'key.2']);
    expect([span.events.length, span.links.length]).toEqual([2, 2]);
    expect(cut).toEqual([]);
  });

  it('keeps its first attributes, and counts the others in dropped_attributes_count', () => {
    const { span, body, cut } = received({ attributes: numbered(300) });
    expect([...span.attributes.keys()]).toEqual(['key.0', 'key.1', 'key.2']);
    expect(body).toContain('50a902'); // field 10, 297
    expect(cut).toEqual([{ kind: 'attribute', count: 297 }]);
  });

  it('that repeats one key keeps as few', () => {
    const attributes = Array.from({ length: 9 }, () => ({ key: 'order_id', value: { stringValue: '7' } }));
    const { batch, cut } = fromJson({ attributes });
    expect(batch.orders).toEqual([{ orderId: '7', tenantId: '' }]);
    expect(cut).toEqual([{ kind: 'attribute', count: 6 }]);
  });

  it('keeps its first events and links, and counts the others', () => {
    const events = [event, { ...event, name: 'second' }, event, event, event];
    const { span, body, cut } = received({ events, links: [link, link, link] });
    expect(span.events.map(({ name }) => name)).toEqual(['retried', 'second']);
    expect(span.links).toHaveLength(2);
    expect(body).toContain('6003'); // field 12, 3 events
    expect(body).toContain('7001'); // field 14, 1 link
    expect(cut).toEqual([
      { kind: 'event', count: 3 },
      { kind: 'link', count: 1 },
    ]);
  });

  it('keeps the first attributes of an event and of a link', () => {
    const { span, body } = received({
      events: [{ ...event, attributes: numbered(2) }],
      links: [{ ...link, attributes: numbered(5) }],
    });
    expect([...span.events[0]!.attributes.keys()]).toEqual(['key.0']);
    expect([...span.links[0]!.attributes.keys()]).toEqual(['key.0']);
    expect(body).toContain('2001'); // field 4 of the event
    expect(body).toContain('2804'); // field 5 of the link
  });

  it('loses an attribute whose value holds too many items, at any depth', () => {
    const nested = new Map([['list', ['1', '2', '3', '4']]]);
    const { span } = received({
      attributes: new Map<string, never>([
        ['fits', ['1', '2', '3', '4']],
        ['long', ['1', '2', '3', '4', '5']],
        ['nested', nested],
      ] as never),
    });
    expect([...span.attributes.keys()]).toEqual(['fits']);
  });

  it('adds to what its SDK had left out', () => {
    const attributes = Array.from({ length: 4 }, (_, i) => ({ key: `key.${i}`, value: {} }));
    const { batch } = fromJson({ attributes, droppedAttributesCount: 5 });
    expect(Buffer.from(storedSpans(batch)[0]!.body).toString('hex')).toContain('5006');
  });
});

it('A log record keeps its first attributes, and counts the others', () => {
  const { batch, cut } = decodeLogs(encodeLogs([sampleLog({ attributes: numbered(9) })]), 'protobuf', {
    limits,
  });
  const stored = storedLogs(batch)[0]!;
  expect([...logOf(stored).attributes.keys()]).toEqual(['key.0', 'key.1', 'key.2']);
  expect(Buffer.from(stored.body).toString('hex')).toContain('3806'); // field 7, 6
  expect(cut).toEqual([{ kind: 'attribute', count: 6 }]);
});

it('A resource and a scope keep their first attributes, the service name among them', () => {
  const resource = { attributes: new Map([['service.name', 'mes-api'], ...numbered(9)]) };
  const scope = { name: 'test', version: '1', attributes: numbered(4) };
  const { batch, cut } = decodeTraces(encodeTraces([sampleSpan({ resource, scope })]), 'protobuf', {
    limits,
  });
  const span = spanOf(storedSpans(batch)[0]!);
  expect([...span.resource.attributes.keys()]).toEqual(['service.name', 'key.0', 'key.1']);
  expect([...span.scope.attributes.keys()]).toEqual(['key.0', 'key.1', 'key.2']);
  expect(cut).toEqual([{ kind: 'attribute', count: 8 }]);
});
