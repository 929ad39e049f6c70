import { retailTenant, type Actor, type Stage, definedFields } from '@ordertrace/conventions';
import type { Flow } from '@ordertrace/model';
import type { Random } from '../random.js';
import { deadlineDays, operatorMove, waitMs, workingLater } from './pace.js';
import type { EpochMs, Fault, MessageType, OrderStory, StageEntry } from './story.js';

/** Shares of orders, by outcome. */
export interface Shares {
  readonly neverSubmitted: number;
  readonly cancelledEarly: number;
  readonly rejected: number;
  readonly neverApproved: number;
  /** Shares of faults on the way to the price, to the operator, and in each operator stage. */
  readonly lostInPricing: number;
  readonly calculationHangs: number;
  readonly failsWithError: number;
  readonly lostAfterPricing: number;
  readonly overduePerStage: number;
  /** Share of the faulty orders that are cancelled or move on late. */
  readonly overcome: number;
}

export const demonstrationShares: Shares = {
  neverSubmitted: 0.03,
  cancelledEarly: 0.02,
  rejected: 0.045,
  neverApproved: 0.07,
  lostInPricing: 0.006,
  calculationHangs: 0.004,
  failsWithError: 0.004,
  lostAfterPricing: 0.008,
  overduePerStage: 0.005,
  overcome: 0.6,
};

export interface StoryInput {
  readonly flow: Flow;
  readonly orderId: string;
  readonly tenantId: string;
  readonly createdAt: EpochMs;
  readonly shares: Shares;
  /** Slowdown for an order that enters an operator stage at the time; above 1 in bad weeks. */
  readonly slowdownAt: (at: EpochMs) => number;
}

/** Plans the whole life of an order. */
export function planStory(random: Random, input: StoryInput): OrderStory {
  return new Planner(random, input).plan();
}

const operatorStages: readonly [Stage, Stage][] = [
  ['APPROVED', 'IN_PRODUCTION'],
  ['IN_PRODUCTION', 'PRODUCED'],
  ['PRODUCED', 'PACKED'],
  ['PACKED', 'SHIPPED'],
];

/** Shortest time of two messages between services. */
const handOverMs = 400;

class Planner {
  readonly #random: Random;
  readonly #input: StoryInput;
  readonly #entries: StageEntry[];
  readonly #buyer: Actor;
  readonly #isRetail: boolean;
  #modelAt: EpochMs | undefined;
  #calculation: { at: EpochMs; durationMs: number } | undefined;
  #fault: Fault | undefined;
  #overcomeAt: EpochMs | undefined;

  constructor(random: Random, input: StoryInput) {
    this.#random = random;
    this.#input = input;
    this.#isRetail = input.tenantId === retailTenant;
    this.#buyer = this.#isRetail ? 'customer' : 'partner';
    this.#entries = [{ stage: 'CREATED', at: input.createdAt, actor: this.#buyer }];
  }

  plan(): OrderStory {
    this.#form();
    return {
      orderId: this.#input.orderId,
      tenantId: this.#input.tenantId,
      entries: this.#entries,
      ...definedFields({
        modelAt: this.#modelAt,
        calculation: this.#calculation,
        fault: this.#fault,
        overcomeAt: this.#overcomeAt,
      }),
    };
  }

  /** From the first click to the submitted model. Programs of partners do it at once. */
  #form(): void {
    const { neverSubmitted, cancelledEarly } = this.#input.shares;
    const hurry = this.#isRetail ? 1 : 0.02;
    if (this.#isRetail && this.#random.chance(neverSubmitted)) return;
    this.#modelAt = Math.round(this.#now + waitMs(this.#random, 'model') * hurry);
    if (this.#isRetail && this.#random.chance(cancelledEarly)) {
      this.#enter('CANCELLED', this.#modelAt + waitMs(this.#random, 'secondThought'), this.#buyer);
      return;
    }
    this.#enter('SUBMITTED', this.#modelAt + waitMs(this.#random, 'submit') * hurry, this.#buyer);
    this.#price();
  }

