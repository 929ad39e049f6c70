import type { Fact } from '@ordertrace/model';
import { createMemoryStore, StoreError } from '@ordertrace/store';
import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { AccessLog } from '../src/access/log/access-log.js';
import type { Person } from '../src/http/caller.js';

const logger = pino({ level: 'silent' });
const anna: Person = { name: 'Anna', subject: 'anna', roles: ['support'], tenantId: undefined, scopes: [] };
const order = { tenantId: 'retail', orderId: '48213' };
const look = { person: anna, action: 'journey_viewed', orders: [order] };

describe('the access log', () => {
  it('keeps who looked at which order when, and loses nothing at an orderly stop', async () => {
    const store = createMemoryStore();
    const log = new AccessLog({ store, logger });
    log.record(look);
    await log.stop();
    const { facts } = await store.facts({ kinds: ['access.'], order, limit: 10 });
    expect(facts).toMatchObject([
      { kind: 'access.journey_viewed', actor: 'anna', ...order, data: { name: 'Anna', roles: ['support'] } },
    ]);
  });

  it('keeps looks while it runs, without a stop', async () => {
    const store = createMemoryStore();
    const log = new AccessLog({ store, logger, limits: { gatherMs: 1 } });
    log.record(look);
    await vi.waitFor(async () => {
      expect((await store.facts({ limit: 10 })).facts).toHaveLength(1);
    });
    await log.stop();
  });

  it('takes a page that is read again and again for one look, and another order for another', async () => {
    const store = createMemoryStore();
    const log = new AccessLog({ store, logger });
    for (let i = 0; i < 5; i++) log.record(look);
    log.record({ ...look, orders: [{ ...order, orderId: '48214' }] });
    await log.stop();
    expect((await store.facts({ limit: 10 })).facts).toHaveLength(2);
  });

  it('tries again when the store could not keep looks', async () => {
    const kept: Fact[] = [];
    let failures = 3;
    const appendFacts = (facts: readonly Fact[]) => {
      if (failures-- > 0) return Promise.reject(new StoreError('full', 'no room'));
      kept.push(...facts);
      return Promise.resolve();
    };
    const log = new AccessLog({ store: { appendFacts }, logger, limits: { gatherMs: 1 } });
    log.record(look);
    await vi.waitFor(() => {
      expect(kept).toHaveLength(1);
    });
    await log.stop();
  });

  it('lets nothing be shown when more looks wait than may', () => {
    const log = new AccessLog({
      store: { appendFacts: () => new Promise(() => undefined) },
      logger,
      limits: { mostWaiting: 1 },
    });
    log.record(look);
    expect(() => {
      log.record({ ...look, action: 'order_viewed' });
    }).toThrow(expect.objectContaining({ status: 503, code: 'access_log_full' }));
  });
});
