import { randomUUID } from 'node:crypto';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Pool } from 'pg';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { brokerMissing, startBroker, type TestBroker } from '../../../tests/support/rabbitmq.js';
import { until } from '../../../tests/support/until.js';
import { cloudEvent, type CloudEvent } from '../src/cloud-event.js';
import { InvalidMessageError } from '../src/errors.js';
import { poolWithTables } from './support/schema.js';
import { keptSpans } from './support/tracing.js';
import {
  amqpPair,
  httpPair,
  interruptible,
  quiet,
  reasonsOf,
  type Pair,
  type PairOptions,
} from './support/transports.js';

const given = process.env['TEST_AMQP_URL'];
const transports = [
  { name: 'HTTP push', missing: postgresMissing(), system: 'http' },
  {
    name: 'RabbitMQ',
    missing: postgresMissing() ?? (given === undefined ? brokerMissing() : undefined),
    system: 'rabbitmq',
  },
] as const;

const spans = keptSpans();

function event(orderId = '40001', data: unknown = { n: 1 }): CloudEvent {
  return cloudEvent({ source: 'test', type: 'order.approved', orderId, tenantId: 'retail', data });
}

describe.each(transports)('messages over $name', ({ missing, system }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'everything is there', () => {
    let broker: TestBroker | undefined;
    let postgres: TestPostgres;
    let pool: Pool;
    let pair: Pair;
    let queue: string;

    beforeAll(async () => {
      postgres = await startPostgres();
      pool = await poolWithTables(await postgres.createDatabase());
      if (system === 'rabbitmq' && given === undefined) broker = await startBroker();
    }, 160_000);
    afterAll(async () => {
      await broker?.dispose();
      await pool.end();
      await postgres.stop();
    }, 30_000);
    const brokerUrl = () => broker?.url ?? given ?? '';
    const paired = (options: Partial<PairOptions> = {}): Promise<Pair> | Pair =>
      system === 'http'
        ? httpPair([queue], { pool, ...options })
        : amqpPair(brokerUrl(), { pool, ...options });
    beforeEach(async () => {
      queue = `test.${randomUUID()}`;
      pair = await paired();
      spans.reset();
    });
    const finishedSpan = (name: string) =>
      until(`the span ${name}`, () =>
        Promise.resolve(spans.getFinishedSpans().find((span) => span.name === name)),
      );
    afterEach(() => pair.close());

    /** Behaves as an outbox: retries while the broker refuses, as it does while two sessions declare a queue at once. */
    async function publish(message: CloudEvent): Promise<void> {
      await until('it is published', () =>
        pair.sender.publish(message, { queue }).then(
          () => true,
          () => false,
        ),
      );
    }

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
      await publish(sent);
      await until('the message arrives', () => Promise.resolve(received.length === 1));
      expect(received[0]).toMatchObject(sent);
    });

    it('come again after the handler failed', async () => {
      let deliveries = 0;
      await pair.receiver.subscribe(queue, () => {
        deliveries++;
        return deliveries === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
      });
      await publish(event());
      await until('it is handled', () => Promise.resolve(deliveries === 2));
      expect(pair.receiver.health()).toEqual({ ok: true });
    });

    it('that can never be handled are dead letters at once, with the reason', async () => {
      let deliveries = 0;
      await pair.receiver.subscribe(queue, () => {
        deliveries++;
        return Promise.reject(new InvalidMessageError('quantity is missing'));
      });
      await publish(event());
      await until('it is a dead letter', async () => (await reasonsOf(pair.deadLetters, queue)).length === 1);
      expect(await reasonsOf(pair.deadLetters, queue)).toEqual(['quantity is missing']);
      expect(deliveries).toBe(1);
    });

    it('that fail again and again are given up, and those after them go on', async () => {
      const handled: string[] = [];
      await pair.receiver.subscribe(queue, ({ orderid }) => {
        if (orderid === '40002') return Promise.reject(new Error('always'));
        handled.push(orderid);
        return Promise.resolve();
      });
      await Promise.all([publish(event('40002')), publish(event('40003'))]);
      await until('it is given up', async () => (await reasonsOf(pair.deadLetters, queue)).length === 1);
      expect(await reasonsOf(pair.deadLetters, queue)).toEqual(['always']);
      expect(handled).toEqual(['40003']);
      const burial = await finishedSpan(`send ${queue}.dead`);
      expect(burial.kind).toBe(SpanKind.PRODUCER);
      expect(burial.attributes).toMatchObject({
        'messaging.destination.name': `${queue}.dead`,
        order_id: '40002',
        tenant_id: 'retail',
      });
    });

    it('that can not be handled yet hold up no other order, and are handled as soon as they can be', async () => {
      const handled: string[] = [];
      const known = new Set(['40100']);
      await pair.close();
      pair = await paired({ patience: { deliveries: 1000, ms: 60_000 } });
      await pair.receiver.subscribe(queue, ({ orderid, data }) => {
        if (data === 'submitted') known.add(orderid);
        if (!known.has(orderid)) return Promise.reject(new Error('not here yet'));
        handled.push(`${orderid} ${String(data)}`);
        return Promise.resolve();
      });
      const early = Array.from({ length: 25 }, (_, index) => event(String(40_001 + index), 'approved'));
      for (const message of early) await publish(message);
      await publish(event('40100', 'approved'));
      await until('the other order passes', () => Promise.resolve(handled.includes('40100 approved')));
      const firstDueOf = async () =>
        (await pool.query('SELECT count(*)::int AS waiting FROM failed_messages WHERE queue = $1', [queue]))
          .rows[0] as { waiting: number };
      await until('all wait', async () => (await firstDueOf()).waiting === 25);
      for (const { orderid } of early) await publish(event(orderid, 'submitted'));
      await until('all are handled', () => Promise.resolve(handled.length === 51));
      await until('none waits', async () => (await firstDueOf()).waiting === 0);
      expect(new Set(handled).size).toBe(51);
    }, 60_000);

    it('show the wait and each attempt in the trace', async () => {
      let attempts = 0;
      await pair.receiver.subscribe(queue, () => {
        attempts++;
        return attempts === 1 ? Promise.reject(new Error('not now')) : Promise.resolve();
      });
      await publish(event('40001'));
      const retry = await finishedSpan(`retry ${queue}`);
      const handlings = await until('two attempts', () => {
        const all = spans.getFinishedSpans().filter(({ name }) => name === `process ${queue}`);
        return Promise.resolve(all.length === 2 && all);
      });
      const [first, second] = handlings;
      expect(first?.events[0]?.attributes?.['exception.message']).toBe('not now');
      expect(retry.kind).toBe(SpanKind.PRODUCER);
      expect(retry.parentSpanContext?.spanId).toBe(first?.spanContext().spanId);
      expect(retry.attributes['messaging.message.delay_ms']).toBeGreaterThan(0);
      expect(retry.attributes).toMatchObject({ 'messaging.operation.type': 'send', order_id: '40001' });
      expect(second?.parentSpanContext?.spanId).toBe(retry.spanContext().spanId);
      expect(second?.status.code).toBe(SpanStatusCode.UNSET);
    });

    it('that wait are retried by the next process', async () => {
      await pair.receiver.subscribe(queue, () => Promise.reject(new Error('not now')));
      const message = event();
      await publish(message);
      await until('it waits', async () => {
        const { rowCount } = await pool.query('SELECT 1 FROM failed_messages WHERE message_id = $1', [
          message.id,
        ]);
        return rowCount === 1;
      });
      await pair.close();
      pair = await paired();
      // As after a crash: the dead process still held the lease.
      await pool.query('UPDATE failed_messages SET leased_until = NULL, given_up_at = NULL');
      const handled: string[] = [];
      await pair.receiver.subscribe(queue, ({ id }) => {
        handled.push(id);
        return Promise.resolve();
      });
      await until('it is handled', () => Promise.resolve(handled.includes(message.id)));
    });

    it('are held while they can be neither handled nor stored', async () => {
      const database = interruptible(pool);
      await pair.close();
      pair = await paired({ pool: database.pool });
      const handled: string[] = [];
      await pair.receiver.subscribe(queue, ({ orderid }) => {
        if (database.away) return Promise.reject(new Error('database away'));
        handled.push(orderid);
        return Promise.resolve();
      });
      database.away = true;
      let tries = 0;
      const published = publishUntilTaken(() => tries++ > 100);
      await until('an attempt failed', () =>
        Promise.resolve(spans.getFinishedSpans().some(({ name }) => name === `process ${queue}`)),
      );
      database.away = false;
      await until('it is handled', () => Promise.resolve(handled.length > 0));
      await published;
      expect(await reasonsOf(pair.deadLetters, queue)).toEqual([]);
      expect(spans.getFinishedSpans().filter(({ name }) => name === `retry ${queue}`)).toEqual([]);
    }, 60_000);

    it('name their order, tenant and trace where they are logged as failed and as given up', async () => {
      const lines: object[] = [];
      const keep = (fields: object, text: string) => {
        const traceId = trace.getSpanContext(context.active())?.traceId;
        lines.push({ ...fields, text, traceId, err: undefined });
      };
      await pair.close();
      pair = await paired({ log: { ...quiet, warn: keep, error: keep }, patience: { deliveries: 2, ms: 0 } });
      await pair.receiver.subscribe(queue, () => Promise.reject(new Error('always')));
      await publish(event('40009'));
      await until('it is given up', () => Promise.resolve(lines.length === 2));
      const { traceId } = (await finishedSpan(`send ${queue}`)).spanContext();
      const about = { order_id: '40009', tenant_id: 'retail', traceId };
      expect(lines).toEqual([
        expect.objectContaining({ ...about, text: 'message not handled; it is retried later' }),
        expect.objectContaining({ ...about, text: 'message given up: it is a dead letter now' }),
      ]);
    });

    it('that were given up can be looked at, and sent again by a person', async () => {
      let isFixed = false;
      const handled: string[] = [];
      await pair.receiver.subscribe(queue, ({ id }) => {
        if (!isFixed) return Promise.reject(new InvalidMessageError('not yet'));
        handled.push(id);
        return Promise.resolve();
      });
      const message = event('40001', { order_id: '40001', note: 'secret' });
      await publish(message);
      await until('it is given up', async () => (await reasonsOf(pair.deadLetters, queue)).length === 1);
      const key = { queue, messageId: message.id };
      const sent = await finishedSpan(`send ${queue}`);
      const opened = await pair.deadLetters.open(key);
      expect(opened).toMatchObject({
        type: 'order.approved',
        orderId: '40001',
        tenantId: 'retail',
        reason: 'not yet',
        deliveries: 1,
        source: 'test',
        traceId: sent.spanContext().traceId,
        fields: ['order_id', 'note'],
      });
      expect(JSON.stringify(opened)).not.toContain('secret');

      isFixed = true;
      expect(await pair.deadLetters.sendAgain(key, 'olga')).toBe('sent');
      await until('it is handled', () => Promise.resolve(handled.includes(message.id)));
      const again = await finishedSpan(`send again ${queue}`);
      expect(again.kind).toBe(SpanKind.PRODUCER);
      expect(again.attributes).toMatchObject({
        'ordertrace.requested_by': 'olga',
        'messaging.message.id': message.id,
        order_id: '40001',
      });
      expect(again.spanContext().traceId).toBe(sent.spanContext().traceId);
      expect(await pair.deadLetters.sendAgain(key, 'olga')).toBe('unknown');
      expect(await reasonsOf(pair.deadLetters, queue)).toEqual([]);
    });

    it('that were given up can be discarded by a person', async () => {
      await pair.receiver.subscribe(queue, () => Promise.reject(new InvalidMessageError('never')));
      const message = event();
      await publish(message);
      await until('it is given up', async () => (await reasonsOf(pair.deadLetters, queue)).length === 1);
      const key = { queue, messageId: message.id };
      expect(await pair.deadLetters.discard(key, 'olga')).toBe(true);
      expect(await reasonsOf(pair.deadLetters, queue)).toEqual([]);
      const act = await finishedSpan(`discard ${queue}.dead`);
      expect(act.attributes).toMatchObject({ 'ordertrace.requested_by': 'olga', order_id: '40001' });
      expect(await pair.deadLetters.discard(key, 'olga')).toBe(false);
    });

    if (system === 'rabbitmq') {
      it('that no one can read, or that the broker gave up, are dead letters too', async () => {
        await pair.receiver.subscribe(queue, () => Promise.resolve());
        // Declares the queue.
        await publish(event());
        const connection = await connect(brokerUrl());
        const channel = await connection.createConfirmChannel();
        channel.sendToQueue(queue, Buffer.from('no JSON'));
        const left = event('40005');
        const headers = { 'x-first-death-reason': 'delivery_limit' };
        channel.sendToQueue(`${queue}.dead`, Buffer.from(JSON.stringify(left)), { headers });
        await channel.waitForConfirms();
        await connection.close();
        const letters = await until('both are listed', async () => {
          const all = await pair.deadLetters.list({ queue, limit: 10 });
          return all.length === 2 && all;
        });
        const [readable, unreadable] = letters.toSorted((a) => (a.orderId === undefined ? 1 : -1));
        expect(readable).toMatchObject({
          messageId: left.id,
          orderId: '40005',
          reason: 'delivered too often without an answer',
        });
        expect(unreadable).toMatchObject({ reason: 'not a CloudEvent: no JSON' });
        const key = { queue, messageId: unreadable!.messageId };
        expect(await pair.deadLetters.sendAgain(key, 'olga')).toBe('unreadable');
        expect(await pair.deadLetters.discard(key, 'olga')).toBe(true);
      });
    }

    it('of one order are handled one after the other, of several side by side', async () => {
      const log: string[] = [];
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      await pair.receiver.subscribe(queue, async ({ orderid, data }) => {
        log.push(`${orderid}/${String(data)} begins`);
        if (orderid === '40001' && data === 1) await held;
        log.push(`${orderid}/${String(data)} ends`);
      });
      const first = publish(event('40001', 1));
      await until('the first is at work', () => Promise.resolve(log.length === 1));
      const second = publish(event('40001', 2));
      await publish(event('40002', 1));
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
      await Promise.all(all.map((message) => publish(message)));
      await until('all are handled', () => Promise.resolve(seen.size === all.length));
      expect([...seen.values()].every((count) => count === 1)).toBe(true);
    });
  });
});
