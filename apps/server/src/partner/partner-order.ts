import type {
  ExpectedStage,
  PartnerOrder,
  PartnerOrderWithMilestones,
  Milestone as MilestoneJson,
} from '@ordertrace/api';
import {
  flowIndex,
  stageDeadlines,
  stageVisits,
  timestampText,
  type Flows,
  type StageTimesByFlow,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';

/** The data sources of a partner's view. */
export interface PartnerSource {
  readonly store: Store;
  /** The active flows; they may change while the server runs. */
  readonly flows: () => Flows;
  readonly learned?: () => StageTimesByFlow | undefined;
}

/** An order in the partner's view. Nothing internal is copied: each field is listed here. */
export function partnerOrder(state: OrderState, source: PartnerSource): PartnerOrder {
  const known = state.stage !== '';
  return {
    order_id: state.orderId,
    stage: known ? state.stage : null,
    stage_since: known ? timestampText(state.stageSinceNanos) : null,
    created_at: state.createdNanos === undefined ? null : timestampText(state.createdNanos),
    closed_at: state.closedNanos === undefined ? null : timestampText(state.closedNanos),
    next: expectedStage(state, source),
  };
}

/** As `partnerOrder`, with the milestones so far. */
export async function partnerOrderWithMilestones(
  state: OrderState,
  source: PartnerSource,
): Promise<PartnerOrderWithMilestones> {
  return { ...partnerOrder(state, source), milestones: await milestonesOf(state, source) };
}

async function milestonesOf(ref: OrderRef, { store, flows }: PartnerSource): Promise<MilestoneJson[]> {
  const events = await store.eventsOfOrders([ref]);
  const visits = stageVisits(
    flows().of(ref, events),
    events.filter((event) => event.type === 'transition'),
  );
  return visits.map(({ stage, sinceNanos }) => ({ stage, entered_at: timestampText(sinceNanos) }));
}

/** The next stage, as the partner sees it. */
export function expectedStage(state: OrderState, { flows, learned }: PartnerSource): ExpectedStage | null {
  if (state.closedNanos !== undefined) return null;
  const flow = flows().named(state.flow);
  const stage = flowIndex(flow).stage(state.stage);
  const [next] = stage?.next ?? [];
  if (stage === undefined || next === undefined) return null;
  const entry = { stage: state.stage, tenantId: state.tenantId, sinceNanos: state.stageSinceNanos };
  const { dueNanos } = stageDeadlines(flow, entry, learned?.()?.get(flow.name));
  return {
    stage: next,
    due_at: dueNanos === undefined ? null : timestampText(dueNanos),
    waits_for_customer: stage.waitsFor === 'customer',
  };
}
