import type { FlowView, OrderCounts } from '@ordertrace/api';
import type { Situation } from '@ordertrace/model';
import type { OrdersSearch } from '../../addresses/orders-search.js';

/** The situations that need someone. */
export const troubles = ['failed', 'lost', 'stuck'] as const satisfies readonly Situation[];

/** How many orders stand in a stage, and how many of them need someone. */
export interface StageCount {
  readonly stage: string;
  readonly count: number;
  readonly troubled: ReadonlyMap<Situation, number>;
  /** When the one that rests longest entered the stage; undefined where there is none. */
  readonly oldestSince: string | undefined;
}

/** The counts in the flow's order of stages; stages the flow does not have come last. Ends without orders are left out. */
export function stageCounts({ counts }: OrderCounts, flow: FlowView | undefined): StageCount[] {
  const names = flow?.stages.map((stage) => stage.name) ?? [];
  const found = new Map<string, OrderCounts['counts']>();
  for (const each of counts) {
    found.set(each.stage, [...(found.get(each.stage) ?? []), each]);
  }
  const others = [...found.keys()].filter((name) => !names.includes(name)).sort();
  const ends = new Set(flow?.stages.filter((stage) => stage.end).map((stage) => stage.name));
  return [...names, ...others]
    .filter((name) => found.has(name) || !ends.has(name))
    .map((name) => countOf(name, found.get(name) ?? []));
}

/** How many orders the list has in all. */
export function listedCount(
  { counts }: OrderCounts,
  { stage, situation }: Pick<OrdersSearch, 'stage' | 'situation'>,
): number {
  return counts
    .filter((each) => stage === undefined || each.stage === stage)
    .filter((each) => situation === undefined || each.situation === situation)
    .reduce((sum, each) => sum + each.count, 0);
}

/** The same over all stages. */
export function totalCount({ counts }: OrderCounts): StageCount {
  return countOf('', counts);
}

export function tenantsOf({ counts }: OrderCounts): string[] {
  return [...new Set(counts.map((each) => each.tenant_id))].filter((tenant) => tenant !== '').sort();
}

function countOf(stage: string, counts: OrderCounts['counts']): StageCount {
  const troubled = new Map<Situation, number>();
  let count = 0;
  let oldestSince: string | undefined;
  for (const each of counts) {
    count += each.count;
    if (oldestSince === undefined || each.oldest_since < oldestSince) {
      oldestSince = each.oldest_since;
    }
    if (each.situation !== null && troubles.some((trouble) => trouble === each.situation)) {
      troubled.set(each.situation, (troubled.get(each.situation) ?? 0) + each.count);
    }
  }
  return { stage, count, troubled, oldestSince };
}
