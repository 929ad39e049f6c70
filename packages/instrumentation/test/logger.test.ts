import { fields } from '@ordertrace/conventions';
import { createLogger, withOrder, withOrders } from '@ordertrace/instrumentation';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKit, type KitUnderTest } from './support/kit.js';

let test: KitUnderTest;
const written: Record<string, unknown>[] = [];
const destination = {
  write: (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>),
};
const logger = createLogger({ level: 'debug', destination });
const order = { orderId: '48213', tenantId: 'retail' };

beforeAll(async () => {
  test = await startKit();
});
afterAll(() => test.close());
beforeEach(async () => {
  await test.received();
  written.length = 0;
});

describe('a log line', () => {
  it('has the nine fields, empty where they do not apply', () => {
    logger.info('up');
    expect(Object.keys(written[0] ?? {})).toEqual(expect.arrayContaining([...fields]));
    expect(written[0]).toMatchObject({
      trace_id: '',
      span_id: '',
      order_id: '',
      tenant_id: '',
      application_name: 'under-test',
      environment: 'test',
      status_code: '',
      duration: 0,
    });
  });

  it('names the order it is written for, or the orders of a batch', () => {
    withOrder(order, () => logger.child({ reqId: 'r1' }).warn({ facets: 12 }, 'odd model'));
    withOrders([order, { orderId: '7', tenantId: 'retail' }], () => logger.info('batch'));
    expect(written[0]).toMatchObject({
      order_id: '48213',
      tenant_id: 'retail',
      reqId: 'r1',
      facets: 12,
    });
    expect(written[1]).toMatchObject({ order_id: ['48213', '7'], tenant_id: 'retail' });
  });

  it('takes status and duration from a response that is logged', () => {
    const logged = { res: { statusCode: 404 }, responseTime: 1.23456 };
    logger.info(logged, 'request completed');
    expect(written[0]).toMatchObject({ status_code: '404', duration: 1.235 });
    expect(logged).toEqual({ res: { statusCode: 404 }, responseTime: 1.23456 });
  });

  it('leaves out query, headers and address of a request', () => {
    logger.info({
      req: { method: 'GET', url: '/orders?email=a@b.c', ip: '10.0.0.1', headers: { cookie: 'x' } },
    });
    expect(written[0]?.['req']).toEqual({ method: 'GET', path: '/orders' });
  });

  it('goes to OpenTelemetry with its level, its order and what was logged', async () => {
    withOrder(order, () => logger.error(new RangeError('too big'), 'calculation failed'));
    const { logs } = await test.received();
    expect(logs).toMatchObject([
      {
        body: 'calculation failed',
        attributes: {
          order_id: '48213',
          tenant_id: 'retail',
          application_name: 'under-test',
          err: { type: 'RangeError', message: 'too big' },
        },
      },
    ]);
    expect(logs[0]?.timeMs).toBe(Date.parse(written[0]?.['timestamp'] as string));
  });
});
