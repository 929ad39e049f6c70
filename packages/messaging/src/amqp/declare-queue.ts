import type { Channel } from 'amqplib';

export function deadQueueOf(queue: string): string {
  return `${queue}.dead`;
}

/**
 * Declares the queue, replicated and durable, and the one for its dead letters. The delivery limit is the
 * broker's last resort against messages that kill their consumer; it needs to lie above our own.
 */
export async function declareQueue(channel: Channel, queue: string, deliveryLimit: number): Promise<void> {
  await channel.assertQueue(deadQueueOf(queue), { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue(queue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': deliveryLimit,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadQueueOf(queue),
    },
  });
}
