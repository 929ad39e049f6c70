import type { Flow } from '../flow/flow.js';
import { flowIndex, type FlowIndex } from '../flow/flow-index.js';
import type { OrderRef } from '../orders/order-ref.js';
import { compareText, examplesKept } from './grouping.js';
import type { Variant } from './variants.js';

/**
 * Kinds of deviation from the flow:
 * - `skipped`: the order passed over stages in between; `activities` are the skipped ones
 * - `repeated`: the order entered a stage again directly from itself
 * - `rework_loop`: the order returned to an earlier stage; `activities` are from where, and to where
 * - `out_of_order`: the order entered a stage that can't follow the one before; `activities` are from where, and to
 *   where
 * - `unexpected_end`: the order ended in a stage that is no end of the flow
 */
export const deviationNames = [
  'skipped',
  'repeated',
  'out_of_order',
  'unexpected_end',
  'rework_loop',
] as const;
export type DeviationName = (typeof deviationNames)[number];

export interface Deviation {
  readonly name: DeviationName;
  readonly activities: readonly string[];
  /** Number of orders with this deviation, once or more often. */
  readonly orders: number;
  readonly examples: readonly OrderRef[];
}

export interface Deviations {
  /** Number of orders that have been in a stage of the flow. Other orders can't be judged by it. */
  readonly orders: number;
  /** Sorted by orders, most first, then by name and activities. */
  readonly deviations: readonly Deviation[];
  /** Activities without a stage in the flow, sorted by name. They are ignored in the ways. */
  readonly unknown: readonly string[];
}

type StepDeviation = Pick<Deviation, 'name' | 'activities'>;

/**
 * The stages between two on the flow's shortest way, which prefers usual next stages. Undefined where no way exists.
 */
function between(flow: Flow, sources: readonly string[], target: string): readonly string[] | undefined {
  const nextOf = new Map(flow.stages.map(({ name, next }) => [name, next]));
  const seen = new Set(sources);
  let ways = sources.map((source): readonly string[] => [source]);
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways)
      for (const next of nextOf.get(way.at(-1) ?? '') ?? []) {
        if (next === target) return way.slice(1);
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    ways = longer;
  }
  return undefined;
}

function begin(flow: Flow, index: FlowIndex, first: string): StepDeviation[] {
  if (index.isStart(first)) return [];
  const [start] = flow.start;
  const skipped = between(flow, flow.start, first);
  if (start === undefined || skipped === undefined) return [];
  return [{ name: 'skipped', activities: [start, ...skipped] }];
}

function step(flow: Flow, index: FlowIndex, way: readonly string[], at: number): StepDeviation[] {
  const [from = '', to = ''] = [way[at - 1], way[at]];
  if (from === to) return [{ name: 'repeated', activities: [to] }];
  if (way.slice(0, at - 1).includes(to)) return [{ name: 'rework_loop', activities: [from, to] }];
  if (index.follows(from, to)) return [];
  const skipped = between(flow, [from], to);
  if (skipped === undefined) return [{ name: 'out_of_order', activities: [from, to] }];
  return [{ name: 'skipped', activities: skipped }];
}

/** The deviations of one way from the flow, each kind once. The way must hold only stages of the flow. */
function deviationsOfWay(flow: Flow, way: readonly string[], hasEnded: boolean): StepDeviation[] {
  const index = flowIndex(flow);
  const [first] = way;
  const last = way.at(-1);
  if (first === undefined || last === undefined) return [];
  const found = [
    ...begin(flow, index, first),
    ...way.flatMap((_, at) => (at === 0 ? [] : step(flow, index, way, at))),
  ];
  if (hasEnded && !index.isEnd(last)) found.push({ name: 'unexpected_end', activities: [last] });
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

interface Counted extends StepDeviation {
  orders: number;
  readonly examples: OrderRef[];
}

/** The deviations of ways, given as variants, from the flow. */
export function flowDeviations(flow: Flow, variants: readonly Variant[]): Deviations {
  const index = flowIndex(flow);
  const counted = new Map<string, Counted>();
  const unknown = new Set<string>();
  let judged = 0;
  const note = (found: StepDeviation, orders: number, examples: readonly OrderRef[]): void => {
    const key = JSON.stringify(found);
    const known = counted.get(key) ?? { ...found, orders: 0, examples: [] };
    known.orders += orders;
    known.examples.push(...examples.slice(0, examplesKept - known.examples.length));
    counted.set(key, known);
  };
  for (const { activities, count, open, examples } of variants) {
    const way = activities.filter((name) => index.stage(name) !== undefined);
    for (const name of activities) if (index.stage(name) === undefined) unknown.add(name);
    if (way.length === 0) continue;
    judged += count;
    for (const found of deviationsOfWay(flow, way, true))
      note(found, found.name === 'unexpected_end' ? count - open : count, examples);
  }
  const text = ({ name, activities }: StepDeviation): string => `${name}\n${activities.join('\n')}`;
  return {
    orders: judged,
    deviations: [...counted.values()]
      .filter(({ orders }) => orders > 0)
      .sort((a, b) => b.orders - a.orders || compareText(text(a), text(b))),
    unknown: [...unknown].sort(compareText),
  };
}
