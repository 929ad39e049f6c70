import { allPages } from '@ordertrace/conventions';
import {
  earlier,
  isAtRisk,
  later,
  nanosFromMillis,
  type EpochNanos,
  type OrderState,
} from '@ordertrace/model';
import type { OrderRef } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import { problemHash } from '../../problems/problem-desk.js';

const ordersAPage = 500;
/** Orders that are read for one look. */
const ordersAtMost = 10_000;
const examplesAtMost = 5;
const prefix = 'at_risk-';

/** Open orders of one stage that will probably miss its deadline. */
export interface RiskGroup {
  readonly causeId: string;
  readonly flow: string;
  readonly stage: string;
  readonly owner: string;
  readonly count: number;
  /** When the first and the latest of them were flagged. */
  readonly firstNanos: EpochNanos;
  readonly lastNanos: EpochNanos;
  /** Those that were flagged first. */
  readonly examples: readonly RiskExample[];
}

export interface RiskExample extends OrderRef {
  /** RFC 3339. */
  readonly predictedFinish: string;
}

export function isRiskCause(causeId: string): boolean {
  return causeId.startsWith(prefix);
}

/** The open orders at risk, by flow and stage. */
export async function* risksOf(
  store: Store,
  tenant: { readonly tenantId?: string },
): AsyncGenerator<RiskGroup> {
  const groups = new Map<string, RiskGroup>();
  const order = { sort: 'stage_since', descending: false, limit: ordersAPage } as const;
  const query = { ...tenant, open: true, atRisk: true, ...order };
  let seen = 0;
  for await (const { orders } of allPages((from) => store.listOrders({ ...query, ...from }))) {
    for (const one of orders) note(groups, one);
    seen += orders.length;
    if (seen >= ordersAtMost) break;
  }
  yield* groups.values();
}

function note(groups: Map<string, RiskGroup>, order: OrderState): void {
  const { diagnosis, flow, stage, tenantId, orderId } = order;
  if (diagnosis === undefined || !isAtRisk(diagnosis)) return;
  const { at_risk_since: since, predicted_finish: finish } = diagnosis.details;
  const flaggedNanos = nanosFromMillis(Date.parse(String(since)));
  const causeId = `${prefix}${problemHash(`${flow}\n${stage}`, 16)}`;
  const known = groups.get(causeId);
  const example = { tenantId, orderId, predictedFinish: String(finish) };
  groups.set(causeId, {
    causeId,
    flow,
    stage,
    owner: diagnosis.owner,
    count: (known?.count ?? 0) + 1,
    firstNanos: earlier(flaggedNanos, known?.firstNanos ?? flaggedNanos),
    lastNanos: later(flaggedNanos, known?.lastNanos ?? flaggedNanos),
    examples: [...(known?.examples ?? []), example].slice(0, examplesAtMost),
  });
}
