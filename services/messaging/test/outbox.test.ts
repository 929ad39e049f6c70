import { context, propagation, trace } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { until } from '../../../tests/support/until.js';
import { cloudEvent, type CloudEvent } from '../src/cloud-event.js';
import { takeOnce } from '../src/inbox.js';
import type { Messaging } from '../src/messaging.js';
import { enqueue, forgetOld, leaseDue } from '../src/outbox.js';
import { OutboxRelay } from '../src/outbox-relay.js';
import { listSentMessages, sendMessageAgain } from '../src/sent-messages.js';
import { inTransaction, poolWithTables } from './support/schema.js';
import { keptSpans } from './support/tracing.js';
import { quiet } from './support/transports.js';

const spans = keptSpans();
const missing = postgresMissing();
const queue = 'test';

function event(orderId: string, n: number): CloudEvent {
  return cloudEvent({ source: 'test', type: 'order.approved', orderId, tenantId: 'retail', data: { n } });
}

/** A transport that lets the test observe and control each publish. */
class Fake implements Messaging {
  readonly sent: CloudEvent[] = [];
  decide: (event: CloudEvent) => Promise<void> = () => Promise.resolve();

  async publish(message: CloudEvent): Promise<void> {
    await this.decide(message);
    this.sent.push(message);
  }
  subscribe = () => Promise.resolve();
  health = () => ({ ok: true }) as const;
  close = () => Promise.resolve();
}

