import { createMemoryStore, type Store } from '@ordertrace/store';
import { eventBatch, type OrderState, type Transition } from '@ordertrace/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ImportCounting } from '../src/event-logs/import-counting.js';

const event = (orderId: string, tenantId = 'a'): Transition => ({
  type: 'transition',
  orderId,
  tenantId,
  stage: 'CREATED',
  timeNanos: 1n,
  service: '',
  source: 'imported:past',
});
const state = (orderId: string, tenantId = 'a') => ({ orderId, tenantId }) as OrderState;

describe('imports in counting', () => {
  let memory: Store;
  let counting: ImportCounting;
  let store: Store;
  beforeEach(() => {
    memory = createMemoryStore();
    counting = new ImportCounting(memory);
    store = counting.watching(memory);
  });
  afterEach(async () => {
    counting.stop();
    await memory.close();
  });

  async function begin(events: readonly Transition[], source = 'imported:past') {
    const one = counting.begin(source);
    one.add(events);
    const { position } = await store.append(eventBatch(events));
    return { one, position };
  }

  it('count the orders that were saved since, by tenant and source', async () => {
    vi.spyOn(memory, 'saveOrders').mockResolvedValue({ refused: [] });
    await begin([event('1'), event('2'), event('1', 'b')]);
    await store.saveOrders({ orders: [state('1'), state('9')], histories: [] });
    expect(counting.of({})).toEqual({ counted: 1, orders: 3 });
    expect(counting.of({ tenantId: 'a' })).toEqual({ counted: 1, orders: 2 });
    expect(counting.of({ tenantId: 'b', source: 'imported' })).toEqual({ counted: 0, orders: 1 });
    expect(counting.of({ source: 'imported:past' })).toEqual({ counted: 1, orders: 3 });
    expect(counting.of({ source: 'imported:other' })).toBeUndefined();
    expect(counting.of({ source: 'live' })).toBeUndefined();
    expect(counting.of({ tenantId: 'c' })).toBeUndefined();
  });

  it('count an order again once more of its events are added', async () => {
    vi.spyOn(memory, 'saveOrders').mockResolvedValue({ refused: [] });
    const { one } = await begin([event('1'), event('2')]);
    await store.saveOrders({ orders: [state('1')], histories: [] });
    one.add([event('1')]);
    expect(one.progress).toEqual({ counted: 0, orders: 2 });
  });

  it('are counted when the saved position has passed them, not before', async () => {
    const { one, position } = await begin([event('1')]);
    const counted = vi.fn();
    void one.whenCounted.then(counted);
    const saved = vi.spyOn(memory, 'savedPosition');
    one.kept(position);
    await vi.waitFor(() => expect(saved.mock.calls.length).toBeGreaterThan(2), 10_000);
    expect(counted).not.toHaveBeenCalled();
    await memory.saveOrders({ orders: [], histories: [], position });
    await one.whenCounted;
    expect(counting.of({})).toBeUndefined();
  });

  it('are counted where the last appends change no order', async () => {
    const { one, position } = await begin([event('1')]);
    vi.spyOn(memory, 'changesAfter').mockResolvedValue([]);
    one.kept(position);
    await one.whenCounted;
  });

  it('are counted at once where nothing was appended', async () => {
    const one = counting.begin('imported:past');
    one.kept(undefined);
    await one.whenCounted;
    expect(counting.of({})).toBeUndefined();
  });

  it('stay uncounted while the store fails, and are counted after it', async () => {
    const { one, position } = await begin([event('1')]);
    const saved = vi.spyOn(memory, 'savedPosition').mockRejectedValue(new Error('disk'));
    one.kept(position);
    await vi.waitFor(() => expect(saved.mock.calls.length).toBeGreaterThan(1), 10_000);
    saved.mockRestore();
    await memory.saveOrders({ orders: [], histories: [], position });
    await one.whenCounted;
  });
});
