import { createLogger } from '@ordertrace/instrumentation';
import { orderMessage } from '@ordertrace/messaging';
import { readServiceConfig, type RunningService } from '@ordertrace/service-kit';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPeer, type Peer } from '../../../tests/support/peer.js';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { keptEvents, modelsFolder, request } from '../../../tests/support/service.js';
import { until } from '../../../tests/support/until.js';
import { startShopApi } from '../src/shop-api.js';

const missing = postgresMissing();
const customer = {
  name: 'Zinaida Testova',
  email: 'zinaida@example.com',
  phone: '+7 912 345-67-89',
  address: 'Proverochnaya 17',
};
const order = { customer, material: 'silver-925', quantity: 2 };
const source = { source: 'mes-api' };

interface OrderView {
  readonly order_id: string;
  readonly stage: string;
  readonly stage_since: string;
  readonly price: { amount: string; currency: string } | null;
  readonly possible: string[];
  readonly model: { bytes: number } | null;
  readonly shipping: unknown;
  readonly rejection: unknown;
}

interface OrderList {
  readonly orders: readonly OrderView[];
  readonly next: string | null;
}

describe.skipIf(missing !== undefined)(missing ?? 'the Shop API', () => {
  let postgres: TestPostgres;
  let peer: Peer;
  let databaseUrl: string;
  let shop: RunningService;
  const models = modelsFolder();
  const events = keptEvents();
  const lines: string[] = [];
  const log = createLogger({ destination: { write: (line: string) => void lines.push(line) } });

  const start = () =>
    startShopApi(
      readServiceConfig(
        {
          PORT: '0',
          DATABASE_URL: databaseUrl,
          MODELS_URL: models.url,
          PEERS: `mes.orders=${peer.url}`,
        },
        { name: 'shop-api', port: 7101 },
      ),
      { events, log },
    );

  beforeAll(async () => {
    postgres = await startPostgres();
    databaseUrl = await postgres.createDatabase();
    peer = await startPeer(['mes.orders']);
    shop = await start();
  }, 60_000);
  afterAll(async () => {
    await shop.close();
    await peer.close();
    await postgres.stop();
    models.remove();
  }, 30_000);

  const post = <T = OrderView>(path: string, body?: unknown, headers?: Record<string, string>) =>
    request<T>('POST', `${shop.url}${path}`, { body, ...(headers && { headers }) });
  const get = async (id: string) => (await request<OrderView>('GET', `${shop.url}/orders/${id}`)).body;
  const upload = (id: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${shop.url}/orders/${id}/model`, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit);
  const send = (message: Parameters<Peer['send']>[1]) => peer.send(shop.url, message);

  async function submitted(): Promise<string> {
    const { body } = await post('/orders', order);
    await upload(body.order_id, 'solid ring');
    await post(`/orders/${body.order_id}/submit`);
    return body.order_id;
  }
  const price = { amount: '149.90', currency: 'EUR' };
  async function priced(): Promise<string> {
    const id = await submitted();
    const data = { order_id: id, tenant_id: 'retail', price, weight_g: 3.2, print_minutes: 42 };
    await send(orderMessage('order.priced', data, source));
    return id;
  }
  const moved = (id: string, stage: 'IN_PRODUCTION' | 'PRODUCED' | 'PACKED' | 'SHIPPED', extra = {}) =>
    send(orderMessage('order.stage_changed', { order_id: id, tenant_id: 'retail', stage, ...extra }, source));
  const stagesReported = (id: string) =>
    events.emitted.filter(({ orderId }) => orderId === id).map(({ stage, actor }) => `${stage} ${actor}`);

  it('takes an order from its placing to its closing, and tells production of each step', async () => {
    const placed = await post('/orders', order);
    expect(placed.status).toBe(201);
    expect(placed.headers.get('location')).toBe(`/orders/${placed.body.order_id}`);
    expect(placed.body).toMatchObject({ tenant_id: 'retail', stage: 'CREATED', customer, price: null });
    const id = placed.body.order_id;
    expect(id).toMatch(/^[1-9]\d{4,}$/);

    const kept = await upload(id, 'solid ring', { 'content-type': 'model/stl' });
    expect(kept.status).toBe(200);
    expect(await kept.json()).toMatchObject({ model: { bytes: 10 } });
    expect((await post(`/orders/${id}/submit`)).body).toMatchObject({ stage: 'SUBMITTED' });
    const message = await peer.received('order.submitted', id);
    expect(message.data).toMatchObject({ order_id: id, material: 'silver-925', quantity: 2 });
    expect(message.data.model_key).toMatch(/^retail\/\d+\/.+\.stl$/);

    const offer = { order_id: id, tenant_id: 'retail', price, weight_g: 3.2, print_minutes: 42 };
    await send(orderMessage('order.priced', offer, source));
    expect(await get(id)).toMatchObject({
      stage: 'PRICED',
      price,
      weight_g: 3.2,
      possible: ['pay', 'cancel'],
    });

    expect((await post(`/orders/${id}/pay`, { payment_reference: 'bank-1' })).body.stage).toBe('APPROVED');
    await peer.received('order.approved', id);
    await moved(id, 'IN_PRODUCTION');
    await moved(id, 'PRODUCED');
    await moved(id, 'PACKED');
    await moved(id, 'SHIPPED', { carrier: 'post', tracking_number: 'T-1' });
    expect(await get(id)).toMatchObject({
      stage: 'SHIPPED',
      shipping: { carrier: 'post', tracking_number: 'T-1' },
    });
    expect((await post(`/orders/${id}/close`)).body).toMatchObject({ stage: 'CLOSED', possible: [] });
    await peer.received('order.closed', id);
    await until('all is reported', () => Promise.resolve(stagesReported(id).length === 4));
    expect(stagesReported(id)).toEqual([
      'CREATED customer',
      'SUBMITTED customer',
      'APPROVED customer',
      'CLOSED customer',
    ]);
  });

  it('refuses an order that is not valid, naming each field and no value', async () => {
    const wrong = { customer: { ...customer, email: 'zinaida' }, material: 'tin', quantity: 0, note: 'x' };
    const { status, body } = await post<{ errors: { field: string }[] }>('/orders', wrong);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'invalid_request' });
    expect(body.errors.map(({ field }) => field).sort()).toEqual([
      'customer.email',
      'material',
      'note',
      'quantity',
    ]);
    expect(JSON.stringify(body)).not.toContain('zinaida');
  });

  it('asks for the model before it takes the order on', async () => {
    const { body } = await post('/orders', order);
    const refused = await post(`/orders/${body.order_id}/submit`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'model_missing' } });
    expect((await upload(body.order_id, '')).status).toBe(400);
  });

  it('takes a model of 50 MB and none larger, announced or not', async () => {
    const { body } = await post('/orders', order);
    const megabyte = new Uint8Array(1024 * 1024);
    const stream = (count: number) => {
      let left = count;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(megabyte) : controller.close()),
      });
    };
    expect((await upload(body.order_id, stream(50))).status).toBe(200);
    expect(await get(body.order_id)).toMatchObject({ model: { bytes: 50 * 1024 * 1024 } });
    const tooLarge = await upload(body.order_id, stream(51)).then(
      async (response) => ({
        status: response.status,
        code: ((await response.json()) as { code: string }).code,
      }),
      // The server may stop reading a body that it refuses.
      () => ({ status: 413, code: 'model_too_large' }),
    );
    expect(tooLarge).toEqual({ status: 413, code: 'model_too_large' });
    expect(await get(body.order_id)).toMatchObject({ model: { bytes: 50 * 1024 * 1024 } });
  });

  it('refuses a step in the wrong stage, naming the stage and what is possible', async () => {
    const id = await submitted();
    const refused = await post(`/orders/${id}/pay`, { payment_reference: 'x' });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'wrong_stage', stage: 'SUBMITTED', possible: ['cancel'] },
    });
    expect((await post(`/orders/${id}/close`)).status).toBe(409);
    expect((await upload(id, 'solid other')).status).toBe(409);
  });

  it('pays once for one Idempotency-Key, also at the same time', async () => {
    const id = await priced();
    const pay = (reference: string) =>
      post(`/orders/${id}/pay`, { payment_reference: reference }, { 'idempotency-key': 'key-1' });
    const [first, second] = await Promise.all([pay('bank-1'), pay('bank-1')]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect((await pay('bank-1')).body).toEqual(first.body);
    expect(await pay('bank-2')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await post(`/orders/${id}/pay`, { payment_reference: 'bank-1' })).status).toBe(409);
    await peer.received('order.approved', id);
    expect(
      peer.events.filter(({ type, orderid }) => type === 'order.approved' && orderid === id),
    ).toHaveLength(1);
  });

  it('cancels before production begins, and tells it only of what it knows', async () => {
    const { body } = await post('/orders', order);
    expect((await post(`/orders/${body.order_id}/cancel`)).body.stage).toBe('CANCELLED');
    expect(peer.events.some(({ orderid }) => orderid === body.order_id)).toBe(false);

    const late = await priced();
    await post(`/orders/${late}/pay`, { payment_reference: 'x' });
    await moved(late, 'IN_PRODUCTION');
    expect((await post(`/orders/${late}/cancel`)).status).toBe(409);
  });

  it('requests the cancellation of an order that production knows, and shows the answer', async () => {
    const id = await priced();
    await post(`/orders/${id}/pay`, { payment_reference: 'x' });
    const requested = { state: 'requested', reason: null, refund_due: false };
    const asked = await post(`/orders/${id}/cancel`);
    expect(asked.body).toMatchObject({ stage: 'APPROVED', cancellation: requested, possible: [] });
    const { stage_since: since } = asked.body;
    expect((await post(`/orders/${id}/cancel`)).body).toMatchObject({ cancellation: requested });
    await peer.received('order.cancellation_requested', id);
    expect(
      peer.events.filter(({ type, orderid }) => type === 'order.cancellation_requested' && orderid === id),
    ).toHaveLength(1);
    const reference = { order_id: id, tenant_id: 'retail' };
    await send(orderMessage('order.cancellation_accepted', reference, source));
    expect(await get(id)).toMatchObject({
      stage: 'CANCELLED',
      cancellation: { state: 'accepted', reason: null, refund_due: true },
    });
    expect((await get(id)).stage_since).not.toBe(since);
  });

  it('does not take a payment while a cancellation is requested', async () => {
    const id = await priced();
    await post(`/orders/${id}/cancel`);
    expect(await post(`/orders/${id}/pay`, { payment_reference: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'cancellation_requested' },
    });
    await send(orderMessage('order.cancellation_accepted', { order_id: id, tenant_id: 'retail' }, source));
    expect(await get(id)).toMatchObject({ cancellation: { state: 'accepted', refund_due: false } });
  });

  it('goes on with an order whose cancellation production has refused', async () => {
    const id = await priced();
    await post(`/orders/${id}/pay`, { payment_reference: 'x' });
    await post(`/orders/${id}/cancel`);
    const data = {
      order_id: id,
      tenant_id: 'retail',
      reason_code: 'production_has_begun',
      reason: 'It has begun.',
    };
    await send(orderMessage('order.cancellation_refused', data, source));
    expect(await get(id)).toMatchObject({
      stage: 'APPROVED',
      cancellation: { state: 'refused', reason: 'It has begun.', refund_due: false },
    });
    await moved(id, 'SHIPPED');
    expect(await get(id)).toMatchObject({ stage: 'SHIPPED', possible: ['close'] });
  });

  it('shows why an order was rejected', async () => {
    const id = await submitted();
    const data = { order_id: id, tenant_id: 'retail', reason_code: 'not_closed', reason: 'It has a hole.' };
    await send(orderMessage('order.rejected', data, source));
    expect(await get(id)).toMatchObject({
      stage: 'REJECTED',
      rejection: { reason_code: 'not_closed', reason: 'It has a hole.' },
    });
  });

  it('works once on a message that comes twice, and ignores what is overtaken', async () => {
    const id = await priced();
    await post(`/orders/${id}/pay`, { payment_reference: 'x' });
    const data = { order_id: id, tenant_id: 'retail', stage: 'PACKED' } as const;
    const message = orderMessage('order.stage_changed', data, source);
    await send(message);
    const before = await get(id);
    await send(message);
    await moved(id, 'IN_PRODUCTION');
    expect(await get(id)).toEqual(before);
    expect(before.stage).toBe('PACKED');
  });

  it('puts a message about an order it has never seen among the dead letters', async () => {
    await moved('99999', 'PRODUCED');
    const { body } = await request<{ dead_letters: unknown[] }>('GET', `${shop.url}/dead-letters`);
    expect(body.dead_letters).toContainEqual(
      expect.objectContaining({ order_id: '99999', queue: 'shop.orders', type: 'order.stage_changed' }),
    );
    expect(JSON.stringify(body)).not.toContain('"data"');
  });

  it('lists orders page by page, newest first, by stage, without customers', async () => {
    const ids = [(await post('/orders', order)).body.order_id, (await post('/orders', order)).body.order_id];
    const seen: string[] = [];
    let cursor: string | null = '';
    const page = (after: string) =>
      request<OrderList>('GET', `${shop.url}/orders?stage=CREATED&limit=1${after && `&cursor=${after}`}`);
    while (cursor !== null) {
      const { body }: { body: OrderList } = await page(cursor);
      seen.push(...body.orders.map(({ order_id }) => order_id));
      expect(JSON.stringify(body)).not.toContain('Testova');
      cursor = body.next;
    }
    expect(seen.slice(0, 2)).toEqual(ids.toReversed());
    expect(new Set(seen).size).toBe(seen.length);
    const bad = await request('GET', `${shop.url}/orders?cursor=nonsense`);
    expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('says what it does not know and what it offers', async () => {
    expect(await request('GET', `${shop.url}/orders/12345678`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await request('GET', `${shop.url}/orders/..%2F..`)).status).toBe(404);
    const { body } = await request<{ paths: object }>('GET', `${shop.url}/openapi.json`);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/orders', '/orders/{order_id}', '/orders/{order_id}/model']),
    );
    expect((await request('GET', `${shop.url}/readyz`)).body).toEqual({ status: 'ready' });
    expect((await request('GET', `${shop.url}/healthz`)).status).toBe(200);
  });

  it('loses neither message nor event when it stops while production is away', async () => {
    peer.away(true);
    const id = await submitted();
    await shop.close();
    expect(peer.events.some(({ orderid }) => orderid === id)).toBe(false);
    peer.away(false);
    shop = await start();
    await peer.received('order.submitted', id);
    await until('the events are reported', () => Promise.resolve(stagesReported(id).length === 2));
    expect((await get(id)).stage).toBe('SUBMITTED');
  });

  it('keeps trace context in the order, and customer and price out of the log', async () => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query('SELECT carrier FROM orders LIMIT 1');
    await client.end();
    expect(rows[0].carrier).toBeTypeOf('object');
    const text = lines.join('');
    expect(text).toContain('request completed');
    for (const secret of [...Object.values(customer), price.amount, 'bank-1']) {
      expect(text).not.toContain(secret);
    }
  });
});