describe.skipIf(missing !== undefined)(missing ?? 'the outbox', () => {
  let postgres: TestPostgres;
  let pool: Pool;
  let messaging: Fake;

  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
  });
  beforeEach(async () => {
    if (pool as Pool | undefined) await pool.end();
    pool = await poolWithTables(await postgres.createDatabase());
    messaging = new Fake();
  });

  const put = (...events: CloudEvent[]) =>
    inTransaction(pool, async (client) => {
      for (const each of events) await enqueue(client, { queue, event: each });
    });
  const relay = (leaseMs = 30_000) => new OutboxRelay({ pool, messaging, log: quiet, pollMs: 20, leaseMs });
  const unsent = async () =>
    Number((await pool.query('SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL')).rows[0].n);
  const allSent = () => until('the outbox is empty', async () => (await unsent()) === 0);

  it('sends nothing for a transaction that was undone', async () => {
    const undone = inTransaction(pool, async (client) => {
      await enqueue(client, { queue, event: event('1', 1) });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    await put(event('2', 1));
    const running = relay();
    running.start();
    await allSent();
    await running.close();
    expect(messaging.sent.map(({ orderid }) => orderid)).toEqual(['2']);
  });

  it('sends the messages of each order in their order, and orders side by side', async () => {
    let atWork = 0;
    let most = 0;
    messaging.decide = async () => {
      most = Math.max(most, ++atWork);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atWork--;
    };
    const orders = ['1', '2', '3', '4', '5'];
    await put(...[1, 2, 3, 4, 5, 6].flatMap((n) => orders.map((order) => event(order, n))));
    const running = relay();
    running.start();
    await allSent();
    await running.close();
    for (const order of orders) {
      const numbers = messaging.sent.filter(({ orderid }) => orderid === order).map(({ data }) => data);
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6].map((n) => ({ n })));
    }
    expect(most).toBeGreaterThan(1);
  });

  it('holds an order back while its message fails, and no other order', async () => {
    let failures = 0;
    messaging.decide = ({ orderid, data }) => {
      const fails = orderid === '1' && (data as { n: number }).n === 1 && failures++ < 1;
      return fails ? Promise.reject(new Error('receiver away')) : Promise.resolve();
    };
    await put(event('1', 1), event('1', 2), event('2', 1));
    const running = relay();
    running.start();
    await until('the other order passed', () => Promise.resolve(messaging.sent.length > 0));
    expect(messaging.sent.map(({ orderid }) => orderid)).toEqual(['2']);
    const { rows } = await pool.query(
      `SELECT last_error FROM outbox WHERE order_key = 'retail/1' ORDER BY seq LIMIT 1`,
    );
    expect(rows[0]).toEqual({ last_error: 'receiver away' });
    await allSent();
    await running.close();
    expect(messaging.sent.map(({ orderid, data }) => [orderid, data])).toEqual([
      ['2', { n: 1 }],
      ['1', { n: 1 }],
      ['1', { n: 2 }],
    ]);
  });

  it('sends again what a relay that died was at, and the inbox makes it work once', async () => {
    const message = event('1', 1);
    await put(message);
    // The first relay dies after publishing, before it could store that.
    const [taken] = await leaseDue(pool, { limit: 10, leaseMs: 200 });
    await messaging.publish(taken!.event);
    const second = relay();
    second.start();
    await allSent();
    await second.close();
    expect(messaging.sent.map(({ id }) => id)).toEqual([message.id, message.id]);
    const effects = [];
    for (const each of messaging.sent) {
      effects.push(await inTransaction(pool, (client) => takeOnce(client, each)));
    }
    expect(effects).toEqual([true, false]);
  });

  it('is shared by relays side by side: each message goes out once', async () => {
    await put(...Array.from({ length: 60 }, (_, index) => event(String(index % 12), index)));
    const relays = [relay(), relay(), relay()];
    for (const each of relays) each.start();
    await allSent();
    await Promise.all(relays.map((each) => each.close()));
    expect(new Set(messaging.sent.map(({ id }) => id)).size).toBe(60);
    expect(messaging.sent).toHaveLength(60);
  });

  it('publishes in the trace and with the order of the change', async () => {
    const seen: unknown[] = [];
    messaging.decide = () => {
      const spanContext = trace.getSpanContext(context.active());
      const order = propagation.getBaggage(context.active())?.getEntry('order_id')?.value;
      seen.push([spanContext?.traceId, spanContext?.spanId, order]);
      return Promise.resolve();
    };
    const span = trace.getTracer('test').startSpan('change');
    const baggage = propagation.createBaggage({ order_id: { value: '1' } });
    const within = propagation.setBaggage(trace.setSpan(context.active(), span), baggage);
    await context.with(within, () => put(event('1', 1)));
    span.end();
    const running = relay();
    running.start();
    await allSent();
    await running.close();
    const { traceId, spanId } = span.spanContext();
    expect(seen).toEqual([[traceId, spanId, '1']]);
  });

  it('goes on after the database was away', async () => {
    const running = relay();
    running.start();
    const { rows } = await pool.query('SELECT current_database() AS name');
    await pool
      .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [rows[0].name])
      .catch(() => undefined);
    await until('the database is back', () => put(event('1', 1)).then(() => true));
    await allSent();
    await running.close();
    expect(messaging.sent).toHaveLength(1);
  });

  it('forgets what was sent long ago and nothing else', async () => {
    await put(event('1', 1), event('2', 1), event('3', 1));
    await pool.query(`UPDATE outbox SET sent_at = now() - interval '8 days' WHERE order_key = 'retail/1'`);
    await pool.query(`UPDATE outbox SET sent_at = now() WHERE order_key = 'retail/2'`);
    await forgetOld(pool, { sent: 7, received: 30 });
    const { rows } = await pool.query('SELECT order_key FROM outbox ORDER BY seq');
    expect(rows).toEqual([{ order_key: 'retail/2' }, { order_key: 'retail/3' }]);
  });

  it('makes the second of two deliveries at the same time wait for the first', async () => {
    const message = event('1', 1);
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    let first: Promise<boolean> | undefined;
    await new Promise<void>((resolve) => {
      first = inTransaction(pool, async (client) => {
        const taken = await takeOnce(client, message);
        resolve();
        await held;
        return taken;
      });
    });
    let secondIsDone = false;
    const second = inTransaction(pool, (client) => takeOnce(client, message)).finally(() => {
      secondIsDone = true;
    });
    await pool.query('SELECT pg_sleep(0.1)');
    expect(secondIsDone).toBe(false);
    finish();
    expect([await first, await second]).toEqual([true, false]);
  });

  it('sends a message again under its id, and names who requested it', async () => {
    const message = event('1', 1);
    await put(message);
    const running = relay();
    running.start();
    await allSent();
    spans.reset();
    const again = { pool, system: 'http', log: quiet } as const;
    expect(await sendMessageAgain(again, message.id, 'olga')).toBe(true);
    expect(await sendMessageAgain(again, 'unknown', 'olga')).toBe(false);
    await until('it is sent again', () => Promise.resolve(messaging.sent.length === 2));
    await allSent();
    await running.close();
    expect(messaging.sent.map(({ id }) => id)).toEqual([message.id, message.id]);
    const [act] = spans.getFinishedSpans();
    expect(act).toMatchObject({
      name: 'send again test',
      attributes: { order_id: '1', 'ordertrace.requested_by': 'olga' },
    });
    const [listed, ...others] = await listSentMessages(pool, { orderId: '1', tenantId: 'retail' });
    expect(listed).toMatchObject({ messageId: message.id, type: 'order.approved', attempts: 1 });
    expect(listed?.sentAt).toBeDefined();
    expect(others).toEqual([]);
  });
});
