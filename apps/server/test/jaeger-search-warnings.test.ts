import type { Span } from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore } from '@ordertrace/store';
import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { jaegerRoutes } from '../src/jaeger/index.js';
import { searchWarnings } from '../src/jaeger/search-warnings.js';

const gate = createGate(defaultPolicy);
const capped = { tags: new Map<string, string>(), limit: 1500, limitAsked: 20_000 };

describe("a warning to Jaeger's clients", () => {
  it('says that fewer traces are returned than asked for, where there may be more', () => {
    expect(searchWarnings(capped, 1500, gate)).toEqual([expect.stringMatching(/newest 1500 .* 20000 /)]);
  });

  it('is left out where the search found all', () => {
    expect(searchWarnings(capped, 1499, gate)).toEqual([]);
    expect(searchWarnings({ ...capped, limitAsked: 1500 }, 1500, gate)).toEqual([]);
  });

  it('names each attribute that the gate drops or hashes, and none that is kept', () => {
    const tags = new Map([
      ['customer.mood', 'good'],
      ['email', 'a@example.org'],
      ['order_id', '48213'],
      ['span.kind', 'server'],
      ['event', 'accepted'],
    ]);
    const asked = { tags, limit: 100, limitAsked: 100 };
    const named = (warnings: readonly string[]) =>
      warnings.map((text) => /attribute '([^']+)'/.exec(text)?.[1]);
    expect(named(searchWarnings(asked, 0, gate))).toEqual(['customer.mood', 'email']);
    const hashing = createGate({ ...defaultPolicy, unknownKeys: 'hash', salt: 'a salt of a test' });
    expect(named(searchWarnings(asked, 0, hashing))).toEqual(['customer.mood', 'email']);
    const allowing = createGate({ ...defaultPolicy, allow: ['customer.mood', 'email'] });
    expect(searchWarnings(asked, 0, allowing)).toEqual([]);
  });
});

describe('a search with more traces than are returned', () => {
  const empty = { traceState: '', flags: 1, statusMessage: '', attributes: new Map(), events: [], links: [] };
  const spans = Array.from({ length: 1501 }, (_, i): Span => ({
    ...empty,
    traceId: (i + 1).toString(16).padStart(32, '0'),
    spanId: '1'.padStart(16, '0'),
    name: 'tick',
    kind: 'internal',
    startNanos: BigInt(Date.now() - i) * 1_000_000n,
    durationNanos: 1n,
    status: 'unset',
    scope: { name: '', version: '', attributes: new Map() },
    resource: { attributes: new Map([['service.name', 'clock']]) },
  }));

  it('says so in both generations of the API', async () => {
    const store = createMemoryStore();
    const app = fastify();
    await app.register(jaegerRoutes, { store, gate });
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    const warning = expect.stringMatching(/newest 1500 .* 20000 /) as string;
    const classic = (await app.inject('/api/traces?limit=20000')).json<{ data: unknown[] }>();
    expect(classic.data).toHaveLength(1500);
    expect(classic).toMatchObject({ errors: [{ msg: warning }] });
    const third = await app.inject('/api/v3/trace-summaries?query.searchDepth=20000');
    expect(third.json()).toMatchObject({ warnings: [warning] });
    expect((await app.inject('/api/traces?limit=1500')).json()).toMatchObject({ errors: null });
    await app.close();
    await store.close();
  });
});
