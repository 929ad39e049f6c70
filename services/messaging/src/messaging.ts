import type { CloudEvent } from './cloud-event.js';

/**
 * Handles one message. The same message may be delivered again, after an error or a lost acknowledgement.
 * Therefore insert it into the inbox in the transaction of its effects. `InvalidMessageError` sends the
 * message to the dead letters at once. After any other error it is delivered again, up to the transport's
 * limit.
 */
export type MessageHandler = (event: CloudEvent) => Promise<void>;

/** Transport of messages between services. Delivery is at least once. */
export interface Messaging {
  /**
   * Resolves when the broker has stored the message or the receiver has handled it. Rejects with
   * `PublishError` if that is unknown at the transport's time limit; the same event may then be published
   * again.
   */
  publish(event: CloudEvent, to: { readonly queue: string }): Promise<void>;
  /** Starts to pass the queue's messages to the handler. A queue has one handler. */
  subscribe(queue: string, handler: MessageHandler): Promise<void>;
  /** Whether messages can be sent and received now, with the reason if not. */
  health(): { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Takes no further messages, waits for running handlers, and closes the connection. */
  close(): Promise<void>;
}

/** A message that was given up, with the reason. */
export interface DeadLetter {
  readonly queue: string;
  readonly messageId: string;
  readonly type: string;
  readonly orderId: string;
  readonly tenantId: string;
  readonly reason: string;
  /** Number of deliveries. */
  readonly deliveries: number;
  /** RFC 3339. */
  readonly at: string;
}

/** Receives background errors, never with a message's data. */
export interface MessagingLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
