import { createLogger } from '@ordertrace/instrumentation';
import { cloudEvent } from '@ordertrace/messaging';
import { readServiceConfig, type RunningService } from '@ordertrace/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCalculationService } from '../../services/calculation-service/dist/calculation-service.js';
import { readCalculationConfig } from '../../services/calculation-service/dist/config.js';
import { startMesApi } from '../../services/mes-api/src/mes-api.js';
import { readMesConfig } from '../../services/mes-api/src/mes-config.js';
import { startShopApi } from '../../services/shop-api/src/shop-api.js';
import { postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.js';
import { Seeded, seeds } from '../support/seeded.js';
import { modelsFolder, request } from '../support/service.js';

const missing = postgresMissing();
const partner = { authorization: 'Bearer token-of-goldwerk-gmbh' };

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

async function routesOf({ url }: RunningService): Promise<Route[]> {
  const { body } = await request<{ paths: Record<string, Record<string, Operation>> }>(
    'GET',
    `${url}/openapi.json`,
  );
  return Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** Parts of a query that no column holds: beyond PostgreSQL's numbers and dates, or of another type. */
const beyond = [
  '1e400',
  '-1',
  '9'.repeat(40),
  'NaN',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  '',
  '%ED%A0%80',
];
const badTexts = ['\0', 'a\0b', '\ud800', 'a\udfff'];

const order = {
  customer: {
    name: 'Zinaida',
    email: 'z@example.com',
    phone: '+7 912 345-67-89',
    address: 'Proverochnaya 17',
  },
  material: 'silver-925',
  quantity: 2,
};

describe.skipIf(missing !== undefined)(missing ?? 'what PostgreSQL can not store', () => {
  const models = modelsFolder();
  const log = createLogger({ destination: { write: () => undefined } });
  const services: RunningService[] = [];
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startPostgres();
    const env = async () => ({
      PORT: '0',
      MODELS_URL: models.url,
      DATABASE_URL: await postgres.createDatabase(),
    });
    const partners = {
      PARTNER_TOKENS: 'goldwerk=token-of-goldwerk-gmbh',
      PARTNER_REQUESTS_PER_MINUTE: '10000',
    };
    services.push(
      await startShopApi(readServiceConfig(await env(), { name: 'shop-api', port: 0 }), { log }),
      await startMesApi(readMesConfig({ ...(await env()), ...partners }), { log }),
      await startCalculationService(readCalculationConfig(await env()), { log }),
    );
  }, 120_000);
  afterAll(async () => {
    for (const service of services) await service.close();
    await postgres.stop();
    models.remove();
  }, 60_000);

  it.each(seeds(3))(
    'is refused in every address and query, and the field is named, seed %i',
    async (seed) => {
      const random = new Seeded(seed);
      let asked = 0;
      for (const service of services)
        for (const { method, path, operation } of await routesOf(service))
          for (const { name, in: place } of operation.parameters ?? []) {
            if (place === 'header') continue;
            const bad = encodeURIComponent(
              random.oneOf(['\0', `${random.text(3)}\0`, `\0${random.text(9)}`]),
            );
            const filled = path.replace(/\{(\w+)\}/g, (_all, inPath: string) =>
              inPath === name ? bad : '1',
            );
            const url = `${service.url}${filled}${place === 'query' ? `?${name}=${bad}` : ''}`;
            const answer = await request(method, url, {
              headers: partner,
              ...(method !== 'GET' && { body: {} }),
            });
            expect(answer.status, `${method} ${url}`).toBe(400);
            expect(JSON.stringify(answer.body), `${method} ${url}`).toContain(name);
            asked++;
          }
      expect(asked).toBeGreaterThan(20);
    },
  );

  it.each(seeds(3))('or of another type ends no request with a 500, seed %i', async (seed) => {
    const random = new Seeded(seed);
    for (const service of services)
      for (const { method, path, operation } of await routesOf(service))
        for (const { name } of operation.parameters?.filter(({ in: place }) => place === 'query') ?? []) {
          const url = `${service.url}${path.replace(/\{\w+\}/g, '1')}?${name}=${random.oneOf(beyond)}`;
          expect((await request(method, url, { headers: partner })).status, url).toBeLessThan(500);
        }
  });

  it.each(seeds(8))('is refused in bodies and messages, seed %i', async (seed) => {
    const random = new Seeded(seed);
    const [shop, mes] = services;
    const bad = random.oneOf(badTexts);
    const field = random.oneOf(['name', 'address']);
    const body = { ...order, customer: { ...order.customer, [field]: `x${bad}` } };
    const answer = await request('POST', `${shop?.url}/orders`, { body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: `customer.${field}` }] } });
    const event = cloudEvent({
      source: 'a',
      type: 'order.approved',
      orderId: '1',
      tenantId: 'retail',
      data: bad,
    });
    const headers = { 'content-type': 'application/cloudevents+json' };
    const message = await request('POST', `${mes?.url}/messages/mes.orders`, { body: event, headers });
    expect(message).toMatchObject({ status: 400, body: { errors: [{ field: 'data' }] } });
  });
});
