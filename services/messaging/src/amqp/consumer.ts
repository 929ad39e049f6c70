import type { Channel, ConsumeMessage } from 'amqplib';
import { backOffMs, pause } from '../back-off.js';
import { parseCloudEvent, type CloudEvent } from '../cloud-event.js';
import { deadQueueOf } from '../dead-letters.js';
import type { DeliveryCount } from '../delivery-count.js';
import { InvalidMessageError } from '../errors.js';
import type { InOrder } from '../in-order.js';
import type { MessageHandler, MessagingLog } from '../messaging.js';
import { recordDeadLetter } from '../traced-messaging.js';

export interface ConsumerOptions {
  readonly queue: string;
  readonly handler: MessageHandler;
  readonly failed: DeliveryCount;
  readonly atWork: InOrder;
  readonly stopping: AbortSignal;
  readonly log: MessagingLog;
  /** Publishes a message to the dead letters. Resolves when it is durable there. */
  readonly deadLetter: (content: Buffer, end: { reason: string; deliveries: number }) => Promise<void>;
}

const between = { firstMs: 100, maxMs: 30_000 };

/**
 * Passes the channel's messages to the handler and acknowledges them manually. Messages of one order are
 * handled in sequence.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #channel: Channel;

  constructor(channel: Channel, options: ConsumerOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  take(message: ConsumeMessage): void {
    let event: CloudEvent;
    try {
      event = parseCloudEvent(message.content.toString('utf8'));
    } catch (error) {
      void this.#giveUp({ message }, { reason: messageOf(error), deliveries: 1 });
      return;
    }
    const key = `${event.tenantid}/${event.orderid}`;
    void this.#options.atWork.run(key, () => this.#handle(message, event));
  }

  async #handle(message: ConsumeMessage, event: CloudEvent): Promise<void> {
    try {
      await this.#options.handler(event);
      this.#options.failed.forget(event.id);
      this.#settle(() => this.#channel.ack(message));
    } catch (error) {
      await this.#refuse(message, event, error);
    }
  }

  async #refuse(message: ConsumeMessage, event: CloudEvent, error: unknown): Promise<void> {
    const { queue, failed, stopping, log } = this.#options;
    const { deliveries, isHopeless } = failed.fail(event.id, deliveriesOf(message));
    if (error instanceof InvalidMessageError || isHopeless) {
      failed.forget(event.id);
      await this.#giveUp({ message, event }, { reason: messageOf(error), deliveries });
      return;
    }
    const about = { queue, message_id: event.id, message_type: event.type, deliveries };
    log.warn({ ...about, err: error }, 'message not handled; it will come again');
    await pause(backOffMs(deliveries, between), stopping);
    this.#settle(() => this.#channel.nack(message, false, true));
  }

  /** `event`: the parsed message, if it could be read. */
  async #giveUp(
    { message, event }: { readonly message: ConsumeMessage; readonly event?: CloudEvent },
    end: { reason: string; deliveries: number },
  ): Promise<void> {
    const { queue, deadLetter, stopping, log } = this.#options;
    const messageId: unknown = message.properties.messageId;
    const about = { queue, message_id: messageId, ...end };
    try {
      await deadLetter(message.content, end);
      this.#settle(() => this.#channel.ack(message));
      if (event !== undefined) recordDeadLetter({ system: 'rabbitmq', queue: deadQueueOf(queue), event });
      log.error(about, 'message given up: it is a dead letter now');
    } catch (error) {
      log.error({ ...about, err: error }, 'dead letter not kept; the message will come again');
      await pause(between.maxMs / 10, stopping);
      this.#settle(() => this.#channel.nack(message, false, true));
    }
  }

  /** Does nothing if the channel has ended: the broker then delivers the message again. */
  #settle(tell: () => void): void {
    try {
      tell();
    } catch {
      this.#options.log.info(
        { queue: this.#options.queue },
        'acknowledgement came after the connection ended',
      );
    }
  }
}

/** Number of deliveries by the broker's count, including this one. */
function deliveriesOf(message: ConsumeMessage): number {
  const before: unknown = message.properties.headers?.['x-delivery-count'];
  return typeof before === 'number' ? before + 1 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
