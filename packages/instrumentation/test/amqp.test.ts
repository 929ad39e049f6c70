import { createRequire } from 'node:module';
import { context, propagation } from '@opentelemetry/api';
import { currentOrder, orderCarrier, withOrder } from '@ordertrace/instrumentation';
import type * as amqplib from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKit, type KitUnderTest } from './support/kit.js';

interface Channel {
  consume(queue: string, handle: (message: unknown) => void, options?: object): Promise<unknown>;
  dispatchMessage(fields: object, message: unknown): void;
  ack(message: unknown): void;
  _rpc: unknown;
  sendImmediately: unknown;
}

let test: KitUnderTest;
let channel: Channel;

// amqplib's real channel with the stock instrumentation; only the socket below it is replaced.
beforeAll(async () => {
  test = await startKit({ instrumentations: ['amqplib'], messageSpans: 'link' });
  const require = createRequire(import.meta.url);
  const amqplib = createRequire(require.resolve('amqplib'));
  const { Channel } = amqplib('./lib/channel_model.js') as { Channel: { prototype: object } };
  channel = Object.assign(Object.create(Channel.prototype) as Channel, {
    consumers: new Map(),
    connection: {},
    _rpc: (_method: unknown, _fields: unknown, _expect: unknown, reply: (error: null, ok: object) => void) =>
      reply(null, { fields: { consumerTag: 'tag' } }),
    sendImmediately: () => undefined,
  });
});
afterAll(() => test.close());

it('the stock AMQP instrumentation keeps the order where spans are joined by links', async () => {
  const handled = new Promise<unknown[]>((resolve) => {
    void channel.consume('orders.submitted', (message) => {
      expect(propagation.getBaggage(context.active())).toBeUndefined();
      resolve([currentOrder(), orderCarrier().baggage]);
      channel.ack(message);
    });
  });
  channel.dispatchMessage(
    { consumerTag: 'tag' },
    {
      content: Buffer.from('{}'),
      fields: { deliveryTag: 1, exchange: '', routingKey: 'orders.submitted', redelivered: false },
      properties: {
        messageId: 'm-1',
        headers: {
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          baggage: 'order_id=48213,tenant_id=retail',
        },
      },
    },
  );
  expect(await handled).toEqual([
    { orderId: '48213', tenantId: 'retail' },
    'order_id=48213,tenant_id=retail',
  ]);
  const { spans } = await test.received();
  expect(spans).toMatchObject([
    {
      kind: 'consumer',
      parentSpanId: '',
      links: ['b7ad6b7169203331'],
      attributes: {
        order_id: '48213',
        tenant_id: 'retail',
        'messaging.system': 'rabbitmq',
        'messaging.destination.name': 'orders.submitted',
        'messaging.operation.type': 'process',
        'messaging.message.id': 'm-1',
      },
    },
  ]);
});

// With a broker: a published message arrives with the headers of the instrumentation.
const brokerUrl = process.env['TEST_AMQP_URL'];

it('the order goes through RabbitMQ with stock publishers and consumers', async (context) => {
  if (brokerUrl === undefined) {
    context.skip('needs RabbitMQ: TEST_AMQP_URL is not set');
    return;
  }
  const { connect } = createRequire(import.meta.url)('amqplib') as typeof amqplib;
  const connection = await connect(brokerUrl);
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const handled = new Promise((resolve) => {
    void channel.consume(queue, (message) => {
      resolve([currentOrder(), orderCarrier().baggage]);
      if (message !== null) channel.ack(message);
    });
  });
  withOrder({ orderId: '48213', tenantId: 'retail' }, () => {
    channel.sendToQueue(queue, Buffer.from('{}'), { messageId: 'm-2' });
  });
  expect(await handled).toEqual([
    { orderId: '48213', tenantId: 'retail' },
    'order_id=48213,tenant_id=retail',
  ]);
  await channel.waitForConfirms();
  await connection.close();
  const { spans } = await test.received();
  const [sent, received] = ['producer', 'consumer'].map((kind) => spans.find((span) => span.kind === kind));
  expect(received?.links).toEqual([sent?.spanId]);
  for (const span of [sent, received]) {
    expect(span?.attributes).toMatchObject({
      order_id: '48213',
      'messaging.destination.name': queue,
      'messaging.message.id': 'm-2',
    });
  }
});
