import {
  InvalidMessageError,
  queues,
  readOrderMessage,
  takeOnce,
  type CloudEvent,
} from '@ordertrace/messaging';
import type { Service } from '@ordertrace/service-kit';
import { calculationResult } from '../domain/calculation-result.js';
import { moveWorkOrder } from '../storage/change-work-order.js';
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
  const stage = await service.change(async (client) => {
    if (!(await takeOnce(client, event))) return undefined;
    if ((await findForChange(client, key)) === undefined) {
      throw new InvalidMessageError(`${message.type}: there is no such work order`);
    }
    const order = await moveWorkOrder(client, key, (found, at) => calculationResult(found, message, at));
    return order.stage;
  });
  if (stage !== undefined) service.log.info({ stage }, 'result of the calculation taken in');
}
