import { retailTenant } from '@ordertrace/conventions';
import { partnerTenants } from '../partners.js';
import { Random } from '../random.js';

export const materials = ['silver-925', 'gold-585', 'gold-750', 'platinum-950', 'brass'] as const;
export type Material = (typeof materials)[number];

/** Outcome of an order, as far as people decide it. */
export type Intent = 'close' | 'bad_model' | 'cancel_before_submit' | 'cancel_when_priced' | 'never_pay';

/** Stages in which a person waits before the next step. */
export type DelayedStage =
  'CREATED' | 'PRICED' | 'APPROVED' | 'IN_PRODUCTION' | 'PRODUCED' | 'PACKED' | 'SHIPPED';

export interface OrderPlan {
  readonly tenantId: string;
  readonly material: Material;
  readonly quantity: number;
  readonly intent: Intent;
  readonly operator: string;
  /** Milliseconds in each stage. */
  readonly delays: Readonly<Record<DelayedStage, number>>;
}

const tenants = { [retailTenant]: 60, [partnerTenants[0]]: 24, [partnerTenants[1]]: 16 };
const intents = { close: 84, bad_model: 6, cancel_before_submit: 2, cancel_when_priced: 4, never_pay: 4 };
const operators = ['olga', 'viktor', 'marta', 'timur'] as const;

/** Plan of the demonstration's order with that number. The same seed gives the same plan. */
export function planOrder(seed: number, number: number): OrderPlan {
  const random = new Random(`${seed} order ${number}`);
  const seconds = (median: number): number => Math.round(random.logNormal(median, 0.4) * 1000);
  const tenantId = random.weighted(tenants);
  return {
    tenantId,
    material: random.pick(materials),
    quantity: tenantId === retailTenant ? random.whole(1, 2) : random.whole(1, 40),
    intent: random.weighted(intents),
    operator: random.pick(operators),
    delays: {
      CREATED: seconds(1.5),
      PRICED: seconds(9),
      APPROVED: seconds(7),
      IN_PRODUCTION: seconds(16),
      PRODUCED: seconds(6),
      PACKED: seconds(6),
      SHIPPED: seconds(14),
    },
  };
}
