import type { FlowForecast } from '@ordertrace/api';
import { flowIndex, nanosFromMillis, timestampText, type Flow, type OrderState } from '@ordertrace/model';
import type { FlowStatistics } from '@ordertrace/store';

/** With fewer orders of the tenant, the orders of all tenants give a better forecast. */
export const enoughSamples = 20;

/** The ends of the flow's usual path: what a customer waits for, without exceptional ends. */
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
  /** Whether the caller must not see data of other tenants. */
  readonly ownOnly: boolean;
}

/** Forecasts the end of an open order from earlier orders in the same stage. */
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
