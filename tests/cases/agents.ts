import type { App, SpanHandle, SpanInput, Story, Values } from './story.js';

/** One message as an agent records it. */
export interface MessageInput {
  readonly from?: App;
  readonly to?: App;
  readonly queue: string;
  /** Seconds. */
  readonly at: number;
  readonly under?: SpanHandle;
}

/** The sending of a message, and all that its receipt needs to name it. */
export interface Sent {
  readonly span: SpanHandle;
  readonly queue: string;
  readonly messageId: string;
}

export type ReceiptInput = Partial<SpanInput> & { readonly at: number };

/** How an agent records messages. */
export interface MessagingAgent {
  send(story: Story, message: MessageInput, more?: Partial<SpanInput>): Sent;
  process(story: Story, app: App, sent: Sent, receipt: ReceiptInput): SpanHandle;
}

interface Recording {
  readonly sendName: (queue: string) => string;
  readonly processName: (queue: string) => string;
  readonly sendKind?: SpanInput['kind'];
  /** How the consumer's span names the sender's. */
  readonly by: 'parent' | 'link' | 'id';
  readonly sendValues: (queue: string, messageId: string) => Values;
  readonly processValues: (queue: string, messageId: string) => Values;
  /** Whether the consumer's span names the order: it does where baggage is put on spans. */
  readonly names?: boolean;
}

function agentOf(recording: Recording): MessagingAgent {
  return {
    send: (story, { from = story.cast.shop, queue, at, under }, more = {}) => {
      const messageId = story.id('message');
      const span = story.span(from, {
        name: recording.sendName(queue),
        kind: recording.sendKind ?? 'producer',
        at,
        lasts: 0.01,
        ...(under === undefined ? {} : { under }),
        ...more,
        attributes: { ...recording.sendValues(queue, messageId), ...more.attributes },
      });
      return { span, queue, messageId };
    },
    process: (story, app, { span, queue, messageId }, receipt) =>
      story.span(app, {
        name: recording.processName(queue),
        kind: 'consumer',
        lasts: 0.3,
        ...(recording.by === 'parent' ? { under: span } : {}),
        ...(recording.by === 'link' ? { links: [span] } : {}),
        ...(recording.names === false ? { names: false as const } : {}),
        ...receipt,
        attributes: { ...recording.processValues(queue, messageId), ...receipt.attributes },
      }),
  };
}

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

/** An HTTP call as the caller records it. */
export interface CallInput {
  readonly from?: App;
  readonly host: string;
  readonly method?: string;
  readonly path: string;
  readonly at: number;
  readonly lasts?: number;
  readonly under?: SpanHandle;
  /** The answer; absent: none came. */
  readonly status?: number;
  /** What the client reports instead of an answer. */
  readonly error?: string;
  readonly exported?: boolean;
}

export function isErrorStatus(status: number | undefined): boolean {
  return status === undefined || status >= 400;
}

/** A client's span by today's HTTP conventions. */
export function httpCall(story: Story, call: CallInput, more: Partial<SpanInput> = {}): SpanHandle {
  const { from = story.cast.shop, host, method = 'POST', path, at, lasts = 0.2, under, status } = call;
  const failure = call.error ?? (isErrorStatus(status) ? String(status) : undefined);
  return story.span(from, {
    name: method,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(failure === undefined ? {} : { error: failure }),
    ...more,
    attributes: {
      'http.request.method': method,
      'url.full': `http://${host}:8080${path}`,
      'server.address': host,
      'server.port': 8080n,
      ...(status === undefined ? {} : { 'http.response.status_code': BigInt(status) }),
      ...(failure === undefined ? {} : { 'error.type': call.error ?? String(status) }),
      ...more.attributes,
    },
  });
}

/** The same by the conventions before 2023, as many agents still send it. */
export function oldHttpCall(story: Story, call: CallInput): SpanHandle {
  const { from = story.cast.shop, host, method = 'POST', path, at, lasts = 0.2, under, status } = call;
  const failure = call.error ?? (isErrorStatus(status) ? String(status) : undefined);
  return story.span(from, {
    name: `HTTP ${method}`,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(failure === undefined ? {} : { error: failure }),
    attributes: {
      'http.method': method,
      'http.url': `http://${host}:8080${path}`,
      'net.peer.name': host,
      'net.peer.port': 8080n,
      ...(status === undefined ? {} : { 'http.status_code': BigInt(status) }),
    },
  });
}

export interface ServedInput extends Partial<SpanInput> {
  readonly at: number;
  readonly method?: string;
  readonly route: string;
  readonly status?: number;
}

/** A server's span by today's HTTP conventions: 5xx is its error, 4xx is not. */
export function httpServed(story: Story, app: App, served: ServedInput): SpanHandle {
  const { method = 'POST', route, status = 200, ...more } = served;
  return story.span(app, {
    name: `${method} ${route}`,
    kind: 'server',
    lasts: 0.15,
    ...(status >= 500 ? { error: '' } : {}),
    ...more,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': BigInt(status),
      ...(status >= 500 ? { 'error.type': String(status) } : {}),
      ...more.attributes,
    },
  });
}

export const grpcCodes = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

export interface GrpcInput {
  readonly service: string;
  readonly method: string;
  readonly code: keyof typeof grpcCodes;
  readonly host: string;
  readonly from?: App;
  readonly at: number;
  readonly lasts?: number;
  readonly under?: SpanHandle;
}

function grpcValues({ service, method, code }: GrpcInput): Values {
  return {
    'rpc.system': 'grpc',
    'rpc.service': service,
    'rpc.method': method,
    'rpc.grpc.status_code': BigInt(grpcCodes[code]),
  };
}

export function grpcCall(story: Story, call: GrpcInput): SpanHandle {
  const { from = story.cast.shop, service, method, code, host, at, lasts = 0.2, under } = call;
  return story.span(from, {
    name: `${service}/${method}`,
    kind: 'client',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(code === 'OK' ? {} : { error: '' }),
    attributes: { ...grpcValues(call), 'server.address': host, 'server.port': 9090n },
  });
}

/** A server's span: by the conventions only codes that are its own fault are errors of it. */
export function grpcServed(story: Story, app: App, served: Omit<GrpcInput, 'host' | 'from'>): SpanHandle {
  const { service, method, code, at, lasts = 0.1, under } = served;
  const own = code === 'INTERNAL' || code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
  return story.span(app, {
    name: `${service}/${method}`,
    kind: 'server',
    at,
    lasts,
    ...(under === undefined ? {} : { under }),
    ...(own ? { error: '' } : {}),
    attributes: grpcValues({ ...served, host: '' }),
  });
}

/** A statement of a service on its database. */
export function statement(
  story: Story,
  app: App,
  input: Partial<SpanInput> & { readonly at: number },
): SpanHandle {
  return story.span(app, {
    name: 'UPDATE orders',
    kind: 'client',
    lasts: 0.02,
    ...input,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': 'UPDATE', ...input.attributes },
  });
}
