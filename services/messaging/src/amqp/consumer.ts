import type { Channel, ConsumeMessage } from 'amqplib';
import { backOffMs, pause } from '../back-off.js';
import type { InFlight } from '../in-flight.js';
import type { MessagingLog } from '../messaging.js';

export interface ConsumerOptions {
  readonly queue: string;
  /** Takes the message. Rejects if it can be neither handled nor stored now. */
  readonly deliver: (message: ConsumeMessage) => Promise<void>;
  readonly inFlight: InFlight;
  /** Aborted when the messaging stops or the session has ended. */
  readonly stopping: AbortSignal;
  readonly log: MessagingLog;
}

const between = { firstMs: 100, maxMs: 30_000 };

/**
 * Acknowledges the channel's messages after they were delivered. A message that can't be delivered, because
 * the database is away, is held and delivered again: returning it would count against the broker's limit.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #channel: Channel;

  constructor(channel: Channel, options: ConsumerOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  take(message: ConsumeMessage): void {
    void this.#options.inFlight.add(this.#deliver(message));
  }

  async #deliver(message: ConsumeMessage): Promise<void> {
    const { deliver, stopping } = this.#options;
    for (let failures = 1; ; failures++) {
      try {
        await deliver(message);
        break;
      } catch {
        // Unacknowledged, so the broker delivers it to the next session.
        if (!(await pause(backOffMs(failures, between), stopping))) return;
      }
    }
    this.#acknowledge(message);
  }

  /** Does nothing if the channel has ended: the broker then delivers the message again. */
  #acknowledge(message: ConsumeMessage): void {
    const { log, queue } = this.#options;
    try {
      this.#channel.ack(message);
    } catch {
      log.info({ queue }, 'acknowledgement came after the connection ended');
    }
  }
}
