import { grouped } from '@ordertrace/conventions';
import type { DurationNanos } from '../time.js';
import { compareText } from './grouping.js';
import type { FlowStep, OrderHistory } from './order-history.js';

/** Times of one resource, from its first start to its last end. */
export interface ResourceTime {
  readonly resource: string;
  /** Number of activities with a known interval. */
  readonly count: number;
  /** Time in which at least one activity ran. */
  readonly workingMs: number;
  /** Time between activities, in which none ran. */
  readonly idleMs: number;
}

function timeOf(resource: string, steps: readonly FlowStep[]): ResourceTime {
  const intervals = steps
    .map(({ startNanos = 0n, timeNanos }) => ({ start: startNanos, end: timeNanos }))
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.end < b.end ? -1 : 1));
  const first = intervals[0]?.start ?? 0n;
  let until = first;
  let idle: DurationNanos = 0n;
  for (const { start, end } of intervals) {
    if (start > until) idle += start - until;
    if (end > until) until = end;
  }
  const whole = Number(until - first) / 1e6;
  const idleMs = Number(idle) / 1e6;
  return { resource, count: steps.length, workingMs: whole - idleMs, idleMs };
}

/** Times of resources with known intervals; longest idle first, then by name. */
export function resourceTimes(histories: readonly OrderHistory[]): ResourceTime[] {
  const steps = histories
    .flatMap((history) => history.steps)
    .filter(({ resource, startNanos }) => resource !== '' && startNanos !== undefined);
  return [...grouped(steps, ({ resource }) => resource)]
    .map(([resource, all]) => timeOf(resource, all))
    .sort((a, b) => b.idleMs - a.idleMs || compareText(a.resource, b.resource));
}
