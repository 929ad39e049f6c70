import { retailTenant } from '@ordertrace/conventions';
import type { Flow } from '@ordertrace/model';
import { partnerTenants } from '../partners.js';
import { Random } from '../random.js';
import { customerArrival } from './arrivals.js';
import { workingLater } from './pace.js';
import { demonstrationShares, planStory, type Shares } from './plan-story.js';
import type { EpochMs, OrderStory } from './story.js';

const dayMs = 86_400_000;

export interface PastPlan {
  readonly flow: Flow;
  readonly seed: number;
  readonly count: number;
  /** The last moment at which a past order may have been created. */
  readonly until: EpochMs;
  readonly days?: number;
  readonly shares?: Shares;
}

/**
 * Orders created in the days before `until`, oldest first; the same for the same plan. Their stories go on after
 * `until`, so that those open then can be continued.
 */
export function planStories(plan: PastPlan): OrderStory[] {
  const { flow, seed, count, until, days = 60, shares = demonstrationShares } = plan;
  const span = { from: until - days * dayMs, to: until };
  const slowdownAt = badWeek(until - 27 * dayMs);
  const births = new Random(`${seed} births`);
  const created = Array.from({ length: count }, () => {
    const tenantId = births.weighted(tenantShares);
    const arrival = customerArrival(births, span, flow.calendar);
    return { tenantId, createdAt: tenantId === retailTenant ? arrival : officeTime(flow, arrival, span.to) };
  }).sort((one, other) => one.createdAt - other.createdAt);
  const ids = numbersBefore(created);
  const examples = examplesOfFaults(created);
  return created.map((birth, index) =>
    planStory(new Random(`${seed} story ${index}`), {
      ...birth,
      flow,
      shares: examples.get(index) ?? shares,
      slowdownAt,
      orderId: ids[index] ?? '',
    }),
  );
}

interface Birth {
  readonly tenantId: string;
  readonly createdAt: EpochMs;
}

const tenantShares = { [retailTenant]: 62, [partnerTenants[0]]: 22, [partnerTenants[1]]: 16 };

/** From here on there are examples of faults. */
const enoughForExamples = 100;

const smooth: Shares = {
  neverSubmitted: 0,
  cancelledEarly: 0,
  rejected: 0,
  neverApproved: 0,
  lostInPricing: 0,
  calculationHangs: 0,
  failsWithError: 0,
  lostAfterPricing: 0,
  overduePerStage: 0,
  overcome: 0,
};

/** Those that take longest to show come first. */
const faults = [
  'overduePerStage',
  'lostAfterPricing',
  'lostInPricing',
  'calculationHangs',
  'failsWithError',
] as const;

/**
 * Shares of the orders that go wrong for certain and stay so, by their place among the births: however few the
 * orders and whatever the hour, every fault is there to be seen.
 */
function examplesOfFaults(births: readonly Birth[]): Map<number, Shares> {
  if (births.length < enoughForExamples) return new Map();
  return new Map(
    faults.map((fault, i) => {
      const earliest = Math.floor(births.length * (0.5 + i * 0.08));
      const place = births.findIndex(({ tenantId }, index) => index >= earliest && tenantId === retailTenant);
      return [place, { ...smooth, [fault]: 1 }];
    }),
  );
}

/** Partners order while they work: what falls outside waits for the next working hour. */
function officeTime(flow: Flow, at: EpochMs, latest: EpochMs): EpochMs {
  return Math.min(Math.round(workingLater(flow, at, 0.001)), latest);
}

/** Where the services begin to count: the shop's orders, and the partners'. */
const firstRetailNumber = 40_001;
const firstPartnerNumber = 700_001;

/** The numbers before those that the services give out: the past that their present follows on. */
function numbersBefore(births: readonly Birth[]): string[] {
  const retail = births.filter(({ tenantId }) => tenantId === retailTenant).length;
  let nextRetail = firstRetailNumber - retail;
  let nextPartner = firstPartnerNumber - (births.length - retail);
  return births.map(({ tenantId }) => numberText(tenantId === retailTenant ? nextRetail++ : nextPartner++));
}

/** Below five digits the services' numbers have no past left. */
function numberText(number: number): string {
  return number >= 10_000 ? String(number) : `P${10_000 - number}`;
}

/** A week in which a machine stood still. */
function badWeek(begins: EpochMs): (at: EpochMs) => number {
  return (at) => (at >= begins && at < begins + 7 * dayMs ? 2 : 1);
}
