import type { Channel } from 'amqplib';
import { deadQueueOf } from '../dead-letters.js';

/**
 * The broker's last resort against messages that kill their consumer, above any limit of a consumer's own. The
 * same for all: who declares a queue in another way than the one before is refused.
 */
const brokerDeliveryLimit = 100;

/** Declares the queue, replicated and durable, and the one for its dead letters. */
export async function declareQueue(channel: Channel, queue: string): Promise<void> {
  await channel.assertQueue(deadQueueOf(queue), { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue(queue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': brokerDeliveryLimit,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadQueueOf(queue),
    },
  });
}
