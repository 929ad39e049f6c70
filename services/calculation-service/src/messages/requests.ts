import { orderCarrier } from '@ordertrace/instrumentation';
import { InvalidMessageError, queues, readOrderMessage, takeOnce } from '@ordertrace/messaging';
import type { Service } from '@ordertrace/service-kit';
import { queueJob } from '../storage/jobs.js';

/** Queues each requested calculation once. Calls `onQueued` when the job is durable. */
export async function takeRequests(service: Service, onQueued: () => void): Promise<void> {
  await service.messaging.subscribe(queues.calculationRequests, async (event) => {
    const message = readOrderMessage(event);
    if (message.type !== 'calculation.requested')
      throw new InvalidMessageError(`${message.type} is no request for a calculation`);
    const isNew = await service.change(async (client) => {
      if (!(await takeOnce(client, event))) return false;
      await queueJob(client, message.data, orderCarrier());
      return true;
    });
    service.log.info({}, isNew ? 'calculation queued' : 'calculation was queued before');
    onQueued();
  });
}
