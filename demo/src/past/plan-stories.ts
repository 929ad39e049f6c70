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
  /** Latest creation time of a past order. */
  readonly until: EpochMs;
  readonly days?: number;
  readonly shares?: Shares;
}

/**
 * Orders created in the days before `until`, oldest first. The same plan gives the same orders. Their stories
 * continue after `until`, so that orders that are open then can go through further stages.
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

/** Fewest orders for which examples of faults are planned. */
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

/** Faults that take longest to become visible come first. */
const faults = [
  'overduePerStage',
  'lostAfterPricing',
  'lostInPricing',
  'calculationHangs',
  'failsWithError',
] as const;

/**
 * For some orders, shares that make a lasting fault certain. Every fault is visible, even with few orders and
 * at any hour.
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

/** Partners order in working hours; a time outside moves to the next working hour. */
function officeTime(flow: Flow, at: EpochMs, latest: EpochMs): EpochMs {
  return Math.min(Math.round(workingLater(flow, at, 0.001)), latest);
}

/** First number of the services' counters for the shop's orders and for the partners' orders. */
const firstRetailNumber = 40_001;
const firstPartnerNumber = 700_001;

/** Numbers below the first ones of the services. The services' own orders continue the sequence. */
function numbersBefore(births: readonly Birth[]): string[] {
  const retail = births.filter(({ tenantId }) => tenantId === retailTenant).length;
  let nextRetail = firstRetailNumber - retail;
  let nextPartner = firstPartnerNumber - (births.length - retail);
  return births.map(({ tenantId }) => numberText(tenantId === retailTenant ? nextRetail++ : nextPartner++));
}

/** Below 10 000, where the five-digit numbers end, a number becomes `P` and a counter. */
function numberText(number: number): string {
  return number >= 10_000 ? String(number) : `P${10_000 - number}`;
}

/** Slowdown in the week in which a machine stood still. */
function badWeek(begins: EpochMs): (at: EpochMs) => number {
  return (at) => (at >= begins && at < begins + 7 * dayMs ? 2 : 1);
}
