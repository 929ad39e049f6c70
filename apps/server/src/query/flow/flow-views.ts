import type { FlowComparison, FlowDeviations, FlowLeadTime, FlowStages, Variants } from '@ordertrace/api';
import {
  deadlineText,
  flowDeviations,
  flowIndex,
  timestampText,
  type Flow,
  type FlowMap,
  type LeadTimes,
  type LearnedStageTimes,
  type MapEdge,
  type ProfilePair,
  type StageStatistics,
  type VariantPage,
} from '@ordertrace/model';
import { snakeCase } from './snake-case.js';

const dayMs = 86_400_000;

interface StageContext {
  readonly flow: Flow;
  readonly learned: LearnedStageTimes | undefined;
  /** Whose usual times: a tenant's, or `*` for those of all. */
  readonly tenantId: string;
}

/** Stages with their rank by the days lost in them; they come sorted so. */
export function stagesView(
  stages: readonly StageStatistics[],
  { flow, learned, tenantId }: StageContext,
): FlowStages {
  const index = flowIndex(flow);
  return {
    stages: stages.map((one, i) => {
      const deadline = index.stage(one.stage)?.deadline;
      const usual = learned?.all.find((known) => known.stage === one.stage && known.tenantId === tenantId);
      return {
        ...snakeCase(one),
        total_order_days: (one.times?.totalMs ?? 0) / dayMs,
        rank: i + 1,
        deadline: deadline === undefined ? null : deadlineText(flow, deadline),
        learned:
          usual === undefined
            ? null
            : {
                median_ms: Number(usual.p50Nanos) / 1e6,
                p90_ms: Number(usual.p90Nanos) / 1e6,
                samples: usual.samples,
              },
      };
    }),
  };
}

export function variantsView(page: VariantPage, next: string | null): Variants {
  return {
    variants: page.variants.map(({ examples, ...variant }) => ({
      ...snakeCase(variant),
      share: page.orders === 0 ? 0 : variant.count / page.orders,
      example: snakeCase(examples[0] ?? null),
    })),
    next,
    total: page.total,
    orders: page.orders,
  };
}

export function deviationsView(
  flow: Flow,
  page: VariantPage,
  profile: readonly ProfilePair[],
): FlowDeviations {
  const { orders, deviations, unknown } = flowDeviations(flow, page.variants);
  return {
    orders,
    deviations: deviations.map((one) => ({
      ...snakeCase(one),
      share: orders === 0 ? 0 : one.orders / orders,
    })),
    unknown: [...unknown],
    variants_left_out: page.total - page.variants.length,
    profile: snakeCase(profile),
  };
}

export function leadTimeView({ orders, times, series, byTenant, byVariant }: LeadTimes): FlowLeadTime {
  return {
    orders,
    percentiles: snakeCase(times),
    series: series.map(({ fromNanos, ...rest }) => ({ from: timestampText(fromNanos), ...snakeCase(rest) })),
    by_tenant: byTenant.map(({ name, ...rest }) => ({ tenant_id: name, ...snakeCase(rest) })),
    by_variant: byVariant.map(({ name, ...rest }) => ({ variant: name, ...snakeCase(rest) })),
  };
}

type ComparedEdge = FlowComparison['edges'][number];

/** Every edge of either map; those that got slower first, what is missing on a side last. */
export function comparedEdges(now: FlowMap, before: FlowMap): Omit<ComparedEdge, 'orders'>[] {
  const keyOf = ({ from, to }: MapEdge) => JSON.stringify([from, to]);
  const [left, right] = [now, before].map(({ edges }) => new Map(edges.map((edge) => [keyOf(edge), edge])));
  const keys = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...keys]
    .flatMap((key) => {
      const [a, b] = [left?.get(key), right?.get(key)];
      const edge = a ?? b;
      if (edge === undefined) return [];
      const difference = a !== undefined && b !== undefined ? a.times.medianMs - b.times.medianMs : null;
      return {
        ...{ from: edge.from, to: edge.to, now_count: a?.count ?? 0, before_count: b?.count ?? 0 },
        ...{ now: snakeCase(a?.times ?? null), before: snakeCase(b?.times ?? null) },
        difference_ms: difference,
      };
    })
    .sort((a, b) => (b.difference_ms ?? -Infinity) - (a.difference_ms ?? -Infinity) || 0);
}
