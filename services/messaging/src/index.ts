export {
  cloudEvent,
  cloudEventMediaType,
  parseCloudEvent,
  readCloudEvent,
  type CloudEvent,
  type MessageCarrier,
  type NewCloudEvent,
} from './cloud-event.js';
export { InvalidMessageError, MessagingConfigError, PublishError } from './errors.js';
export type { MessageHandler, Messaging, MessagingLog } from './messaging.js';
export {
  MaterialSchema,
  materials,
  maxQuantity,
  MoneySchema,
  orderMessage,
  orderMessages,
  QuantitySchema,
  queues,
  readOrderMessage,
  type Material,
  type Money,
  type OrderMessage,
  type OrderMessageData,
  type OrderMessageType,
  type OutgoingMessage,
  type QueueName,
} from './order-messages.js';
export { DeadLetters, type DeadLetter, type OpenedDeadLetter } from './dead-letters.js';
export { failedMessageMigrations, type MessageKey } from './failed-messages.js';
export { type HttpMessaging, type Receipt } from './http/http-messaging.js';
export { inboxMigration, takeOnce } from './inbox.js';
export type { Migration } from './migration.js';
export {
  openMessaging,
  openStoredMessaging,
  type OpenedMessaging,
  type StoredMessaging,
} from './open-messaging.js';
export { enqueue, outboxMigrations } from './outbox.js';
export { listSentMessages, sendMessageAgain, type SentMessage } from './sent-messages.js';
export { unstorableReason, unstorableText, type FieldPath } from './storable-text.js';
export { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
