import type { FlowComparison, FlowDeviations, FlowLeadTime, FlowStages, Variants } from '@ordertrace/api';
import {
  deadlineText,
  flowDeviations,
  flowIndex,
  timestampText,
  type Flow,
  type FlowMap,
  type LeadTimes,
  type StageTimesByFlow,
  type MapEdge,
  type ProfilePair,
  type StageStatistics,
  type VariantPage,
} from '@ordertrace/model';
import { snakeCase } from './snake-case.js';

const dayMs = 86_400_000;

interface StageContext {
  readonly flows: readonly Flow[];
  readonly learned: StageTimesByFlow | undefined;
  /** The tenant of the usual times, or `*` for all tenants. */
  readonly tenantId: string;
}

/** Stages with their rank, sorted by the days lost in them. */
export function stagesView(
  stages: readonly StageStatistics[],
  { flows, learned, tenantId }: StageContext,
): FlowStages {
  return {
    stages: stages.map((one, i) => {
      const having = flows.filter((flow) => flowIndex(flow).stage(one.stage) !== undefined);
      const deadlines = new Set(having.map((flow) => deadlineOf(flow, one.stage)));
      const [deadline = null] = deadlines.size === 1 ? deadlines : [];
      const [flow] = having.length === 1 ? having : [];
      const usual = learned
        ?.get(flow?.name ?? '')
        ?.all.find((known) => known.stage === one.stage && known.tenantId === tenantId);
      return {
        ...snakeCase(one),
        total_order_days: (one.times?.totalMs ?? 0) / dayMs,
        rank: i + 1,
        deadline,
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

function deadlineOf(flow: Flow, stage: string): string | null {
  const deadline = flowIndex(flow).stage(stage)?.deadline;
  return deadline === undefined ? null : deadlineText(flow, deadline);
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

/** Compares the histories of each flow's orders with the flow. */
export function deviationsView(
  judged: readonly { readonly flow: Flow; readonly page: VariantPage }[],
  profile: readonly ProfilePair[],
): FlowDeviations {
  const verdicts = judged.map(({ flow, page }) => ({
    flow: flow.name,
    ...flowDeviations(flow, page.variants),
  }));
  const orders = verdicts.reduce((sum, verdict) => sum + verdict.orders, 0);
  const deviations = verdicts.flatMap(({ flow, deviations: own }) =>
    own.map((one) => ({ ...snakeCase(one), flow, share: one.orders / orders })),
  );
  return {
    orders,
    deviations: deviations.sort((a, b) => b.orders - a.orders),
    unknown: [...new Set(verdicts.flatMap(({ unknown }) => unknown))],
    variants_left_out: judged.reduce((sum, { page }) => sum + page.total - page.variants.length, 0),
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

/** Every edge of both maps: first those that became slower, last those that are absent on one side. */
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
        from: edge.from,
        to: edge.to,
        now_count: a?.count ?? 0,
        before_count: b?.count ?? 0,
        now: snakeCase(a?.times ?? null),
        before: snakeCase(b?.times ?? null),
        difference_ms: difference,
      };
    })
    .sort((a, b) => (b.difference_ms ?? -Infinity) - (a.difference_ms ?? -Infinity) || 0);
}
