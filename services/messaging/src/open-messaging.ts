import { urlRefusal } from '@ordertrace/conventions';
import { AmqpMessaging } from './amqp/amqp-messaging.js';
import { MessagingConfigError } from './errors.js';
import { HttpMessaging, type HttpMessagingOptions } from './http/http-messaging.js';
import type { Messaging, MessagingLog } from './messaging.js';
import { traced } from './traced-messaging.js';

export interface OpenMessagingOptions {
  /** `amqp://…` or `amqps://…`. Default: HTTP push. */
  readonly url?: string;
  readonly log: MessagingLog;
  /** For HTTP push. */
  readonly http: Omit<HttpMessagingOptions, 'log'>;
}

export interface OpenedMessaging {
  /** Each message that it sends or delivers is one hop in the order's trace. */
  readonly messaging: Messaging;
  /** With HTTP push: the receiver for the route `POST /messages/<queue>`. */
  readonly receiver?: HttpMessaging;
}

/** Opens the transport for the address. Throws `MessagingConfigError` if the address has no transport. */
export function openMessaging({ url, log, http }: OpenMessagingOptions): OpenedMessaging {
  if (url === undefined) {
    const receiver = new HttpMessaging({ ...http, log });
    return { messaging: traced(receiver, 'http'), receiver };
  }
  if (!/^amqps?:\/\//.test(url) || urlRefusal(url) !== undefined) {
    throw new MessagingConfigError('no such transport: give an address that begins with amqp:// or amqps://');
  }
  return { messaging: traced(new AmqpMessaging({ url, log }), 'rabbitmq') };
}
