import { agentOf, type MessagingAgent } from './messaging-agent.js';

/** OpenTelemetry's Java agent with the Kafka clients. */
const kafkaJava = agentOf({
  sendName: (queue) => `${queue} publish`,
  processName: (queue) => `${queue} process`,
  by: 'parent',
  sendValues: (queue) => ({
    'messaging.system': 'kafka',
    'messaging.destination.name': queue,
    'messaging.operation': 'publish',
    'messaging.client_id': 'producer-1',
    'messaging.destination.partition.id': '0',
  }),
  processValues: (queue) => ({
    'messaging.system': 'kafka',
    'messaging.destination.name': queue,
    'messaging.operation': 'process',
    'messaging.kafka.consumer.group': 'orders-group',
    'messaging.kafka.message.offset': 42n,
  }),
});

/** Confluent.Kafka in .NET: each receipt is a trace of its own with a link. */
const kafkaDotnet = agentOf({
  sendName: (queue) => `publish ${queue}`,
  processName: (queue) => `receive ${queue}`,
  by: 'link',
  sendValues: (queue) => ({
    'messaging.system': 'kafka',
    'messaging.destination.name': queue,
    'messaging.operation.type': 'send',
    'messaging.operation.name': 'publish',
  }),
  processValues: (queue) => ({
    'messaging.system': 'kafka',
    'messaging.destination.name': queue,
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'receive',
    'messaging.consumer.group.name': 'orders',
  }),
});

/** amqplib in Node: the default exchange has no name, the routing key is the queue. */
const amqplibNode = agentOf({
  sendName: (queue) => `publish ${queue}`,
  processName: (queue) => `${queue} process`,
  by: 'parent',
  sendValues: (queue) => ({
    'messaging.system': 'rabbitmq',
    'messaging.destination': '',
    'messaging.destination_kind': 'topic',
    'messaging.rabbitmq.routing_key': queue,
    'messaging.protocol': 'AMQP',
  }),
  processValues: (queue) => ({
    'messaging.system': 'rabbitmq',
    'messaging.destination': '',
    'messaging.rabbitmq.routing_key': queue,
    'messaging.operation': 'process',
  }),
});

/** Celery in Python: no messaging system is named, the task's id is the message's. */
const celery = agentOf({
  sendName: () => 'apply_async/orders.tasks.charge',
  processName: () => 'run/orders.tasks.charge',
  by: 'parent',
  sendValues: (queue, messageId) => ({
    'celery.action': 'apply_async',
    'celery.task_name': 'orders.tasks.charge',
    'messaging.message.id': messageId,
    'messaging.destination': queue,
    'messaging.destination_kind': 'queue',
  }),
  processValues: (queue, messageId) => ({
    'celery.action': 'run',
    'celery.state': 'SUCCESS',
    'celery.task_name': 'orders.tasks.charge',
    'messaging.message.id': messageId,
    'messaging.destination': queue,
  }),
});

/** Sidekiq in Ruby: the job is a trace of its own, linked by default. */
const sidekiq = agentOf({
  sendName: (queue) => `${queue} publish`,
  processName: (queue) => `${queue} process`,
  by: 'link',
  sendValues: (queue, messageId) => ({
    'messaging.system': 'sidekiq',
    'messaging.sidekiq.job_class': 'ChargeJob',
    'messaging.message_id': messageId,
    'messaging.destination': queue,
    'messaging.destination_kind': 'queue',
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'sidekiq',
    'messaging.sidekiq.job_class': 'ChargeJob',
    'messaging.message_id': messageId,
    'messaging.destination': queue,
    'messaging.destination_kind': 'queue',
    'messaging.operation': 'process',
  }),
});

/** BullMQ in Node. */
const bullmq = agentOf({
  sendName: (queue) => `${queue} publish`,
  processName: (queue) => `${queue} process`,
  by: 'parent',
  sendValues: (queue, messageId) => ({
    'messaging.system': 'bullmq',
    'messaging.destination': queue,
    'messaging.message_id': messageId,
    'messaging.bullmq.job.name': 'charge',
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'bullmq',
    'messaging.destination': queue,
    'messaging.message_id': messageId,
    'messaging.operation': 'process',
    'messaging.bullmq.job.name': 'charge',
  }),
});

/** MassTransit in .NET on RabbitMQ. */
const massTransit = agentOf({
  sendName: (queue) => `${queue} send`,
  processName: (queue) => `${queue} receive`,
  by: 'parent',
  sendValues: (queue, messageId) => ({
    'messaging.system': 'rabbitmq',
    'messaging.operation': 'send',
    'messaging.destination.name': queue,
    'messaging.masstransit.message_id': messageId,
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'rabbitmq',
    'messaging.operation': 'receive',
    'messaging.destination.name': queue,
    'messaging.masstransit.message_id': messageId,
  }),
});

