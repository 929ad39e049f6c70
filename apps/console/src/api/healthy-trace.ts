import { definedFields } from '@ordertrace/conventions';
import type { OrderKey, OrderListQuery, TraceView } from '@ordertrace/api';
import { queryOptions } from '@tanstack/react-query';
import { api } from './client.js';

export interface HealthyTrace {
  readonly order: OrderKey;
  readonly trace: TraceView;
}

/** Journeys are large: only this many are read to find a similar trace. */
const journeys = 4;

/**
 * A healthy trace to compare with. It belongs to a finished order of the same tenant, preferably the next one
 * after this trace, when the services were most similar. It has the same root operation and as few errors as
 * possible. `null` if there is none.
 */
export const healthyTraceQuery = (trace: TraceView, tenantId: string) =>
  queryOptions({
    queryKey: ['healthy-trace', trace.trace_id, tenantId],
    queryFn: ({ signal }) => healthyTrace(trace, tenantId, signal),
    staleTime: Infinity,
  });

async function healthyTrace(
  trace: TraceView,
  tenantId: string,
  signal: AbortSignal,
): Promise<HealthyTrace | null> {
  const flow = await api.flow(undefined, { signal });
  const delivered = flow.stages.find((stage) => stage.end)?.name;
  const ended: OrderListQuery = {
    open: false,
    ...(tenantId === '' ? {} : { tenant: tenantId }),
    ...definedFields({ stage: delivered }),
    limit: journeys,
  };
  const next = await api.orders(
    { ...ended, closed_from: trace.started_at, sort: 'last_seen_at' },
    { signal },
  );
  const { orders } =
    next.orders.length > 0 ? next : await api.orders({ ...ended, sort: '-last_seen_at' }, { signal });
  let best: HealthyTrace | null = null;
  for (const order of orders) {
    const key = { orderId: order.order_id, tenantId: order.tenant_id === '' ? undefined : order.tenant_id };
    const journey = await api.journey(key, { signal });
    for (const like of journey.traces.filter((each) => isLike(each, trace))) {
      if (best === null || like.error_count < best.trace.error_count) {
        best = { order: key, trace: like };
      }
    }
    if (best?.trace.error_count === 0) {
      return best;
    }
  }
  return best;
}

function isLike(one: TraceView, other: TraceView): boolean {
  return one.trace_id !== other.trace_id && one.root_name === other.root_name;
}
