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
export type { DeadLetter, MessageHandler, Messaging, MessagingLog } from './messaging.js';
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
export { deadLetterMigration, postgresDeadLetters, type DeadLetters } from './dead-letters.js';
export { type HttpMessaging, type HttpMessagingOptions, type Receipt } from './http/http-messaging.js';
export { inboxMigration, takeOnce } from './inbox.js';
export type { Migration } from './migration.js';
export { openMessaging, type OpenedMessaging, type OpenMessagingOptions } from './open-messaging.js';
export { enqueue, outboxMigration } from './outbox.js';
export { unstorableReason, unstorableText, type FieldPath } from './storable-text.js';
export { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
