import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerMissing, startBroker, type TestBroker } from '../../../tests/support/rabbitmq.js';
import { until } from '../../../tests/support/until.js';
import { cloudEvent, type CloudEvent } from '../src/cloud-event.js';
import { openMessaging } from '../src/open-messaging.js';
import { quiet } from './support/transports.js';

const missing = brokerMissing();
const message = (orderId: string) =>
  cloudEvent({ source: 'test', type: 'order.approved', orderId, tenantId: 'retail', data: {} });

describe.skipIf(missing !== undefined)(missing ?? 'a RabbitMQ that is restarted', () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker();
  }, 100_000);
  afterAll(() => broker.dispose(), 30_000);

  const connected = (publishWithinMs = 10_000) =>
    openMessaging({ url: broker.url, log: quiet, http: { routes: {} }, publishWithinMs }).messaging;

  it('keeps what it confirmed, and both sides find it again', async () => {
    const handled: string[] = [];
    const take = ({ orderid }: CloudEvent) => {
      handled.push(orderid);
      return Promise.resolve();
    };
    const sender = connected();
    const receiver = connected();
    await receiver.subscribe('consumed before', take);
    await sender.publish(message('confirmed before'), { queue: 'consumed after' });

    await broker.stop();
    await until('the outage is seen', () => Promise.resolve(!sender.health().ok && !receiver.health().ok));
    const hasty = connected(100);
    await expect(hasty.publish(message('never'), { queue: 'consumed after' })).rejects.toMatchObject({
      code: 'NOT_PUBLISHED',
    });
    await hasty.close();
    await receiver.subscribe('consumed after', take);
    await broker.start();

    await until('both queues are consumed', async () => {
      await sender.publish(message('sent after'), { queue: 'consumed before' });
      return handled.includes('sent after') && handled.includes('confirmed before');
    });
    await sender.close();
    await receiver.close();
    expect(handled).not.toContain('never');
  }, 120_000);
});
