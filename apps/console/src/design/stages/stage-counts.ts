import type { FlowView, OrderCounts } from '@ordertrace/api';
import type { Situation } from '@ordertrace/model';
import type { OrdersSearch } from '../../addresses/orders-search.js';

/** Situations that need a person. */
export const troubles = ['failed', 'lost', 'stuck'] as const satisfies readonly Situation[];

/** Number of orders in a stage, and of those that need a person. */
export interface StageCount {
  readonly stage: string;
  readonly count: number;
  readonly troubled: ReadonlyMap<Situation, number>;
  /** Time at which the oldest order entered the stage. Undefined if there is none. */
  readonly oldestSince: string | undefined;
}

/**
 * Counts in the flow's order of stages. Stages outside the flow come last. Final stages without orders are
 * omitted.
 */
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

/** Number of orders that match the list's filters. */
export function listedCount(
  { counts }: OrderCounts,
  { stage, situation }: Pick<OrdersSearch, 'stage' | 'situation'>,
): number {
  return counts
    .filter((each) => stage === undefined || each.stage === stage)
    .filter((each) => situation === undefined || each.situation === situation)
    .reduce((sum, each) => sum + each.count, 0);
}

/** Total over all stages. */
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
