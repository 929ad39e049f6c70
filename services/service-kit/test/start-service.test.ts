import { createServer } from 'node:net';
import { createLogger } from '@ordertrace/instrumentation';
import { cloudEvent, enqueue, InvalidMessageError, orderMessage } from '@ordertrace/messaging';
import {
  idempotent,
  once,
  readServiceConfig,
  startService,
  type RunningService,
  type ServiceDefinition,
} from '@ordertrace/service-kit';
import { Pool } from 'pg';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { freePorts } from '../../../tests/support/free-port.js';
import { keptEvents, request } from '../../../tests/support/service.js';
import { until } from '../../../tests/support/until.js';

const missing = postgresMissing();

describe.skipIf(missing !== undefined)(missing ?? 'a service', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  const log = createLogger({ level: 'silent' });
  const definition: ServiceDefinition = {
    title: 'Test',
    description: 'A service of a test.',
    contract: { tags: {} },
    migrations: [{ name: 'test-1', sql: 'CREATE TABLE things (name text)' }],
    orderFromRequest: () => undefined,
    setUp: () => ({}),
    events: keptEvents(),
    log,
  };
  const configFor = async (env: Record<string, string> = {}) =>
    readServiceConfig(
      { PORT: '0', DATABASE_URL: await postgres.createDatabase(), MODELS_URL: 'file:///tmp', ...env },
      { name: 'test', port: 0 },
    );
  async function running(
    over: Partial<ServiceDefinition>,
    work: (service: RunningService) => Promise<void>,
    env?: Record<string, string>,
  ): Promise<void> {
    const service = await startService(await configFor(env), { ...definition, ...over });
    try {
      await work(service);
    } finally {
      await service.close();
    }
  }

  it('says that it is ready, or which part is not', async () => {
    let works = true;
    const setUp = () => ({ models: () => (works ? Promise.resolve() : Promise.reject(new Error('gone'))) });
    await running({ setUp }, async ({ url }) => {
      expect(await request('GET', `${url}/readyz`)).toMatchObject({ status: 200, body: { status: 'ready' } });
      works = false;
      expect(await request('GET', `${url}/readyz`)).toMatchObject({
        status: 503,
        body: { failing: ['models'] },
      });
      expect((await request('GET', `${url}/healthz`)).status).toBe(200);
    });
  });

  it('answers what nobody foresaw without telling what it was', async () => {
    const setUp: ServiceDefinition['setUp'] = ({ http }) => {
      http.get('/broken', () => {
        throw new Error('password is 1234');
      });
      return {};
    };
    await running({ setUp }, async ({ url }) => {
      const { status, headers, body } = await request('GET', `${url}/broken`);
      expect(status).toBe(500);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toEqual({
        type: 'urn:ordertrace:problem:internal_error',
        title: 'An unexpected error',
        status: 500,
        code: 'internal_error',
      });
    });
  });

  it.each([
    ['it refuses connections', () => new Pool({ host: '127.0.0.1', port: 1 }).query('SELECT 1')],
    ['it is stopping', () => Promise.reject(Object.assign(new Error('stopping'), { code: '57P01' }))],
    ['the connection ended', () => Promise.reject(new Error('Connection terminated unexpectedly'))],
  ])('answers 503 with Retry-After while the database is away: %s', async (_name, query) => {
    const setUp: ServiceDefinition['setUp'] = ({ http }) => {
      http.get('/away', query);
      return {};
    };
    await running({ setUp }, async ({ url }) => {
      const answer = await request('GET', `${url}/away`);
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('5');
    });
  });

  it.each([
    ['a number out of range', '$1::integer', '99999999999', 400],
    ['a time out of range', '$1::timestamptz', '300000-01-01T00:00:00Z', 400],
    ['a text that no database can store', '$1::text', 'a\0b', 400],
    ['no number', '$1::integer', 'seven', 400],
    ['a column that is not there', 'missing || $1', 'text', 500],
  ])('answers %s that the database refused as a problem', async (_, expression, value, expected) => {
    const setUp: ServiceDefinition['setUp'] = ({ http, database }) => {
      http.get('/value', () => database.pool.query(`SELECT ${expression}`, [value]));
      return {};
    };
    await running({ setUp }, async ({ url }) => {
      const { status, body } = await request('GET', `${url}/value`);
      const code = expected === 400 ? 'invalid_request' : 'internal_error';
      expect([status, body]).toMatchObject([expected, { code }]);
      expect(JSON.stringify(body)).not.toContain(value);
    });
  });

  it('refuses broken, oversized and foreign bodies as problems', async () => {
    const setUp: ServiceDefinition['setUp'] = ({ http }) => {
      http.post('/echo', { schema: { body: Type.Object({ n: Type.Integer() }) } }, ({ body }) => body);
      return {};
    };
    await running({ setUp }, async ({ url }) => {
      const send = async (body: string, type = 'application/json') => {
        const answer = await fetch(`${url}/echo`, {
          method: 'POST',
          body,
          headers: { 'content-type': type },
        });
        return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
      };
      expect(await send('{"n":')).toEqual({ status: 400, code: 'invalid_request' });
      expect(await send('{"n":"1"}')).toEqual({ status: 400, code: 'invalid_request' });
      expect(await send('<n>1</n>', 'text/xml')).toEqual({ status: 415, code: 'invalid_request' });
      expect(await send(JSON.stringify({ n: 1, x: 'x'.repeat(300_000) }))).toEqual({
        status: 413,
        code: 'invalid_request',
      });
    });
  });

  it('takes messages over HTTP: handled, stored for a retry, invalid, or not its own', async () => {
    const outcomes: (() => Promise<void>)[] = [];
    const setUp: ServiceDefinition['setUp'] = async ({ messaging }) => {
      await messaging.subscribe('mine', () => (outcomes.shift() ?? (() => Promise.resolve()))());
      return {};
    };
    await running(
      { setUp },
      async ({ url }) => {
        const event = cloudEvent({ source: 's', type: 't', orderId: '1', tenantId: 'x', data: {} });
        const send = (queue: string, body: unknown, token = 'shared') =>
          request('POST', `${url}/messages/${queue}`, {
            body,
            headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${token}` },
          });
        expect((await send('mine', event)).status).toBe(204);
        outcomes.push(() => Promise.reject(new Error('not now')));
        expect((await send('mine', event)).status).toBe(204);
        expect((await send('mine', { specversion: '1.0' })).status).toBe(400);
        expect(await send('other', event)).toMatchObject({ status: 404, body: { code: 'unknown_queue' } });
        expect((await send('mine', event, 'wrong')).status).toBe(401);
      },
      { MESSAGING_TOKEN: 'shared' },
    );
  });

  it('lets its operators look at dead letters, send them again and discard them', async () => {
    let isFixed = false;
    let handled = 0;
    const setUp: ServiceDefinition['setUp'] = async ({ messaging }) => {
      await messaging.subscribe('mine', () => {
        if (!isFixed) return Promise.reject(new InvalidMessageError('no'));
        handled++;
        return Promise.resolve();
      });
      return {};
    };
    const token = 'token-of-operator-olga';
    await running(
      { setUp },
      async ({ url }) => {
        const letters = (method: string, path = '', authorization = `Bearer ${token}`) =>
          request(method, `${url}/dead-letters${path}`, { headers: { authorization } });
        const give = async (orderId: string) => {
          const event = cloudEvent({ source: 's', type: 't', orderId, tenantId: 'x', data: { name: 'N' } });
          const headers = { 'content-type': 'application/cloudevents+json' };
          await request('POST', `${url}/messages/mine`, { body: event, headers });
          return event.id;
        };
        const [first, second] = [await give('1'), await give('2')];
        for (const wrong of ['', 'Bearer wrong-token-of-nobody'])
          for (const [method, path] of [
            ['GET', ''],
            ['GET', `/mine/${first}`],
            ['POST', `/mine/${first}/send-again`],
            ['POST', `/mine/${first}/discard`],
          ] as const)
            expect((await letters(method, path, wrong)).status).toBe(401);
        const { body } = await letters('GET', '?order_id=1');
        expect(body).toMatchObject({ dead_letters: [{ message_id: first, reason: 'no', order_id: '1' }] });
        const opened = await letters('GET', `/mine/${first}`);
        expect(opened.body).toMatchObject({ type: 't', fields: ['name'] });

        isFixed = true;
        expect((await letters('POST', `/mine/${first}/send-again`)).body).toEqual({
          message_id: first,
          by: 'olga',
        });
        await until('it is handled', () => Promise.resolve(handled === 1));
        expect((await letters('POST', `/mine/${second}/discard`)).status).toBe(200);
        expect((await letters('POST', `/mine/${second}/discard`)).status).toBe(404);
        expect((await letters('GET')).body).toEqual({ dead_letters: [] });
      },
      { OPERATOR_TOKENS: `olga=${token}` },
    );
  });

  it('lets its operators send a message of an order again', async () => {
    const message = orderMessage('order.closed', { order_id: '1', tenant_id: 'retail' }, { source: 's' });
    let received = 0;
    const setUp: ServiceDefinition['setUp'] = async (service) => {
      await service.messaging.subscribe(message.queue, () => {
        received++;
        return Promise.resolve();
      });
      service.http.post('/close', () =>
        service.change((client) => enqueue(client, message)).then(() => ({})),
      );
      return {};
    };
    const [port = 0] = await freePorts(1);
    const env = { PORT: String(port), PEERS: `mes.orders=http://127.0.0.1:${port}` };
    await running(
      { setUp },
      async ({ url }) => {
        await request('POST', `${url}/close`);
        await until('it is received', () => Promise.resolve(received === 1));
        const sent = () => request<{ sent_messages: object[] }>('GET', `${url}/sent-messages?order_id=1`);
        const isSent = async () => (await sent()).body.sent_messages;
        const about = {
          message_id: message.event.id,
          type: 'order.closed',
          sent_at: expect.any(String) as string,
        };
        await until('it is sent', async () => JSON.stringify(await isSent()).includes('"sent_at":"'));
        expect(await isSent()).toMatchObject([about]);
        const again = (id: string) => request('POST', `${url}/sent-messages/${id}/send-again`);
        // Without OPERATOR_TOKENS, a service on a loopback address takes operators' calls.
        expect((await again(message.event.id)).body).toEqual({ message_id: message.event.id, by: 'local' });
        await until('it is received again', () => Promise.resolve(received === 2));
        expect((await again('unknown')).status).toBe(404);
      },
      env,
    );
  });

  it('finishes the requests at work before it stops', async () => {
    let entered: () => void = () => undefined;
    const isIn = new Promise<void>((resolve) => (entered = resolve));
    const setUp: ServiceDefinition['setUp'] = ({ http, database }) => {
      http.get('/slow', async () => {
        entered();
        await database.pool.query('SELECT pg_sleep(0.2)');
        return { done: true };
      });
      return {};
    };
    const service = await startService(await configFor(), { ...definition, setUp });
    const answer = request('GET', `${service.url}/slow`);
    await isIn;
    await service.close();
    expect((await answer).body).toEqual({ done: true });
    await expect(fetch(service.url)).rejects.toThrow();
  });

  it('names the port and the variable where the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const config = await configFor({ PORT: String(port) });
    await expect(startService(config, definition)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`${port}.*PORT`)) as string,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('names database and variable, and no password, where the database is not there', async () => {
    const config = await configFor();
    const nowhere = { ...config, databaseUrl: config.databaseUrl.replace(/\/test_\w+$/, '/nowhere') };
    await expect(startService(nowhere, definition)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/nowhere.*DATABASE_URL/) as string,
    });
  });

  it('brings a database up to date once, also when two start side by side', async () => {
    const config = await configFor();
    const both = await Promise.all([startService(config, definition), startService(config, definition)]);
    await Promise.all(both.map((service) => service.close()));
    const changed = { ...definition, migrations: [{ name: 'test-1', sql: 'CREATE TABLE others (n int)' }] };
    await expect(startService(config, changed)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
    const more = [...definition.migrations, { name: 'test-2', sql: 'ALTER TABLE things ADD size int' }];
    await (await startService(config, { ...definition, migrations: more })).close();
  });

  it('does a request once for one Idempotency-Key, and lets a refused one be tried again', async () => {
    let runs = 0;
    let fails = true;
    const setUp: ServiceDefinition['setUp'] = (service) => {
      service.http.post('/pay', (asked) =>
        service.change((client) =>
          once(client, idempotent(asked, 'pay'), () => {
            runs++;
            return fails ? Promise.reject(new Error('no')) : Promise.resolve({ runs });
          }),
        ),
      );
      return {};
    };
    await running({ setUp }, async ({ url }) => {
      const pay = () => request('POST', `${url}/pay`, { body: {}, headers: { 'idempotency-key': 'k' } });
      expect((await pay()).status).toBe(500);
      fails = false;
      const answers = await Promise.all([pay(), pay(), pay()]);
      expect(answers.map(({ body }) => body)).toEqual([{ runs: 2 }, { runs: 2 }, { runs: 2 }]);
      const tooLong = { body: {}, headers: { 'idempotency-key': 'k'.repeat(201) } };
      expect((await request('POST', `${url}/pay`, tooLong)).status).toBe(400);
    });
  });
});
