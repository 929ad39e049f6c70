import { grouped } from '@ordertrace/conventions';
import { orderRefText, type OrderRef } from '../orders/order-ref.js';
import { compareText, examplesKept } from './grouping.js';
import { leadSpan, stepsAtLevel, variantId, type FlowLevel, type OrderHistory } from './order-history.js';
import { quantile, sortedMillis } from './times.js';

/** A way that orders take: all orders with the same sequence of activities. */
export interface Variant {
  /** See `variantId`. */
  readonly variant: string;
  readonly activities: readonly string[];
  readonly count: number;
  /** Number of open orders among them. */
  readonly open: number;
  /** Lead time of ended orders; `null` where none has ended. */
  readonly medianLeadTimeMs: number | null;
  /** Some of its orders, by tenant and order id. */
  readonly examples: readonly OrderRef[];
}

export interface VariantPage {
  readonly variants: readonly Variant[];
  /** Number of all variants that pass the filter; `orders` counts all orders. */
  readonly total: number;
  readonly orders: number;
}

function variantOf(variant: string, all: readonly OrderHistory[], level: FlowLevel): Variant {
  const ended = all.filter(({ open }) => !open).map(({ steps }) => leadSpan(steps));
  const sorted = sortedMillis(ended.map(({ begin, end }) => end - begin));
  const refs = [...all].sort((a, b) => compareText(orderRefText(a), orderRefText(b)));
  return {
    variant,
    activities: stepsAtLevel(all[0]?.steps ?? [], level).map(({ activity }) => activity),
    count: all.length,
    open: all.length - ended.length,
    medianLeadTimeMs: sorted.length === 0 ? null : quantile(sorted, 0.5),
    examples: refs.slice(0, examplesKept).map(({ tenantId, orderId }) => ({ tenantId, orderId })),
  };
}

/** Most frequent first, then by id. */
export function flowVariants(
  histories: readonly OrderHistory[],
  { level, offset, limit }: { readonly level: FlowLevel; readonly offset: number; readonly limit: number },
): VariantPage {
  const groups = grouped(histories, ({ steps }) =>
    variantId(stepsAtLevel(steps, level).map(({ activity }) => activity)),
  );
  const sorted = [...groups].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
  return {
    variants: sorted.slice(offset, offset + limit).map(([id, all]) => variantOf(id, all, level)),
    total: sorted.length,
    orders: histories.length,
  };
}
