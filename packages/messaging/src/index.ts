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
