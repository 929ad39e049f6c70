import { definedFields } from '@ordertrace/conventions';
import type { OrderFilter, Store } from '@ordertrace/store';
import type { ProblemDesk } from './problem-desk.js';

const ordersAPage = 500;

/** Open orders in a bad situation without a problem, and ended orders with one. */
const filters: readonly OrderFilter[] = [
  { open: true, situation: 'failed', problem: 'none' },
  { open: true, situation: 'lost', problem: 'none' },
  { open: true, situation: 'stuck', problem: 'none' },
  { open: false, problem: 'unresolved' },
];

/**
 * Searches once, page by page, for orders whose problem does not match their state, in a store of an older
 * program without problems.
 */
export class ProblemSweep {
  readonly #store: Store;
  readonly #desk: ProblemDesk;
  #filter = 0;
  #cursor: string | undefined;

  constructor(store: Store, desk: ProblemDesk) {
    this.#store = store;
    this.#desk = desk;
  }

  /** Checks one page; does nothing after the last. */
  async step(): Promise<void> {
    const filter = filters[this.#filter];
    if (filter === undefined) return;
    const page = await this.#store.listOrders({
      ...filter,
      sort: 'stage_since',
      descending: true,
      limit: ordersAPage,
      ...definedFields({ cursor: this.#cursor }),
    });
    await this.#desk.reconcile(page.orders.map((order) => ({ ref: order, order })));
    this.#cursor = page.next;
    if (page.next === undefined) this.#filter++;
  }
}
