import { context, diag, trace, type HrTime } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { attribute, eventName, type Actor } from '@ordertrace/conventions';
import { createScope, isId, orderAttributes, orderFrom, sameOrder, type OrderRef } from './order-scope.js';
import { running } from './running.js';
import { markSpan, scopeIn } from './span-orders.js';

export interface TransitionInput {
  /** The stage that the order entered. */
  readonly stage: string;
  readonly previousStage?: string;
  readonly actor?: Actor;
  /** The order; the active one (`withOrder`) by default. */
  readonly orderId?: string;
  readonly tenantId?: string;
  /** When it happened; now by default. A number is milliseconds since the epoch. */
  readonly at?: Date | number;
}

/**
 * Records that an order entered a stage, as an `order.transition` event within the active span. Call it after
 * the change is committed. Without an order, or with an invalid stage, it only logs a warning.
 *
 * @example
 * await withOrder({ orderId: '48213', tenantId: 'retail' }, async () => {
 *   await orders.approve('48213');
 *   recordTransition({ stage: 'APPROVED', previousStage: 'SUBMITTED', actor: 'operator' });
 * });
 */
export function recordTransition(transition: TransitionInput): void {
  const { stage, previousStage, actor } = transition;
  const order = orderOf(transition);
  if (!isId(stage)) {
    diag.warn('transition left out: its stage is empty, too long or holds control characters');
    return;
  }
  if (order === undefined) {
    diag.warn(`transition left out: no order is known where ${stage} was entered`);
    return;
  }
  enterStage(order, stage);
  if (running()?.isOpen() === false) return;
  logs.getLogger('@ordertrace/instrumentation').emit({
    eventName: eventName.transition,
    timestamp: hrTimeAt(transition.at),
    severityNumber: SeverityNumber.INFO,
    severityText: 'info',
    body: `order entered ${stage}`,
    attributes: {
      ...orderAttributes([order]),
      [attribute.stage]: stage,
      ...(isId(previousStage) && { [attribute.previousStage]: previousStage }),
      ...(actor && { [attribute.actor]: actor }),
    },
  });
}

function orderOf(transition: TransitionInput): OrderRef | undefined {
  const current = scopeIn(context.active())?.orders;
  const only = current?.length === 1 ? current[0] : undefined;
  if (transition.orderId === undefined) return only;
  const tenantId = transition.tenantId ?? (only?.orderId === transition.orderId ? only.tenantId : undefined);
  return orderFrom({ orderId: transition.orderId, tenantId });
}

/** Updates the stage of the active scope for the code that follows, and marks the open spans. */
function enterStage(order: OrderRef, stage: string): void {
  const active = context.active();
  const scope = scopeIn(active);
  const isCurrent = scope?.orders.length === 1 && scope.orders.every((other) => sameOrder(other, order));
  if (isCurrent) scope.stage = stage;
  markSpan(trace.getSpan(active), isCurrent ? scope : createScope([order], stage));
}

function hrTimeAt(at: Date | number | undefined): HrTime {
  const given = at === undefined ? Date.now() : Number(at);
  const ms = Number.isFinite(given) ? given : Date.now();
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
