import type { FlowForecast } from '@ordertrace/api';
import { flowIndex, nanosFromMillis, timestampText, type Flow, type OrderState } from '@ordertrace/model';
import type { FlowStatistics } from '@ordertrace/store';

/** With fewer orders of the tenant, those of all tenants tell more. */
const enoughSamples = 20;

/** Ends of the flow that its usual way leads to: what a customer waits for, not the side exits. */
export function usualEnds(flow: Flow): string[] {
  const index = flowIndex(flow);
  const ends = new Set<string>();
  for (const start of flow.start) {
    const seen = new Set<string>();
    let stage = start;
    while (!index.isEnd(stage) && !seen.has(stage)) {
      seen.add(stage);
      stage = index.stage(stage)?.next[0] ?? stage;
    }
    if (index.isEnd(stage)) ends.add(stage);
  }
  return [...ends];
}

interface ForecastAsked {
  readonly order: OrderState;
  readonly flow: Flow;
  readonly nowNanos: bigint;
  /** Who asks may learn nothing of other tenants. */
  readonly ownOnly: boolean;
}

/** When an open order will likely end, from those that were where it is. */
export async function forecastOrder(
  store: FlowStatistics,
  { order, flow, nowNanos, ownOnly }: ForecastAsked,
): Promise<FlowForecast> {
  const ageNanos = nowNanos > order.stageSinceNanos ? nowNanos - order.stageSinceNanos : 0n;
  const asked = { activity: order.stage, ageNanos, ends: usualEnds(flow) };
  const ofFlow = { flow: flow.name };
  const own = await store.flow('forecast', { ...asked, filter: { ...ofFlow, tenantId: order.tenantId } });
  const basis = ownOnly || own.samples >= enoughSamples ? 'tenant' : 'all';
  const { samples, medianMs, p90Ms } =
    basis === 'tenant' ? own : await store.flow('forecast', { ...asked, filter: ofFlow });
  const at = (ms: number | null) => (ms === null ? null : timestampText(nowNanos + nanosFromMillis(ms)));
  return { median_at: at(medianMs), p90_at: at(p90Ms), samples, stage: order.stage, basis };
}
