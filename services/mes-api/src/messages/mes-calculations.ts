import {
  InvalidMessageError,
  queues,
  readOrderMessage,
  takeOnce,
  type CloudEvent,
} from '@ordertrace/messaging';
import { decisionTime, isRefusal, reportRefusal, type Service } from '@ordertrace/service-kit';
import { calculationResult } from '../domain/calculation-result.js';
import { applyMove } from '../storage/change-work-order.js';
import { findForChange } from '../storage/work-orders.js';

/** Receives the results of the requested calculations. */
export function subscribeToCalculations(service: Service): Promise<void> {
  return service.messaging.subscribe(queues.mesCalculations, (event) => handle(service, event));
}

async function handle(service: Service, event: CloudEvent): Promise<void> {
  const message = readOrderMessage(event);
  if (message.type !== 'calculation.completed' && message.type !== 'calculation.rejected') {
    throw new InvalidMessageError(`${message.type} does not belong into ${queues.mesCalculations}`);
  }
  const key = { tenantId: message.data.tenant_id, orderId: message.data.order_id };
  const outcome = await service.change(async (client) => {
    if (!(await takeOnce(client, event))) return undefined;
    const locked = await findForChange(client, key);
    if (locked === undefined) throw new InvalidMessageError(`${message.type}: there is no such work order`);
    const at = await decisionTime(client);
    const move = calculationResult(locked.order, message, at);
    return isRefusal(move) ? move : applyMove(client, locked, { move, at });
  });
  if (outcome === undefined) return;
  if (isRefusal(outcome)) reportRefusal(service.log, message.type, outcome);
  else service.log.info({ stage: outcome.stage }, 'result of the calculation taken in');
}
