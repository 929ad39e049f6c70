import { urlRefusal } from '@ordertrace/conventions';
import type { Pool } from 'pg';
import { AmqpMessaging } from './amqp/amqp-messaging.js';
import { DeadLetters } from './dead-letters.js';
import { MessagingConfigError } from './errors.js';
import { HttpMessaging, type HttpMessagingOptions } from './http/http-messaging.js';
import { MessageRetries, type MessageRetriesOptions } from './message-retries.js';
import type { Intake, MessageHandler, Messaging, MessagingLog, Transport } from './messaging.js';
import { contextOf } from './order-context.js';
import { handleTraced, publishTraced, type MessagingSystem } from './traced-messaging.js';

export interface OpenMessagingOptions {
  /** `amqp://…` or `amqps://…`. Default: HTTP push. */
  readonly url?: string;
  readonly log: MessagingLog;
  /** For HTTP push. */
  readonly http: HttpMessagingOptions;
  /** Time limit of one publish in milliseconds; default 10,000. */
  readonly publishWithinMs?: number;
}

/** For a service with a database, which stores its failed messages there. */
export interface StoredMessagingOptions
  extends OpenMessagingOptions, Pick<MessageRetriesOptions, 'patience' | 'pollMs'> {
  readonly pool: Pool;
}

export interface OpenedMessaging {
  /** Each message that it sends or delivers is one hop in the order's trace. */
  readonly messaging: Messaging;
  /** With HTTP push: the receiver for the route `POST /messages/<queue>`. */
  readonly receiver?: HttpMessaging;
}

export interface StoredMessaging extends OpenedMessaging {
  readonly deadLetters: DeadLetters;
  readonly system: MessagingSystem;
}

/**
 * Opens the transport for the address, without a store: a failed message stays with the transport. Throws
 * `MessagingConfigError` if the address has no transport.
 */
export function openMessaging(options: OpenMessagingOptions): OpenedMessaging {
  const { transport, system, ...opened } = openTransport(options);
  const intake = (queue: string, handler: MessageHandler) => unstored({ system, queue, handler });
  return { ...opened, messaging: messagingOver({ transport, system }, intake) };
}

/** As `openMessaging`. Failed messages are stored and retried, and become dead letters in the end. */
export function openStoredMessaging(options: StoredMessagingOptions): StoredMessaging {
  const { pool, log } = options;
  const { transport, system, ...opened } = openTransport(options);
  const retries = new MessageRetries({ ...options, system });
  const messaging = messagingOver({ transport, system }, (queue, handler) => retries.intake(queue, handler));
  return {
    ...opened,
    messaging: {
      ...messaging,
      close: async () => {
        await messaging.close();
        await retries.close();
      },
    },
    system,
    deadLetters: new DeadLetters({ pool, system, log, onSentAgain: () => retries.wake() }),
  };
}

interface OpenedTransport {
  readonly transport: Transport;
  readonly system: MessagingSystem;
  readonly receiver?: HttpMessaging;
}

function openTransport({ url, log, http, ...limits }: OpenMessagingOptions): OpenedTransport {
  if (url === undefined) {
    const receiver = new HttpMessaging({ ...limits, ...http });
    return { transport: receiver, system: 'http', receiver };
  }
  if (!/^amqps?:\/\//.test(url) || urlRefusal(url) !== undefined) {
    throw new MessagingConfigError('no such transport: give an address that begins with amqp:// or amqps://');
  }
  return { transport: new AmqpMessaging({ ...limits, url, log }), system: 'rabbitmq' };
}

function messagingOver(
  { transport, system }: OpenedTransport,
  intake: (queue: string, handler: MessageHandler) => Intake,
): Messaging {
  return {
    publish: (event, { queue }) => publishTraced(transport, { system, queue, event }),
    subscribe: (queue, handler) => transport.subscribe(queue, intake(queue, handler)),
    health: () => transport.health(),
    close: () => transport.close(),
  };
}

function unstored(way: { system: MessagingSystem; queue: string; handler: MessageHandler }): Intake {
  const { system, queue, handler } = way;
  const onFailure = (error: unknown): Promise<void> => {
    throw error;
  };
  return {
    take: async (event) => {
      await handleTraced({ system, queue, event }, { handler, parent: contextOf(event), onFailure });
    },
    giveUp: (_body, { reason }) => Promise.reject(new Error(reason)),
  };
}
