import { orderRefText, type OrderRef, type OrderState } from '@ordertrace/model';
import type { NewOrderState, SavedOrder } from '@ordertrace/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateCache } from '../src/reading/state-cache.js';

function state(orderId: string, stage = 'PACKED'): OrderState {
  return {
    tenantId: 'acme',
    orderId,
    flow: 'f',
    stage,
    stageSinceNanos: 1n,
    firstSeenNanos: 1n,
    lastSeenNanos: 1n,
  };
}

const ref = (orderId: string): OrderRef => ({ tenantId: 'acme', orderId });

/** A table of states that records the requested orders, and can be delayed. */
class Table {
  readonly asked: string[][] = [];
  readonly states = new Map<string, SavedOrder>();

  readonly read = (refs: readonly OrderRef[]): Promise<readonly SavedOrder[]> => {
    this.asked.push(refs.map(({ orderId }) => orderId));
    return Promise.resolve(refs.flatMap((one) => this.states.get(orderRefText(one)) ?? []));
  };

  put(orders: readonly NewOrderState[], remove: readonly OrderRef[] = []): void {
    for (const one of remove) this.states.delete(orderRefText(one));
    for (const order of orders)
      this.states.set(orderRefText(order), { ...order, version: (order.version ?? 0) + 1 });
  }

  /** Replaces the current versions. */
  async save(
    cache: StateCache,
    states: readonly OrderState[],
    remove: readonly OrderRef[] = [],
  ): Promise<void> {
    const distinct = [...new Map(states.map((one) => [orderRefText(one), one])).values()];
    const orders = distinct.map((one) => {
      const saved = this.states.get(orderRefText(one));
      return saved === undefined ? one : { ...one, version: saved.version };
    });
    await cache.saving({ orders, remove }, () => {
      this.put(orders, remove);
      return Promise.resolve([]);
    });
  }
}

/** A promise and its resolve function. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describe('cached states', () => {
  it('are read once, also where there is none', async () => {
    const cache = new StateCache(10);
    const table = new Table();
    table.put([state('1')]);
    for (let i = 0; i < 2; i++)
      expect(await cache.statesOf([ref('2'), ref('1')], table.read)).toMatchObject([state('1')]);
    expect(table.asked).toEqual([['2', '1']]);
  });

  it('are those saved last, without a read; removed ones are known to be gone', async () => {
    const cache = new StateCache(10);
    const table = new Table();
    await table.save(cache, [state('1'), state('2')]);
    await table.save(cache, [state('1', 'SHIPPED')], [ref('2')]);
    expect(await cache.statesOf([ref('1'), ref('2')], table.read)).toMatchObject([state('1', 'SHIPPED')]);
    expect(table.asked).toEqual([]);
  });

  it('keep to their bound; those asked for last stay', async () => {
    const cache = new StateCache(2);
    const table = new Table();
    await table.save(cache, [state('1'), state('2')]);
    await cache.statesOf([ref('1')], table.read);
    await table.save(cache, [state('3')]);
    await cache.statesOf([ref('1'), ref('3')], table.read);
    expect(table.asked).toEqual([]);
    await cache.statesOf([ref('2')], table.read);
    expect(table.asked).toEqual([['2']]);
  });

  it('are forgotten where a save failed or was refused, where two crossed, and where orders were deleted', async () => {
    const cache = new StateCache(10);
    const table = new Table();
    await table.save(cache, [state('1')]);
    const failing = cache.saving({ orders: [state('1', 'LOST')], remove: [] }, () =>
      Promise.reject(new Error('disk full')),
    );
    await expect(failing).rejects.toThrow('disk full');
    expect(await cache.statesOf([ref('1')], table.read)).toMatchObject([state('1')]);

    await cache.saving({ orders: [state('1', 'STALE')] }, () => Promise.resolve([ref('1')]));
    expect(await cache.statesOf([ref('1')], table.read)).toMatchObject([state('1')]);

    const first = gate();
    const late = cache.saving({ orders: [state('1', 'EARLY')], remove: [] }, async () => {
      await first.passed;
      return [];
    });
    await table.save(cache, [state('1', 'LATER')]);
    first.open();
    await late;
    expect(await cache.statesOf([ref('1')], table.read)).toMatchObject([state('1', 'LATER')]);

    await cache.forgetting(() => {
      table.states.clear();
      return Promise.resolve();
    });
    expect(await cache.statesOf([ref('1')], table.read)).toEqual([]);
    expect(table.asked.length).toBe(4);
  });

  it('are not those of before a save or an erasure that came while they were read', async () => {
    const cache = new StateCache(10);
    const table = new Table();
    table.put([state('1')]);
    const slow = gate();
    const reading = cache.statesOf([ref('1')], async (refs) => {
      const found = await table.read(refs);
      await slow.passed;
      return found;
    });
    await table.save(cache, [state('1', 'SHIPPED')]);
    slow.open();
    await reading;
    expect(await cache.statesOf([ref('1')], table.read)).toMatchObject([state('1', 'SHIPPED')]);
  });

  it('are at all times what the table has', async () => {
    const order = fc.integer({ min: 0, max: 6 }).map(String);
    const step = fc.oneof(
      fc.record({ do: fc.constant('save' as const), orders: fc.array(order), remove: fc.array(order) }),
      fc.record({ do: fc.constant('read' as const), orders: fc.array(order) }),
      fc.record({ do: fc.constant('erase' as const), orders: fc.array(order) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const cache = new StateCache(4);
        const table = new Table();
        for (const [at, one] of steps.entries()) {
          const saved = one.orders.map((orderId) => state(orderId, `S${at}`));
          if (one.do === 'save') await table.save(cache, saved, one.remove.map(ref));
          else if (one.do === 'erase')
            await cache.forgetting(() => {
              table.put([], one.orders.map(ref));
              return Promise.resolve();
            });
          else
            expect(await cache.statesOf(one.orders.map(ref), table.read)).toEqual(
              await table.read(one.orders.map(ref)),
            );
        }
      }),
      { numRuns: 100 },
    );
  });
});
