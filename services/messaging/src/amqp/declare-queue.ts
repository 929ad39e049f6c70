import type { Channel } from 'amqplib';
import { deadQueueOf } from '../dead-queue.js';

/**
 * The broker's last limit against messages that crash their consumer, above any limit of a consumer. It must
 * be the same for all: a declaration that differs from an earlier one is refused.
 */
const brokerDeliveryLimit = 100;

/** Declares the queue, replicated and durable, and the queue of its dead letters. */
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
