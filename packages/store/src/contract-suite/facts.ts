import type { Fact } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import type { FactQuery, FactStore } from '../contract.js';
import { noCursors, someTime } from './samples.js';
import type { WithStore } from './store-place.js';

export function factSample(part: Partial<Fact> = {}): Fact {
  return {
    id: 'f1',
    kind: 'problem.opened',
    timeNanos: someTime,
    actor: 'system',
    tenantId: 'acme',
    orderId: '17',
    subject: 'p1',
    data: { note: 'it\'s "quoted"', list: [1, 2.5, null, { deep: true }] },
    ...part,
  };
}

/** All pages of a query, in sequence. */
async function pages(store: FactStore, query: FactQuery): Promise<Fact[]> {
  const facts: Fact[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.facts(cursor === undefined ? query : { ...query, cursor });
    expect(page.facts.length).toBeLessThanOrEqual(query.limit);
    facts.push(...page.facts);
    cursor = page.next;
  } while (cursor !== undefined);
  return facts;
}

export function factListContract(withStore: WithStore<FactStore>): void {
  describe('facts', () => {
    keepsFacts(withStore);
    findsFacts(withStore);
  });
}

function keepsFacts(withStore: WithStore<FactStore>): void {
  it(
    'are given back as they came; of one id, the first only',
    withStore(async (store) => {
      await store.appendFacts([factSample()]);
      await store.appendFacts([
        factSample({ kind: 'problem.resolved' }),
        factSample({ id: 'f2', timeNanos: someTime - 9_007_199_254_740_993n, data: {} }),
        factSample({ id: 'f2', actor: 'other' }),
      ]);
      await store.appendFacts([]);
      const second = factSample({ id: 'f2', timeNanos: someTime - 9_007_199_254_740_993n, data: {} });
      expect(await store.facts({ limit: 10 })).toEqual({ facts: [second, factSample()] });
    }),
  );

  it(
    'appended side by side are all kept',
    withStore(async (store) => {
      const facts = Array.from({ length: 300 }, (_, i) => factSample({ id: `id ${i % 200}` }));
      await Promise.all(facts.map((fact) => store.appendFacts([fact])));
      expect((await store.facts({ limit: 500 })).facts).toHaveLength(200);
    }),
  );

  it(
    'come in pages by time, then id, both ways the same',
    withStore(async (store) => {
      const facts = Array.from({ length: 23 }, (_, i) =>
        factSample({ id: `${i}${i % 3 === 0 ? 'ж' : '😀'}`, timeNanos: someTime + BigInt(i % 4) }),
      );
      await store.appendFacts(facts);
      const up = await pages(store, { limit: 5 });
      const down = await pages(store, { limit: 4, descending: true });
      expect(new Set(up.map((fact) => fact.id)).size).toBe(23);
      expect(down).toEqual([...up].reverse());
      for (const cursor of noCursors)
        await expect(store.facts({ limit: 3, cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
    }),
  );
}

function findsFacts(withStore: WithStore<FactStore>): void {
  const facts = [
    factSample({ id: 'a' }),
    factSample({ id: 'b', kind: 'problem.noted', subject: 'p2', actor: 'eva' }),
    factSample({ id: 'c', kind: 'problems.other', tenantId: 'beta', timeNanos: someTime + 5n }),
    factSample({ id: 'd', kind: 'link.made', orderId: '18', subject: '' }),
  ];
  const queriesAndFound = [
    [{}, ['a', 'b', 'd', 'c']],
    [{ kinds: ['problem.'] }, ['a', 'b']],
    [{ kinds: ['problem.noted', 'link.'] }, ['b', 'd']],
    [{ kinds: ['problem'] }, []],
    [{ kinds: [] }, []],
    [{ subject: 'p1' }, ['a', 'c']],
    [{ subject: '' }, ['d']],
    [{ order: { tenantId: 'acme', orderId: '17' } }, ['a', 'b']],
    [{ tenantId: 'beta' }, ['c']],
    [{ actor: 'eva' }, ['b']],
    [{ latestOfOrder: true }, ['b', 'd', 'c']],
    [{ latestOfOrder: true, kinds: ['problem.opened', 'link.'], descending: true }, ['d', 'a']],
    [{ latestOfOrder: true, toNanos: someTime }, []],
    [{ fromNanos: someTime + 1n }, ['c']],
    [{ toNanos: someTime + 5n, descending: true }, ['d', 'b', 'a']],
  ] as const;

  it(
    'are found by kind, subject, order, tenant, actor and time, also the latest of each order',
    withStore(async (store) => {
      await store.appendFacts(facts);
      for (const [query, found] of queriesAndFound) {
        const page = await store.facts({ ...query, limit: 10 });
        expect(page.facts.map((fact) => fact.id)).toEqual(found);
        expect((await pages(store, { ...query, limit: 1 })).map((fact) => fact.id)).toEqual(found);
      }
    }),
  );
}
