import { setTimeout as pause } from 'node:timers/promises';
import { retailTenant } from '@ordertrace/conventions';
import { Random } from '../random.js';
import { Refused } from './api-client.js';
import { Unavailable } from './availability.js';
import type { Buyer } from './buyer.js';
import { inventCustomer } from './invented-customer.js';
import type { OpenOrder, OpenOrders } from './open-orders.js';
import { planOrder } from './order-plan.js';
import { delayIn, takeStep, type StepResult } from './order-steps.js';
import type { Workshop } from './workshop.js';

export interface TrafficInput {
  readonly seed: number;
  /** New orders per minute. */
  readonly rate: number;
  readonly orders: OpenOrders;
  /** By tenant. */
  readonly buyers: ReadonlyMap<string, Buyer>;
  readonly workshop: Workshop;
  readonly now: () => number;
  /** Reports a line to the person at the terminal. */
  readonly report: (message: string) => void;
}

/** With more open orders than this something hangs: no new orders are placed. */
const mostOpen = 120;
const tickMs = 250;
const longestWaitMs = 30_000;
/** About half an hour without a change. */
const mostTries = 60;

/** Customers, partners and operators of the demonstration. */
export class Traffic {
  readonly #input: TrafficInput;
  #nextAt: number;

  constructor(input: TrafficInput) {
    this.#input = input;
    this.#nextAt = input.now();
  }

  /** Runs until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tick();
      await pause(tickMs, undefined, { signal });
    }
  }

  /** Does everything that is due: new orders, and the next steps of open ones. */
  async tick(): Promise<void> {
    const { orders, now } = this.#input;
    if (this.#nextAt <= now()) {
      this.#nextAt = now() + this.#gap();
      if (orders.size < mostOpen) await this.#attempt(() => this.#place());
    }
    for (const order of orders.due(now())) await this.#lookAfter(order);
  }

  /** Random time until the next new order; the average follows the rate. */
  #gap(): number {
    const { seed, rate, orders } = this.#input;
    const random = new Random(`${seed} gap ${orders.nextNumber}`);
    return (-Math.log(1 - random.unit()) * 60_000) / rate;
  }

  async #place(): Promise<void> {
    const { orders, seed, now } = this.#input;
    const number = orders.nextNumber;
    const plan = planOrder(seed, number);
    const customer = inventCustomer(new Random(`${seed} customer ${number}`));
    const orderId = await this.#buyer(plan.tenantId).place(plan, customer);
    const dueAt = now() + delayIn('CREATED', plan);
    orders.put({ number, orderId, stage: 'CREATED', modelSent: false, dueAt, tries: 0 });
  }

  async #lookAfter(order: OpenOrder): Promise<void> {
    const done = await this.#attempt(() => this.#step(order));
    if (!done) this.#again(order);
  }

  async #step(order: OpenOrder): Promise<void> {
    const { seed, orders, workshop, now } = this.#input;
    const plan = planOrder(seed, order.number);
    const buyer = this.#buyer(plan.tenantId);
    const result = await this.#orWhatBuyerSees(order, buyer, () =>
      takeStep({ order, plan, seed, buyer, workshop }),
    );
    if (result === 'done') {
      orders.remove(order);
    } else if (result === 'not_yet') {
      this.#again(order);
    } else {
      const { stage, modelSent = order.modelSent } = result;
      orders.put({ ...order, stage, modelSent, dueAt: now() + delayIn(stage, plan), tries: 0 });
    }
  }

  /**
   * After a refusal, uses the stage that the buyer sees. The step may have been taken already, or the service
   * may not have received the previous one.
   */
  async #orWhatBuyerSees(
    order: OpenOrder,
    buyer: Buyer,
    step: () => Promise<StepResult>,
  ): Promise<StepResult> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      try {
        const stage = await buyer.look(order.orderId);
        return stage === order.stage ? 'not_yet' : { stage };
      } catch (unseen) {
        // The order was placed in another database.
        if (unseen instanceof Refused && unseen.status === 404) return 'done';
        throw unseen;
      }
    }
  }

  #again(order: OpenOrder): void {
    const { orders, now } = this.#input;
    const tries = order.tries + 1;
    if (tries > mostTries) orders.remove(order);
    else orders.put({ ...order, tries, dueAt: now() + this.#patience({ ...order, tries }) });
  }

  #patience({ tries }: OpenOrder): number {
    return Math.min(1500 * 1.4 ** tries, longestWaitMs);
  }

  #buyer(tenantId: string): Buyer {
    const buyer = this.#input.buyers.get(tenantId) ?? this.#input.buyers.get(retailTenant);
    if (!buyer) throw new RangeError(`Nobody buys for ${tenantId}.`);
    return buyer;
  }

  /** Returns false if a service is away or refused; other errors end the traffic. */
  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Refused) this.#input.report(`The demonstration was refused: ${error.message}`);
      else if (!(error instanceof Unavailable)) throw error;
      return false;
    }
  }
}
