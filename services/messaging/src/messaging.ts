import type { CloudEvent } from './cloud-event.js';

/**
 * Handles one message. It may be given the same message again, after an error or a lost acknowledgement: take
 * it into the inbox in the same transaction as its effects. `InvalidMessageError` sends the message to the
 * dead letters at once; any other error has it delivered again, up to the transport's limit.
 */
export type MessageHandler = (event: CloudEvent) => Promise<void>;

/** The seam for messages between services. Delivery is at least once. */
export interface Messaging {
  /**
   * Resolves when the message is safe with the broker or handled by the receiver. Rejects with `PublishError`
   * where that is not known within the transport's time; the same event may then be published again.
   */
  publish(event: CloudEvent, to: { readonly queue: string }): Promise<void>;
  /** Starts to hand the queue's messages to the handler; one handler a queue. */
  subscribe(queue: string, handler: MessageHandler): Promise<void>;
  /** Whether messages can be sent and received now; the reason where not. */
  health(): { readonly ok: true } | { readonly ok: false; readonly reason: string };
  /** Takes no more messages, lets the handlers at work finish, and lets go of the connection. */
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
  /** Deliveries that were tried. */
  readonly deliveries: number;
  /** RFC 3339. */
  readonly at: string;
}

/** What goes wrong in the background is told here; never with a message's data. */
export interface MessagingLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
