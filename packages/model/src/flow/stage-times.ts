import type { DurationNanos } from '../time.js';
import type { FlowStage } from './flow.js';

/** Time of a closed order in a stage, in the stage's kind of time (`stageTime`). */
export interface StageSample {
  readonly tenantId: string;
  readonly stage: string;
  readonly nanos: DurationNanos;
}

export interface StageTime {
  readonly samples: number;
  readonly p50Nanos: DurationNanos;
  readonly p90Nanos: DurationNanos;
}

/** Usual times in each stage. */
export interface LearnedStageTimes {
  /**
   * The usual time of the tenant, else of all tenants together where the tenant has too few samples. Absent where all
   * tenants together have too few.
   */
  usual(stage: string, tenantId: string): StageTime | undefined;
  /** The times behind `usual`, shortest first. */
  stays(stage: string, tenantId: string): BigInt64Array | undefined;
  /** All learned times; `tenantId` is `*` for all tenants together. */
  readonly all: readonly (StageTime & { readonly stage: string; readonly tenantId: string })[];
}

/** The kind of time in this stage: elapsed, or only the calendar's working time. */
export function stageTime(stage: FlowStage | undefined): 'elapsed' | 'working' {
  if (!stage?.deadline) return 'elapsed';
  return stage.deadline.type === 'within' ? stage.deadline.amount.type : stage.deadline.floor.type;
}

/** Nearest-rank percentile of sorted, non-empty values. */
function percentile(sorted: BigInt64Array, share: number): bigint {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0n;
}

const allTenants = '*';

/**
 * Percentiles per stage and tenant. Tenants with fewer than `enough` samples use those of all tenants together. Where
 * these are fewer too, there is no usual time yet.
 */
export function learnStageTimes(samples: Iterable<StageSample>, enough = 30): LearnedStageTimes {
  const groups = new Map<string, { stage: string; tenantId: string; values: bigint[] }>();
  const keyOf = (stage: string, tenantId: string): string => `${stage}\n${tenantId}`;
  for (const { stage, tenantId, nanos } of samples)
    for (const tenant of new Set([tenantId, allTenants])) {
      const key = keyOf(stage, tenant);
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { stage, tenantId: tenant, values: [] }));
      group.values.push(nanos);
    }
  const learned = new Map<string, StageTime & { stage: string; tenantId: string }>();
  const stays = new Map<string, BigInt64Array>();
  for (const [key, { stage, tenantId, values }] of groups) {
    if (values.length < enough) continue;
    const sorted = BigInt64Array.from(values).sort();
    const times = { p50Nanos: percentile(sorted, 0.5), p90Nanos: percentile(sorted, 0.9) };
    learned.set(key, { stage, tenantId, samples: values.length, ...times });
    stays.set(key, sorted);
  }
  const known = <T>(map: ReadonlyMap<string, T>) => {
    return (stage: string, tenantId: string): T | undefined =>
      map.get(keyOf(stage, tenantId)) ?? map.get(keyOf(stage, allTenants));
  };
  return {
    usual: known(learned),
    stays: known(stays),
    all: [...learned.values()],
  };
}
