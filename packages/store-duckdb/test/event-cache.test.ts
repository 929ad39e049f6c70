import type { OrderEvent } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { EventCache } from '../src/reading/event-cache.js';

function event(orderId: string, timeNanos: bigint): OrderEvent {
  return { type: 'transition', tenantId: 'acme', orderId, timeNanos, service: 'mes-api', stage: 'PACKED' };
}

/** A table of events that records the requested IDs. */
class Table {
  readonly asked: string[][] = [];
  readonly events: OrderEvent[] = [];

  readonly read = (orderIds: readonly string[]): Promise<readonly OrderEvent[]> => {
    this.asked.push([...orderIds]);
    return Promise.resolve(this.events.filter(({ orderId }) => orderIds.includes(orderId)));
  };
}

describe('cached events', () => {
  it('are read once, also where there are none', async () => {
    const cache = new EventCache(100);
    const table = new Table();
    table.events.push(event('1', 1n));
    for (let i = 0; i < 2; i++) {
      const found = await cache.eventsOf(['1', '2'], table.read);
      expect([...found]).toEqual([
        ['1', [event('1', 1n)]],
        ['2', []],
      ]);
    }
    expect(table.asked).toEqual([['1', '2']]);
  });

  it('are handed out as lists of the caller’s own', async () => {
    const cache = new EventCache(100);
    const table = new Table();
    (await cache.eventsOf(['1'], table.read)).get('1')?.push(event('1', 1n));
    expect((await cache.eventsOf(['1'], table.read)).get('1')).toEqual([]);
  });

  it('grow with a new run, and what was read while it came is read again', async () => {
    const cache = new EventCache(100);
    const table = new Table();
    await cache.eventsOf(['1'], table.read);
    const reading = cache.eventsOf(['2'], table.read);
    table.events.push(event('1', 1n), event('2', 2n));
    cache.add(table.events);
    expect((await reading).get('2')).toEqual([]);
    const found = await cache.eventsOf(['1', '2'], table.read);
    expect([...found.values()].flat()).toEqual([event('1', 1n), event('2', 2n)]);
    expect(table.asked).toEqual([['1'], ['2'], ['2']]);
  });

  it('are forgotten when they have changed, and the oldest when they are too many', async () => {
    const cache = new EventCache(3);
    const table = new Table();
    table.events.push(event('1', 1n), event('2', 2n));
    await cache.eventsOf(['1'], table.read);
    await cache.eventsOf(['2'], table.read);
    await cache.eventsOf(['2'], table.read);
    await cache.eventsOf(['1'], table.read);
    expect(table.asked).toEqual([['1'], ['2'], ['1']]);
    cache.clear();
    await cache.eventsOf(['1'], table.read);
    expect(table.asked).toHaveLength(4);
  });
});
