import { allPages } from '@ordertrace/conventions';
import type { EpochNanos } from '@ordertrace/model';
import type { OrderFilter, SavedOrder } from '@ordertrace/store';
import type { FoldContext } from './fold-context.js';
import { learnReceipts, usualStageTimes } from './learn.js';
import type { ServiceSigns } from './service-signs.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Most orders of one kind that are checked again because something was learned. */
const againAtMost = 5000;
const ordersAPage = 500;

export interface WatchOptions {
  readonly context: FoldContext;
  readonly signs: ServiceSigns;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
}

/**
 * Keeps the diagnoses of open orders correct as time passes and as more is learned. It learns where receipts are seen,
 * how long orders usually stay in each stage, and which services are silent. Learned values are rebuilt from the store,
 * so that they are available soon after a restart.
 */
export class Watch {
  readonly #context: FoldContext;
  readonly #signs: ServiceSigns;
  readonly #clock: () => number;
  #stagesDueMs = -Infinity;
  #receiptsDueMs = -Infinity;
  #receiptsRestMs = minuteMs;
  #lostSeen = false;

  constructor({ context, signs, clock }: WatchOptions) {
    this.#context = context;
    this.#signs = signs;
    this.#clock = clock;
  }

  /** Updates what is learned, and makes the affected orders due. */
  async learn(): Promise<void> {
    await this.#learnStages();
    await this.#followSilence();
    await this.#learnReceipts();
    await this.#lookAgainAtLost();
  }

  /**
   * Makes orders due that sent something to places where the meaning of a missing receipt has changed since the last
   * check.
   */
  async lookAgainAtChangedPlaces(): Promise<void> {
    const { changedPlaces, untraced, store } = this.#context;
    if (changedPlaces.size === 0) return;
    const refs = untraced.take(changedPlaces);
    changedPlaces.clear();
    for (let from = 0; from < refs.length; from += ordersAPage) {
      const orders = await store.ordersByRef(refs.slice(from, from + ordersAPage));
      await this.#makeDue(orders.filter((order) => order.closedNanos === undefined));
    }
  }

  /**
   * Learns stage times again at the next check. Needed where the flow has other stages, or another kind of time for a
   * stage.
   */
  forgetStageTimes(): void {
    delete this.#context.learned;
    this.#stagesDueMs = -Infinity;
  }

  /** Drops everything that was learned. The next check learns it again from the store. */
  forget(): void {
    const { coverage, changedPlaces, untraced, unnamed } = this.#context;
    for (const learned of [coverage, changedPlaces, untraced]) learned.clear();
    unnamed?.clear();
    this.forgetStageTimes();
    this.#receiptsDueMs = -Infinity;
    this.#lostSeen = false;
  }

  /** Learns every hour; every minute until enough orders have closed. */
  async #learnStages(): Promise<void> {
    if (this.#clock() < this.#stagesDueMs) return;
    const before = this.#context.learned;
    const learned = await usualStageTimes(this.#context);
    this.#stagesDueMs = this.#clock() + (learned === undefined ? minuteMs : hourMs);
    if (learned === undefined) return;
    this.#context.learned = learned;
    if (before === undefined) await this.#lookAgain({ open: true, situation: 'on_track' });
  }

  /** Learns while receipts are missing, and less and less often where nothing new is learned. */
  async #learnReceipts(): Promise<void> {
    const first = this.#receiptsDueMs === -Infinity;
    const { untraced, changedPlaces } = this.#context;
    if (!first && (untraced.size === 0 || this.#clock() < this.#receiptsDueMs)) return;
    await learnReceipts(this.#context);
    const learned = changedPlaces.size > 0;
    this.#receiptsRestMs = learned || first ? minuteMs : Math.min(this.#receiptsRestMs * 2, hourMs);
    this.#receiptsDueMs = this.#clock() + this.#receiptsRestMs;
    await this.lookAgainAtChangedPlaces();
  }

  /**
   * Runs once at start. The receivers that lost messages wait for are known only after a check, and may still receive
   * late.
   */
  async #lookAgainAtLost(): Promise<void> {
    if (this.#lostSeen || this.#context.unnamed === undefined) return;
    this.#lostSeen = true;
    await this.#lookAgain({ open: true, situation: 'lost' });
  }

  async #followSilence(): Promise<void> {
    const before = this.#context.silentServices ?? new Map<string, EpochNanos>();
    const silent = this.#signs.silent();
    this.#context.reception = this.#signs.reception(this.#context.now());
    this.#context.silentServices = silent;
    if ([...silent.keys()].some((service) => !before.has(service))) {
      await this.#lookAgain({ open: true, situation: 'lost' });
      await this.#lookAgain({ open: true, situation: 'stuck' });
    }
    if ([...before.keys()].some((service) => !silent.has(service))) {
      await this.#lookAgain({ open: true, code: 'no_telemetry' });
    }
  }

  async #lookAgain(filter: OrderFilter): Promise<void> {
    const { store } = this.#context;
    const query = { ...filter, sort: 'stage_since', descending: true, limit: ordersAPage } as const;
    let seen = 0;
    for await (const { orders } of allPages((from) => store.listOrders({ ...query, ...from }))) {
      await this.#makeDue(orders);
      seen += orders.length;
      if (seen >= againAtMost) return;
    }
  }

  /** An order that another writer has saved since it was read is not made due: that writer judges it. */
  async #makeDue(orders: readonly SavedOrder[]): Promise<void> {
    if (orders.length === 0) return;
    const checkNanos = this.#context.now();
    await this.#context.store.saveOrders({ orders: orders.map((order) => ({ ...order, checkNanos })) });
  }
}