/** NServiceBus: its spans name neither messaging system nor, when sending, the queue. */
const nServiceBus = agentOf({
  sendName: () => 'send message',
  processName: () => 'process message',
  by: 'parent',
  sendValues: (queue, messageId) => ({
    'nservicebus.message_id': messageId,
    'nservicebus.message_intent': 'Send',
    'messaging.destination': queue,
  }),
  processValues: (queue, messageId) => ({
    'nservicebus.message_id': messageId,
    'messaging.operation': 'process',
    'messaging.destination': queue,
  }),
});

/** The AWS SDK that sends to SQS, and a Lambda function that takes from it. */
const sqsLambda = agentOf({
  sendName: (queue) => `${queue} send`,
  processName: (queue) => `${queue} process`,
  by: 'link',
  names: false,
  sendValues: (queue, messageId) => ({
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': queue,
    'messaging.message.id': messageId,
    'rpc.system': 'aws-api',
    'rpc.service': 'SQS',
    'rpc.method': 'SendMessage',
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': queue,
    'messaging.operation.type': 'process',
    'messaging.message.id': messageId,
    'faas.trigger': 'pubsub',
  }),
});

/** JMS by the Java agent: the message's id and nothing else ties the two. */
const jms = agentOf({
  sendName: (queue) => `${queue} publish`,
  processName: (queue) => `${queue} process`,
  by: 'id',
  sendValues: (queue, messageId) => ({
    'messaging.system': 'jms',
    'messaging.destination.name': queue,
    'messaging.operation': 'publish',
    'messaging.message.id': messageId,
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'jms',
    'messaging.destination.name': queue,
    'messaging.operation': 'process',
    'messaging.message.id': messageId,
  }),
});

/** Google Pub/Sub's client libraries. */
const pubSub = agentOf({
  sendName: (queue) => `${queue} send`,
  processName: (queue) => `${queue} process`,
  by: 'link',
  sendValues: (queue, messageId) => ({
    'messaging.system': 'gcp_pubsub',
    'messaging.destination.name': queue,
    'messaging.operation.type': 'send',
    'messaging.message.id': messageId,
  }),
  processValues: (queue, messageId) => ({
    'messaging.system': 'gcp_pubsub',
    'messaging.destination.name': queue,
    'messaging.operation.type': 'process',
    'messaging.message.id': messageId,
  }),
});

/**
 * Azure Service Bus in .NET: a span for the message, which the receiver continues, and the call that sends it,
 * which links to it.
 */
const serviceBus: MessagingAgent = {
  send: (story, { from = story.cast.shop, queue, at, under }, more = {}) => {
    const values = { 'messaging.system': 'servicebus', 'messaging.destination.name': queue };
    const within = under === undefined ? {} : { under };
    const span = story.span(from, {
      ...within,
      name: 'Message',
      kind: 'producer',
      at,
      lasts: 0.001,
      ...more,
      attributes: { ...values, 'az.namespace': 'Microsoft.ServiceBus', ...more.attributes },
    });
    story.span(from, {
      ...within,
      name: 'ServiceBusSender.Send',
      kind: 'client',
      at: at + 0.002,
      lasts: 0.04,
      links: [span],
      attributes: {
        ...values,
        'messaging.operation': 'publish',
        'server.address': 'acme.servicebus.windows.net',
        'az.namespace': 'Microsoft.ServiceBus',
      },
    });
    return { span, queue, messageId: story.id('message') };
  },
  process: (story, app, { span, queue }, receipt) =>
    story.span(app, {
      name: 'ServiceBusProcessor.ProcessMessage',
      kind: 'consumer',
      lasts: 0.3,
      under: span,
      ...receipt,
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.destination.name': queue,
        'messaging.operation': 'process',
        'az.namespace': 'Microsoft.ServiceBus',
        ...receipt.attributes,
      },
    }),
};

export const agents = {
  'kafka-java': kafkaJava,
  'kafka-dotnet': kafkaDotnet,
  'amqplib-node': amqplibNode,
  celery,
  sidekiq,
  bullmq,
  'mass-transit': massTransit,
  nservicebus: nServiceBus,
  'sqs-lambda': sqsLambda,
  jms,
  'pub-sub': pubSub,
  'service-bus': serviceBus,
} as const satisfies Readonly<Record<string, MessagingAgent>>;
