import type { Span } from '@ordertrace/model';
import { decodeTraces, defaultLimits, encodeTraces } from '@ordertrace/otlp';
import { expect, it } from 'vitest';
import { Seeded, seeds } from '../support/seeded.js';

const { maxAttributes, maxEvents, maxLinks, maxItemAttributes } = defaultLimits;

function attributes(random: Seeded, most: number): Map<string, string> {
  const count = random.whole(0, most);
  const prefix = random.text(random.whole(1, 12));
  return new Map(
    Array.from({ length: count }, (_, i) => [`${prefix}.${i}`, random.oneOf(['', 'v', '48213'])]),
  );
}

function spanOf(random: Seeded): Span {
  const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
  const list = <T>(most: number, item: () => T) => Array.from({ length: random.whole(0, most) }, item);
  const inner = random.oneOf([0, 3, 400]);
  return {
    ...ids,
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    startNanos: 1n,
    durationNanos: 1n,
    status: 'unset',
    statusMessage: '',
    attributes: attributes(random, random.oneOf([10, 1100, 20_000])),
    events: list(random.oneOf([3, 1300]), () => ({
      timeNanos: 1n,
      name: 'e',
      attributes: attributes(random, inner),
    })),
    links: list(random.oneOf([3, 1300]), () => ({
      ...ids,
      traceState: '',
      attributes: attributes(random, inner),
    })),
    resource: { attributes: new Map([['service.name', 'mes-api']]) },
    scope: { name: 'attack', version: '', attributes: new Map() },
  };
}

const beyond = (size: number, most: number) => Math.max(0, size - most);

it.each(seeds(10))('a span holds no more than the limits, and all the rest is counted, seed %i', (seed) => {
  const span = spanOf(new Seeded(seed));
  const { cut, records, rejected } = decodeTraces(encodeTraces([span]), 'protobuf');
  const kept = [...span.events.slice(0, maxEvents), ...span.links.slice(0, maxLinks)];
  const cutInside = kept.reduce((sum, { attributes: { size } }) => sum + beyond(size, maxItemAttributes), 0);
  const expected = [
    { kind: 'attribute', count: beyond(span.attributes.size, maxAttributes) + cutInside },
    { kind: 'event', count: beyond(span.events.length, maxEvents) },
    { kind: 'link', count: beyond(span.links.length, maxLinks) },
  ].filter(({ count }) => count > 0);
  expect([records, rejected]).toEqual([1, []]);
  expect(cut).toEqual(expected);
});
