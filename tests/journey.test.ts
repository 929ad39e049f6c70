import { fields } from '@ordertrace/conventions';
import type { Journey, LogView, SpanView } from '@ordertrace/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  customer,
  placeOrder,
  settledJourney,
  shopOrder,
  steps,
  untilStage,
  walkToTheEnd,
} from './support/order-walk.js';
import { descendants } from './support/processes.js';
import { startSystem, type System } from './support/system.js';
import { until } from './support/until.js';

const way = [
  'CREATED',
  'SUBMITTED',
  'PRICED',
  'APPROVED',
  'IN_PRODUCTION',
  'PRODUCED',
  'PACKED',
  'SHIPPED',
  'CLOSED',
];
const services = ['shop-api', 'mes-api', 'calculation-service'];
const queues = ['mes.orders', 'calculation.requests', 'mes.calculations', 'shop.orders'];

interface Variant {
  readonly name: string;
  readonly missing: string | undefined;
  readonly args: readonly string[];
}

const database = process.env['TEST_DATABASE_URL'];
const broker = process.env['TEST_AMQP_URL'];

const variants: readonly Variant[] = [
  { name: 'embedded Postgres and HTTP messages', missing: undefined, args: ['--empty'] },
  {
    name: 'a Postgres server and RabbitMQ',
    missing:
      database === undefined || broker === undefined
        ? 'TEST_DATABASE_URL and TEST_AMQP_URL must name a Postgres and a RabbitMQ'
        : undefined,
    args: ['--empty', '--database', database ?? '', '--messaging', broker ?? ''],
  },
];

function everyRecord(journey: Journey): (SpanView | LogView)[] {
  return [...journey.traces.flatMap((trace) => trace.spans), ...journey.logs];
}

describe.each(variants)('an order on $name', ({ missing, args }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'everything is there', () => {
    let system: System;
    let orderId: string;
    let journey: Journey;

    beforeAll(async () => {
      system = await startSystem({ args });
      orderId = await placeOrder(system);
      await walkToTheEnd(system, orderId);
      journey = await settledJourney(system, orderId);
    });
    afterAll(() => system.dispose());

    it('is found by its id alone, closed, with every transition once', () => {
      expect(journey.order).toMatchObject({
        order_id: orderId,
        tenant_id: 'retail',
        stage: 'CLOSED',
        situation: null,
      });
      expect(journey.transitions.map((transition) => transition.stage)).toEqual(way);
    });

    it('passed through all three applications', () => {
      const seen = new Set(journey.traces.flatMap((trace) => trace.services));
      expect([...seen].sort()).toEqual(services.toSorted());
    });

    it('shows every message hop as delivered', () => {
      const messages = journey.hops.filter((hop) => hop.kind === 'message');
      expect(new Set(messages.map((hop) => hop.destination))).toEqual(new Set(queues));
      expect(messages.filter((hop) => hop.state !== 'delivered')).toEqual([]);
    });

    it('shows its calculation as work that ended', () => {
      expect(journey.work).toHaveLength(1);
      expect(journey.work[0]).toMatchObject({ application_name: 'calculation-service' });
      expect(journey.work[0]?.ended_at).not.toBeNull();
    });

    it('has the nine fields on every span and every log line', () => {
      const records = everyRecord(journey);
      expect(records.length).toBeGreaterThan(40);
      for (const record of records) {
        for (const field of fields) expect(record, field).toHaveProperty(field);
        expect(record.order_id, `${record.application_name} ${JSON.stringify(record)}`).toBe(orderId);
        expect(record).toMatchObject({
          tenant_id: 'retail',
          environment: expect.stringMatching(/./) as string,
        });
        expect(record.trace_id).toMatch(/^[0-9a-f]{32}$/);
        expect(record.span_id).toMatch(/^[0-9a-f]{16}$/);
      }
    });

    it('has log lines of all three applications', () => {
      expect(new Set(journey.logs.map((log) => log.application_name))).toEqual(new Set(services));
    });

    it('shows nothing of the customer and no price', async () => {
      const { price } = await shopOrder(system, orderId);
      const text = JSON.stringify(journey);
      for (const secret of [...Object.values(customer), 'bank-1', price?.amount ?? 'no price']) {
        expect(text).not.toContain(secret);
      }
    });
  });
});

describe('an order whose services are killed on the way', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.dispose());

  /** Kills an application without warning; the launcher starts it again. */
  async function kill(application: string): Promise<void> {
    const find = () => descendants(system.pid, `services/${application}/dist/main.js`);
    const [pid] = find();
    if (pid === undefined) throw new Error(`${application} does not run`);
    process.kill(pid, 'SIGKILL');
    await until(`${application} runs again`, () => Promise.resolve(find().some((other) => other !== pid)));
    const address =
      { 'shop-api': system.addresses.shop, 'mes-api': system.addresses.mes }[application] ??
      system.addresses.calculation;
    await until(`${application} is ready again`, async () => (await fetch(`${address}/readyz`)).ok);
  }

  it('loses nothing: it closes, and every transition is there once', async () => {
    const orderId = await placeOrder(system);
    await kill('calculation-service');
    await untilStage(system, orderId, 'PRICED');
    await kill('shop-api');
    await steps.pay(system, orderId);
    await kill('mes-api');
    await steps.claim(system, orderId);
    await steps.complete(system, orderId);
    await kill('mes-api');
    await steps.pack(system, orderId);
    await steps.ship(system, orderId);
    await kill('shop-api');
    await steps.close(system, orderId);
    const journey = await settledJourney(system, orderId);
    expect(journey.transitions.map((transition) => transition.stage)).toEqual(way);
  });

  it('keeps what the server acknowledged when the server is killed', async () => {
    const orderId = await placeOrder(system);
    await untilStage(system, orderId, 'PRICED');
    await settledJourney(system, orderId, 'PRICED');
    await kill('server').catch(() => undefined);
    await until(
      'the server is ready again',
      async () => (await fetch(`${system.addresses.server}/readyz`)).ok,
    );
    const after = await settledJourney(system, orderId, 'PRICED');
    expect(after.transitions.map((transition) => transition.stage)).toEqual([
      'CREATED',
      'SUBMITTED',
      'PRICED',
    ]);
  });
});