  #price(): void {
    const { shares } = this.#input;
    const at = Math.round(this.#now + handOverMs + waitMs(this.#random, 'queue'));
    this.#calculation = { at, durationMs: Math.round(waitMs(this.#random, 'calculation')) };
    const answered = at + this.#calculation.durationMs;
    const fault = this.#faultInPricing(at, answered);
    if (fault) {
      this.#hold(fault);
      return;
    }
    const rejected = this.#random.chance(shares.rejected);
    this.#enter(rejected ? 'REJECTED' : 'PRICED', answered + handOverMs, 'system');
    if (!rejected) this.#approve();
  }

  #faultInPricing(requested: EpochMs, answered: EpochMs): Fault | undefined {
    const { lostInPricing, calculationHangs, failsWithError } = this.#input.shares;
    const lost = (message: MessageType, since: EpochMs): Fault => ({
      type: 'message_not_consumed',
      message,
      since: Math.round(since),
    });
    if (this.#random.chance(lostInPricing)) {
      const ways = [
        lost('calculation.requested', requested),
        lost('calculation.completed', answered),
      ] as const;
      return this.#random.pick(this.#isRetail ? [...ways, lost('order.submitted', this.#now)] : ways);
    }
    if (this.#random.chance(calculationHangs))
      return { type: 'work_not_finished', since: Math.round(requested) };
    if (this.#random.chance(failsWithError)) {
      const message = this.#isRetail
        ? this.#random.pick(['order.submitted', 'calculation.requested'] as const)
        : 'calculation.requested';
      return { type: 'failed_with_error', message, since: Math.round(requested) };
    }
    return undefined;
  }

  #approve(): void {
    const { neverApproved, lostAfterPricing } = this.#input.shares;
    if (this.#isRetail && this.#random.chance(lostAfterPricing)) {
      this.#hold({ type: 'message_not_consumed', message: 'order.priced', since: this.#now });
      return;
    }
    if (this.#random.chance(neverApproved)) {
      if (this.#random.chance(0.4)) {
        this.#enter('CANCELLED', this.#now + waitMs(this.#random, 'secondThought'), this.#buyer);
      }
      return;
    }
    this.#enter('APPROVED', this.#now + waitMs(this.#random, 'approval'), this.#buyer);
    if (this.#isRetail && this.#random.chance(lostAfterPricing)) {
      this.#hold({ type: 'message_not_consumed', message: 'order.approved', since: this.#now });
      return;
    }
    this.#make();
  }

  #make(): void {
    for (const [stage, next] of operatorStages) {
      if (!this.#operate(stage, next)) return;
    }
    this.#enter('CLOSED', this.#now + waitMs(this.#random, 'delivery'), this.#buyer);
  }

  /** Returns false if the order stays in the stage for ever. */
  #operate(stage: Stage, next: Stage): boolean {
    const { flow, slowdownAt, shares } = this.#input;
    const from = this.#now;
    const due = deadlineDays(flow, stage);
    if (due === undefined || this.#fault || !this.#random.chance(shares.overduePerStage)) {
      const at = operatorMove(this.#random, { flow, stage, from, slowdown: slowdownAt(from) });
      this.#enter(next, at, 'operator');
      return true;
    }
    this.#fault = { type: 'stage_overdue', stage, since: from };
    if (!this.#random.chance(shares.overcome)) return false;
    this.#overcomeAt = Math.round(workingLater(flow, from, due * this.#random.between(1.5, 4) + 0.2));
    this.#enter(next, this.#overcomeAt, 'operator');
    return true;
  }

  /** Keeps the order in its stage until the buyer's patience ends. */
  #hold(fault: Fault): void {
    this.#fault = fault;
    if (!this.#random.chance(this.#input.shares.overcome)) return;
    this.#overcomeAt = Math.round(fault.since + waitMs(this.#random, 'patience'));
    this.#enter('CANCELLED', this.#overcomeAt, this.#buyer);
  }

  get #now(): EpochMs {
    return this.#entries.at(-1)?.at ?? 0;
  }

  #enter(stage: Stage, at: EpochMs, actor: Actor): void {
    this.#entries.push({ stage, at: Math.max(Math.round(at), this.#now + 1), actor });
  }
}
