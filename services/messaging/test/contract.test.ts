import { randomUUID } from 'node:crypto';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { brokerMissing, startBroker, type TestBroker } from '../../../tests/support/rabbitmq.js';
import { until } from '../../../tests/support/until.js';
import { cloudEvent, type CloudEvent } from '../src/cloud-event.js';
import { InvalidMessageError } from '../src/errors.js';
import { keptSpans } from './support/tracing.js';
import { amqpPair, httpPair, type Pair } from './support/transports.js';

const given = process.env['TEST_AMQP_URL'];
const transports = [
  { name: 'HTTP push', missing: undefined, system: 'http' },
  { name: 'RabbitMQ', missing: given === undefined ? brokerMissing() : undefined, system: 'rabbitmq' },
] as const;

const spans = keptSpans();

function event(orderId = '40001', data: unknown = { n: 1 }): CloudEvent {
  return cloudEvent({ source: 'test', type: 'order.approved', orderId, tenantId: 'retail', data });
}

describe.each(transports)('messages over $name', ({ missing, system }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'everything is there', () => {
    let broker: TestBroker | undefined;
    let pair: Pair;
    let queue: string;

    beforeAll(async () => {
      if (system === 'rabbitmq' && given === undefined) broker = await startBroker();
    }, 100_000);
    afterAll(() => broker?.dispose(), 30_000);
    beforeEach(async () => {
      queue = `test.${randomUUID()}`;
      pair = system === 'http' ? await httpPair([queue]) : await amqpPair(broker?.url ?? given ?? '');
      spans.reset();
    });
    afterEach(() => pair.close());

    /** Behaves as an outbox: retries until the message was published or has arrived anyway. */
    async function publishUntilTaken(isTaken: () => boolean): Promise<void> {
      const sent = event();
      for (;;) {
        const isSent = await pair.sender.publish(sent, { queue }).then(
          () => true,
          () => isTaken(),
        );
        if (isSent) return;
      }
    }

    it('arrive as they were sent', async () => {
      const received: CloudEvent[] = [];
      await pair.receiver.subscribe(queue, (message) => {
        received.push(message);
        return Promise.resolve();
      });
      const sent = event('40001', { text: 'ünïcode ✓', nested: { list: [1, 2] } });
      await pair.sender.publish(sent, { queue });
      await until('the message arrives', () => Promise.resolve(received.length === 1));
      expect(received[0]).toMatchObject(sent);
    });

    it('come again after the handler failed', async () => {
      let deliveries = 0;
      await pair.receiver.subscribe(queue, () => {
        deliveries++;
        return deliveries === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
      });
      await pair.sender.publish(event(), { queue });
      await until('it is handled', () => Promise.resolve(deliveries === 2));
      expect(pair.receiver.health()).toEqual({ ok: true });
    });

    it('that can never be handled are dead letters at once, with the reason', async () => {
      let deliveries = 0;
      await pair.receiver.subscribe(queue, () => {
        deliveries++;
        return Promise.reject(new InvalidMessageError('quantity is missing'));
      });
      await pair.sender.publish(event(), { queue });
      await until('it is a dead letter', async () => (await pair.deadReasons(queue)).length === 1);
      expect(await pair.deadReasons(queue)).toEqual(['quantity is missing']);
      expect(deliveries).toBe(1);
    });

    it('that fail again and again are given up, and those after them go on', async () => {
      const handled: string[] = [];
      await pair.receiver.subscribe(queue, ({ orderid }) => {
        if (orderid === '40002') return Promise.reject(new Error('always'));
        handled.push(orderid);
        return Promise.resolve();
      });
      await Promise.all([
        pair.sender.publish(event('40002'), { queue }),
        pair.sender.publish(event('40003'), { queue }),
      ]);
      await until('it is given up', async () => (await pair.deadReasons(queue)).length === 1);
      expect(await pair.deadReasons(queue)).toEqual(['always']);
      expect(handled).toEqual(['40003']);
      const burial = await until('its span has ended', () =>
        Promise.resolve(spans.getFinishedSpans().find(({ name }) => name === `send ${queue}.dead`)),
      );
      expect(burial.kind).toBe(SpanKind.PRODUCER);
      expect(burial.attributes).toMatchObject({
        'messaging.destination.name': `${queue}.dead`,
        order_id: '40002',
        tenant_id: 'retail',
      });
    });

    it('of one order are handled one after the other, of several side by side', async () => {
      const log: string[] = [];
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      await pair.receiver.subscribe(queue, async ({ orderid, data }) => {
        log.push(`${orderid}/${String(data)} begins`);
        if (orderid === '40001' && data === 1) await held;
        log.push(`${orderid}/${String(data)} ends`);
      });
      const first = pair.sender.publish(event('40001', 1), { queue });
      await until('the first is at work', () => Promise.resolve(log.length === 1));
      const second = pair.sender.publish(event('40001', 2), { queue });
      await pair.sender.publish(event('40002', 1), { queue });
      await until('another order passes', () => Promise.resolve(log.includes('40002/1 ends')));
      expect(log).not.toContain('40001/2 begins');
      release();
      await Promise.all([first, second]);
      await until('all are handled', () => Promise.resolve(log.length === 6));
      expect(log.slice(3)).toEqual(['40001/1 ends', '40001/2 begins', '40001/2 ends']);
    });

    it('are one hop each, in the trace and with the order of their sender', async () => {
      const seen: (string | undefined)[] = [];
      await pair.receiver.subscribe(queue, () => {
        seen.push(propagation.getBaggage(context.active())?.getEntry('order_id')?.value);
        trace.getTracer('test').startSpan('work').end();
        return Promise.resolve();
      });
      const message = event('40007');
      const root = trace.getTracer('test').startSpan('request');
      await context.with(trace.setSpan(context.active(), root), () =>
        pair.sender.publish(message, { queue }),
      );
      root.end();
      const finished = await until('the spans have ended', () => {
        const { traceId } = root.spanContext();
        // Spans of an earlier test may end late. They are in traces of their own.
        const own = spans.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
        return Promise.resolve(own.length === 4 && own);
      });
      const named = (name: string) => finished.find((span) => span.name === name)!;
      const [sent, handled, work] = [named(`send ${queue}`), named(`process ${queue}`), named('work')];
      expect(sent.kind).toBe(SpanKind.PRODUCER);
      expect(sent.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
      expect(handled.kind).toBe(SpanKind.CONSUMER);
      expect(handled.parentSpanContext?.spanId).toBe(sent.spanContext().spanId);
      expect(work.parentSpanContext?.spanId).toBe(handled.spanContext().spanId);
      for (const span of [sent, handled]) {
        expect(span.attributes).toMatchObject({
          'messaging.system': system,
          'messaging.destination.name': queue,
          'messaging.message.id': message.id,
          order_id: '40007',
          tenant_id: 'retail',
        });
      }
      expect(sent.attributes['messaging.operation.type']).toBe('send');
      expect(handled.attributes['messaging.operation.type']).toBe('process');
      expect(seen).toEqual(['40007']);
    });

    it('are finished before the receiver has closed', async () => {
      let done = false;
      let begun = false;
      await pair.receiver.subscribe(queue, async () => {
        begun = true;
        await new Promise((resolve) => setTimeout(resolve, 200));
        done = true;
      });
      const published = publishUntilTaken(() => begun);
      await until('the handler is at work', () => Promise.resolve(begun));
      await pair.receiver.close();
      expect(done).toBe(true);
      await published;
    });

    it('arrive many at a time, each once', async () => {
      const seen = new Map<string, number>();
      await pair.receiver.subscribe(queue, ({ id }) => {
        seen.set(id, (seen.get(id) ?? 0) + 1);
        return Promise.resolve();
      });
      const all = Array.from({ length: 200 }, (_, index) => event(String(40_000 + (index % 50))));
      await Promise.all(all.map((message) => pair.sender.publish(message, { queue })));
      await until('all are handled', () => Promise.resolve(seen.size === all.length));
      expect([...seen.values()].every((count) => count === 1)).toBe(true);
    });
  });
});
