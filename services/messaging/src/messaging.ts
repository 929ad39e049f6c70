import type { CloudEvent } from './cloud-event.js';

/**
 * Handles one message. The same message may be delivered again, after an error or a lost acknowledgement.
 * Therefore insert it into the inbox in the transaction of its effects. `InvalidMessageError` makes the
 * message a dead letter at once. After any other error it is retried later, up to the limit.
 */
export type MessageHandler = (event: CloudEvent) => Promise<void>;

/** Messages between services. Delivery is at least once. */
export interface Messaging {
  /**
   * Resolves when the broker has stored the message or the receiver has taken it. Rejects with
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

/** Why and after how many deliveries a message was given up. */
export interface GivenUp {
  readonly reason: string;
  readonly deliveries: number;
}

/** Receiver of one queue's messages from a transport. */
export interface Intake {
  /**
   * Handles the message, or stores it for a later attempt. Rejects if neither is possible now; the transport
   * then holds the message and delivers it again.
   */
  take(event: CloudEvent): Promise<void>;
  /** Stores a message that the transport can't deliver as a dead letter. Rejects as `take` does. */
  giveUp(body: Buffer, end: GivenUp): Promise<void>;
}

/** Way of messages to another service. It keeps a message until its intake has resolved. */
export interface Transport extends Pick<Messaging, 'publish' | 'health' | 'close'> {
  subscribe(queue: string, intake: Intake): Promise<void>;
}

/** Receives background errors, never with a message's data. */
export interface MessagingLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
