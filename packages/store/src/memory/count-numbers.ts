import { definedFields } from '@ordertrace/conventions';
import { millisFromNanos, type EpochNanos, type OrderState, type ProblemState } from '@ordertrace/model';
import type {
  CompanyNumbers,
  LeadTimes,
  NumberFilter,
  Period,
  ProblemHours,
  Standing,
  Unresolved,
} from '../number-contract.js';

type Query<Name extends keyof CompanyNumbers> = Parameters<CompanyNumbers[Name]>[0];

/** Interpolates between two values. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (at - Math.floor(at));
}

function isIn(nanos: EpochNanos, { fromNanos, toNanos }: Period): boolean {
  return nanos >= fromNanos && nanos < toNanos;
}

function matches(item: { tenantId: string; flow: string }, { tenantId, flow }: NumberFilter): boolean {
  return (tenantId === undefined || item.tenantId === tenantId) && (flow === undefined || item.flow === flow);
}

export function countLeadTimes(orders: readonly OrderState[], query: Query<'leadTimes'>): LeadTimes[] {
  const ended = ({ flow, stage }: OrderState) =>
    query.ends.some((end) => end.flow === flow && end.stage === stage);
  const counted = orders.filter((order) => matches(order, query) && ended(order));
  return query.periods.map((period) => {
    const times = counted
      .flatMap(({ createdNanos, closedNanos }) =>
        createdNanos !== undefined && closedNanos !== undefined && isIn(closedNanos, period)
          ? [millisFromNanos(closedNanos - createdNanos)]
          : [],
      )
      .sort((a, b) => a - b);
    const [medianMs, p90Ms] = [quantile(times, 0.5), quantile(times, 0.9)];
    return {
      orders: times.length,
      ...definedFields({ medianMs, p90Ms }),
    };
  });
}

export function countUnresolved(
  { orders, problems }: { orders: readonly OrderState[]; problems: readonly ProblemState[] },
  query: Query<'unresolvedAt'>,
): Unresolved[] {
  const ofOrders = orders.filter((order) => matches(order, query));
  const ofProblems = problems.filter((problem) => matches(problem, query));
  return query.moments.map((moment) => {
    const lasts = (from: EpochNanos, to: EpochNanos | undefined) =>
      from <= moment && (to === undefined || to > moment);
    const bad = ofProblems.filter((problem) => lasts(problem.sinceNanos, problem.resolvedNanos));
    const count = (situation: string) => bad.filter((problem) => problem.situation === situation).length;
    const open = ofOrders.filter((order) =>
      lasts(order.createdNanos ?? order.firstSeenNanos, order.closedNanos),
    );
    return { open: open.length, lost: count('lost'), failed: count('failed'), stuck: count('stuck') };
  });
}

export function countProblemHours(
  problems: readonly ProblemState[],
  query: Query<'problemHours'>,
): ProblemHours[] {
  const counted = problems.filter((problem) => matches(problem, query));
  return query.periods.map((period) => {
    const opened = counted.filter((problem) => isIn(problem.openedNanos, period));
    const standing = (at: (problem: ProblemState) => EpochNanos | undefined): Standing => {
      const times = opened
        .flatMap((problem) => {
          const nanos = at(problem);
          return nanos === undefined ? [] : [millisFromNanos(nanos - problem.sinceNanos)];
        })
        .sort((a, b) => a - b);
      const medianMs = quantile(times, 0.5);
      const totalMs = times.reduce((sum, time) => sum + time, 0);
      return { totalMs, ...definedFields({ medianMs }) };
    };
    return {
      problems: opened.length,
      found: standing((problem) => problem.openedNanos),
      acknowledged: standing((problem) => problem.acknowledgedNanos),
      resolved: standing((problem) => problem.resolvedNanos),
    };
  });
}
