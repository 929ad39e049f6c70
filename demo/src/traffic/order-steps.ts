import { Random } from '../random.js';
import type { Buyer } from './buyer.js';
import { inventBadModel, inventModel } from './invented-model.js';
import type { OpenOrder } from './open-orders.js';
import type { DelayedStage, OrderPlan } from './order-plan.js';
import type { Workshop } from './workshop.js';

/** Result of a step: the order's next state, or `done` when the demonstration has finished with it. */
export type StepResult = { readonly stage: string; readonly modelSent?: boolean } | 'done' | 'not_yet';

export interface StepInput {
  readonly order: OpenOrder;
  readonly plan: OrderPlan;
  readonly seed: number;
  readonly buyer: Buyer;
  readonly workshop: Workshop;
}

/**
 * Does the next step of the order's people in its stage. Throws `Refused` if the service does not allow it.
 */
export async function takeStep(input: StepInput): Promise<StepResult> {
  const step = steps[input.order.stage];
  return step ? step(input) : 'done';
}

/** Delay before the next step, in milliseconds. */
export function delayIn(stage: string, plan: OrderPlan): number {
  return stage in plan.delays ? plan.delays[stage as DelayedStage] : 1500;
}

type Step = (input: StepInput) => Promise<StepResult>;

const steps: Readonly<Record<string, Step>> = {
  CREATED: form,
  SUBMITTED: lookForPrice,
  PRICED: decide,
  APPROVED: async ({ order, plan, workshop }) => {
    await workshop.claim(order.orderId, plan.operator);
    return { stage: 'IN_PRODUCTION' };
  },
  IN_PRODUCTION: async ({ order, workshop }) => {
    await workshop.complete(order.orderId);
    return { stage: 'PRODUCED' };
  },
  PRODUCED: async ({ order, workshop }) => {
    await workshop.pack(order.orderId);
    return { stage: 'PACKED' };
  },
  PACKED: async ({ order, seed, workshop }) => {
    await workshop.ship(order.orderId, new Random(`${seed} parcel ${order.number}`));
    return { stage: 'SHIPPED' };
  },
  SHIPPED: async ({ order, buyer }) => {
    await buyer.close(order.orderId);
    return 'done';
  },
};

/** Uploads the model first. Submits the order after another delay. */
async function form({ order, plan, seed, buyer }: StepInput): Promise<StepResult> {
  if (!order.modelSent) {
    const random = new Random(`${seed} model ${order.number}`);
    const model = plan.intent === 'bad_model' ? inventBadModel(random) : inventModel(random);
    await buyer.sendModel(order.orderId, model);
    return { stage: 'CREATED', modelSent: true };
  }
  if (plan.intent === 'cancel_before_submit') {
    await buyer.cancel(order.orderId);
    return 'done';
  }
  await buyer.submit(order.orderId);
  return { stage: 'SUBMITTED' };
}

async function lookForPrice({ order, buyer }: StepInput): Promise<StepResult> {
  const stage = await buyer.look(order.orderId);
  return stage === 'SUBMITTED' ? 'not_yet' : { stage };
}

async function decide({ order, plan, buyer }: StepInput): Promise<StepResult> {
  if (plan.intent === 'never_pay') return 'done';
  if (plan.intent === 'cancel_when_priced') {
    await buyer.cancel(order.orderId);
    return 'done';
  }
  await buyer.approve(order.orderId);
  return { stage: 'APPROVED' };
}
