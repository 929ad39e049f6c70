import { grouped } from '@ordertrace/conventions';
import type { DurationNanos } from '../time.js';
import { compareText } from './grouping.js';
import {
  stepEntry,
  stepWork,
  stepsAtLevel,
  type FlowLevel,
  type FlowStep,
  type OrderHistory,
} from './order-history.js';
import { timesOf, type Times } from './times.js';

export interface MapActivity {
  readonly name: string;
  /** Number of occurrences. */
  readonly count: number;
  /** Number of orders in which it occurred. */
  readonly orders: number;
  /** Number of orders that began with it; `ends` counts those that ended with it so far. */
  readonly starts: number;
  readonly ends: number;
  /** Number of open orders among `ends`; they may continue. */
  readonly open: number;
  /** Working time from start to end, where the interval is known; `null` where none is. */
  readonly working: Times | null;
}

/** One activity directly after another. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly orders: number;
  /**
   * Time from one activity (the end of its interval) to the other (its start). Negative where the intervals overlap.
   */
  readonly times: Times;
  /**
   * Time from one activity to the begin of work on the other, where that is known. Never negative; `null` where it
   * never is known.
   */
  readonly waiting: Times | null;
  /** Time from the begin of work on the other activity to its end; `null` where no interval is known. */
  readonly working: Times | null;
}

/** Both lists: most frequent first, then by name. */
export interface FlowMap {
  readonly orders: number;
  readonly activities: readonly MapActivity[];
  readonly edges: readonly MapEdge[];
}

interface Pair {
  readonly order: number;
  readonly a: FlowStep;
  readonly b: FlowStep;
}

function workingOf(step: FlowStep): DurationNanos[] {
  const begun = stepWork(step);
  return begun === undefined ? [] : [step.timeNanos - begun];
}

function waitingOf({ a, b }: Pair): DurationNanos[] {
  const begun = stepWork(b);
  if (begun === undefined) return [];
  return [begun > a.timeNanos ? begun - a.timeNanos : 0n];
}

function distinct(orders: readonly number[]): number {
  return new Set(orders).size;
}

function edgeOf(pairs: readonly Pair[]): MapEdge[] {
  const [first] = pairs;
  const times = timesOf(pairs.map(({ a, b }) => stepEntry(b) - a.timeNanos));
  if (first === undefined || times === null) return [];
  return [
    {
      from: first.a.activity,
      to: first.b.activity,
      count: pairs.length,
      orders: distinct(pairs.map(({ order }) => order)),
      times,
      waiting: timesOf(pairs.flatMap(waitingOf)),
      working: timesOf(pairs.flatMap(({ b }) => workingOf(b))),
    },
  ];
}

/** Counts and times of activities, and of their direct successions. */
export function flowMap(histories: readonly OrderHistory[], level: FlowLevel): FlowMap {
  const ways = histories.map(({ steps, open }) => ({ steps: stepsAtLevel(steps, level), open }));
  const happened = ways.flatMap(({ steps, open }, order) =>
    steps.map((step, i) => ({ order, step, isFirst: i === 0, isLast: i === steps.length - 1, open })),
  );
  const pairs = ways.flatMap(({ steps }, order) =>
    steps.slice(1).flatMap((b, i) => {
      const a = steps[i];
      return a === undefined ? [] : [{ order, a, b }];
    }),
  );
  const activities = [...grouped(happened, ({ step }) => step.activity)].map(([name, all]) => ({
    name,
    count: all.length,
    orders: distinct(all.map(({ order }) => order)),
    starts: all.filter(({ isFirst }) => isFirst).length,
    ends: all.filter(({ isLast }) => isLast).length,
    open: all.filter(({ isLast, open }) => isLast && open).length,
    working: timesOf(all.flatMap(({ step }) => workingOf(step))),
  }));
  const edges = [...grouped(pairs, ({ a, b }) => JSON.stringify([a.activity, b.activity])).values()];
  return {
    orders: ways.length,
    activities: activities.sort((a, b) => b.count - a.count || compareText(a.name, b.name)),
    edges: edges
      .flatMap(edgeOf)
      .sort((a, b) => b.count - a.count || compareText(a.from, b.from) || compareText(a.to, b.to)),
  };
}
