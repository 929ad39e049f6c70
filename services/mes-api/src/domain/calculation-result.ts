import type { OrderMessage } from '@ordertrace/messaging';
import { refused, type Refusal } from '@ordertrace/service-kit';
import { reference, outgoing, type Move } from './move.js';
import { isOfShop, type WorkOrder } from './work-order.js';

type Result = Extract<OrderMessage, { type: 'calculation.completed' | 'calculation.rejected' }>;

/** Change of a work order by a calculation's result. Refused if the order no longer waits for one. */
export function calculationResult(order: WorkOrder, result: Result, at: Date): Move | Refusal {
  if (order.stage !== 'SUBMITTED') return refused(order.stage, 'no_result_expected');
  return result.type === 'calculation.completed'
    ? priced(order, result.data, at)
    : rejected(order, result.data, at);
}

function priced(
  order: WorkOrder,
  data: Extract<Result, { type: 'calculation.completed' }>['data'],
  at: Date,
): Move {
  const { price, weight_g: weightG, print_minutes: printMinutes } = data;
  const offer = { ...reference(order), price, weight_g: weightG, print_minutes: printMinutes };
  return {
    stage: 'PRICED',
    changes: { offer: { price, weightG, printMinutes } },
    actor: 'system',
    messages: isOfShop(order) ? [outgoing('order.priced', offer, at)] : [],
  };
}

function rejected(
  order: WorkOrder,
  data: Extract<Result, { type: 'calculation.rejected' }>['data'],
  at: Date,
): Move {
  const { reason_code: reasonCode, reason } = data;
  const news = { ...reference(order), reason_code: reasonCode, reason };
  return {
    stage: 'REJECTED',
    changes: { rejection: { reasonCode, reason } },
    actor: 'system',
    messages: isOfShop(order) ? [outgoing('order.rejected', news, at)] : [],
  };
}
