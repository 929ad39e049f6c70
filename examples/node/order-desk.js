// Takes orders, has each one priced over HTTP and hands it to packing over RabbitMQ.
import http from 'node:http';
import amqp from 'amqplib';
import { createLogger, recordTransition, withOrder } from '@ordertrace/instrumentation';

const { PORT = '8080', PRICING_URL = 'http://127.0.0.1:8081', AMQP_URL = 'amqp://127.0.0.1' } = process.env;
const queue = 'packing.requests';
const log = createLogger();

const connection = await amqp.connect(AMQP_URL);
const channel = await connection.createConfirmChannel();
await channel.assertQueue(queue);

async function takeOrder(orderId) {
  recordTransition({ stage: 'ORDERED', actor: 'customer' });
  log.info('order taken');
  const priced = await fetch(`${PRICING_URL}/prices?material=silver`);
  if (!priced.ok) throw new Error(`pricing answered ${priced.status}`);
  channel.sendToQueue(queue, Buffer.from(JSON.stringify({ parcel: orderId })), { persistent: true });
  await channel.waitForConfirms();
  log.info('handed to packing');
}

http
  .createServer((request, response) => {
    const [, , orderId] = request.url.split('/');
    withOrder({ orderId, tenantId: 'retail' }, () => takeOrder(orderId)).then(
      () => response.writeHead(201).end(),
      (error) => {
        log.error({ err: error }, 'order not taken');
        response.writeHead(502).end();
      },
    );
  })
  .listen(Number(PORT), '127.0.0.1', () => log.info(`order desk on ${PORT}`));
