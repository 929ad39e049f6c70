import { createLogger } from '@ordertrace/instrumentation';
import { orderMessage } from '@ordertrace/messaging';
import type { RunningService } from '@ordertrace/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPeer, type Peer } from '../../../tests/support/peer.js';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { keptEvents, modelsFolder, request } from '../../../tests/support/service.js';
import { until } from '../../../tests/support/until.js';
import { startMesApi } from '../src/mes-api.js';
import { readMesConfig } from '../src/mes-config.js';

const missing = postgresMissing();
const tokens = {
  nord: 'token-of-atelier-nord',
  gold: 'token-of-goldwerk-gmbh',
  slow: 'token-of-the-slow-one',
};
const fromShop = { source: 'shop-api' };
const fromCalculation = { source: 'calculation-service' };
const price = { amount: '149.90', currency: 'EUR' };
const limit = 60;

interface OrderView {
  readonly order_id: string;
  readonly tenant_id: string;
  readonly stage: string;
  readonly stage_since: string;
  readonly possible: string[];
}

describe.skipIf(missing !== undefined)(missing ?? 'the MES API', () => {
  let postgres: TestPostgres;
  let peer: Peer;
  let mes: RunningService;
  let nextId = 40_001;
  const models = modelsFolder();
  const events = keptEvents();
  const lines: string[] = [];
  const log = createLogger({ destination: { write: (line: string) => void lines.push(line) } });

  beforeAll(async () => {
    postgres = await startPostgres();
    peer = await startPeer(['calculation.requests', 'shop.orders']);
    const config = readMesConfig({
      PORT: '0',
      DATABASE_URL: await postgres.createDatabase(),
      MODELS_URL: models.url,
      PEERS: `calculation.requests=${peer.url},shop.orders=${peer.url}`,
      PARTNER_TOKENS: `atelier-nord=${tokens.nord},goldwerk=${tokens.gold},slow=${tokens.slow}`,
      PARTNER_REQUESTS_PER_MINUTE: String(limit),
    });
    mes = await startMesApi(config, { events, log });
  }, 60_000);
  afterAll(async () => {
    await mes.close();
    await peer.close();
    await postgres.stop();
    models.remove();
  }, 30_000);

  const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request<OrderView>('POST', `${mes.url}${path}`, { body, headers });
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const send = (message: Parameters<Peer['send']>[1]) => peer.send(mes.url, message);
  const workOrder = async (id: string) => {
    const url = `${mes.url}/work-orders?tenant=retail&limit=200`;
    const { body } = await request<{ work_orders: OrderView[] }>('GET', url);
    return body.work_orders.find(({ order_id }) => order_id === id);
  };
  const stagesReported = (id: string) =>
    events.emitted.filter(({ orderId }) => orderId === id).map(({ stage, actor }) => `${stage} ${actor}`);

  const key = (id: string, tenant = 'retail') => ({ order_id: id, tenant_id: tenant });
  const completed = (id: string, tenant = 'retail') =>
    orderMessage(
      'calculation.completed',
      {
        ...key(id, tenant),
        volume_mm3: 310,
        surface_mm2: 700,
        bounding_box_mm: { x: 20, y: 20, z: 4 },
        weight_g: 3.2,
        print_minutes: 42,
        price,
      },
      fromCalculation,
    );
  const submitted = (id: string) =>
    orderMessage(
      'order.submitted',
      { ...key(id), material: 'brass', quantity: 1, model_key: `retail/${id}/a.stl` },
      fromShop,
    );

  async function approved(): Promise<string> {
    const id = String(nextId++);
    await send(submitted(id));
    await send(completed(id));
    await send(orderMessage('order.approved', key(id), fromShop));
    return id;
  }

  it('takes an order of the shop from its pricing to its shipping, and tells the shop', async () => {
    const id = String(nextId++);
    await send(submitted(id));
    const asked = await peer.received('calculation.requested', id);
    expect(asked.data).toEqual({
      ...key(id),
      material: 'brass',
      quantity: 1,
      model_key: `retail/${id}/a.stl`,
    });
    await send(completed(id));
    const offer = await peer.received('order.priced', id);
    expect(offer.data).toEqual({ ...key(id), price, weight_g: 3.2, print_minutes: 42 });
    await send(orderMessage('order.approved', key(id), fromShop));

    const claimed = await post(`/work-orders/${id}/claim`, { operator: 'olga' });
    expect(claimed.body).toMatchObject({ stage: 'IN_PRODUCTION', operator: 'olga', possible: ['complete'] });
    expect((await post(`/work-orders/${id}/complete`)).body.stage).toBe('PRODUCED');
    expect((await post(`/work-orders/${id}/pack`)).body.stage).toBe('PACKED');
    const parcel = { carrier: 'post', tracking_number: 'T-1' };
    expect((await post(`/work-orders/${id}/ship`, parcel)).body.stage).toBe('SHIPPED');
    await until('the shop knows', () =>
      Promise.resolve(
        peer.events.some(
          ({ orderid, type, data }) =>
            orderid === id && type === 'order.stage_changed' && (data as OrderView).stage === 'SHIPPED',
        ),
      ),
    );
    const changes = peer.events.filter(
      ({ orderid, type }) => orderid === id && type === 'order.stage_changed',
    );
    expect(changes.map(({ data }) => data)).toEqual([
      { ...key(id), stage: 'IN_PRODUCTION' },
      { ...key(id), stage: 'PRODUCED' },
      { ...key(id), stage: 'PACKED' },
      { ...key(id), stage: 'SHIPPED', ...parcel },
    ]);
    await send(orderMessage('order.closed', key(id), fromShop));
    expect(await workOrder(id)).toMatchObject({ stage: 'CLOSED', shipping: parcel });
    await until('all is reported', () => Promise.resolve(stagesReported(id).length === 5));
    expect(stagesReported(id)).toEqual([
      'PRICED system',
      'IN_PRODUCTION operator',
      'PRODUCED operator',
      'PACKED operator',
      'SHIPPED operator',
    ]);
  });

  it('lets one operator claim an order, of two at the same time', async () => {
    const id = await approved();
    const claim = (operator: string) => post(`/work-orders/${id}/claim`, { operator });
    const answers = await Promise.all([claim('olga'), claim('pjotr')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.body).toMatchObject({ code: 'already_claimed' });
    const winner = answers[0].status === 200 ? 'olga' : 'pjotr';
    expect((await claim(winner)).status).toBe(200);
    expect(stagesReported(id).filter((line) => line.startsWith('IN_PRODUCTION'))).toHaveLength(1);
  });

  it('refuses steps that are not due, naming what is', async () => {
    const id = await approved();
    expect(await post(`/work-orders/${id}/pack`)).toMatchObject({
      status: 409,
      body: { code: 'wrong_stage', stage: 'APPROVED', possible: ['claim'] },
    });
    expect((await post(`/work-orders/${id}/ship`, { carrier: 'post' })).status).toBe(400);
    expect((await post('/work-orders/99999999/claim', { operator: 'olga' })).status).toBe(404);
  });

  it('hands on why a model was rejected', async () => {
    const id = String(nextId++);
    await send(submitted(id));
    const data = { ...key(id), reason_code: 'not_closed', reason: 'It has a hole.' };
    await send(orderMessage('calculation.rejected', data, fromCalculation));
    expect((await peer.received('order.rejected', id)).data).toEqual(data);
    expect(await workOrder(id)).toMatchObject({ stage: 'REJECTED' });
  });

  const cancelling = (id: string) => orderMessage('order.cancellation_requested', key(id), fromShop);
  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('accepts a cancellation until production begins, and refuses a result that comes after it', async () => {
    const id = String(nextId++);
    await send(submitted(id));
    await send(cancelling(id));
    await peer.received('order.cancellation_accepted', id);
    await send(completed(id));
    expect(await workOrder(id)).toMatchObject({ stage: 'CANCELLED', possible: [] });
    await until('it is reported', () => Promise.resolve(stagesReported(id).length === 1));
    expect(stagesReported(id)).toEqual(['CANCELLED customer']);
    expect(logged()).toContainEqual(
      expect.objectContaining({
        msg: 'message refused by the order',
        message_type: 'calculation.completed',
        stage: 'CANCELLED',
        reason_code: 'no_result_expected',
      }),
    );
  });

  it('refuses a cancellation once production has begun, with the reason, and goes on', async () => {
    const id = await approved();
    await post(`/work-orders/${id}/claim`, { operator: 'olga' });
    await post(`/work-orders/${id}/complete`);
    await post(`/work-orders/${id}/pack`);
    await post(`/work-orders/${id}/ship`, { carrier: 'post', tracking_number: 'T-1' });
    await send(cancelling(id));
    expect((await peer.received('order.cancellation_refused', id)).data).toEqual({
      ...key(id),
      reason_code: 'production_has_begun',
      reason: 'Production of the order has begun, so it can no longer be cancelled.',
    });
    expect(await workOrder(id)).toMatchObject({ stage: 'SHIPPED' });
    expect(logged()).toContainEqual(
      expect.objectContaining({ message_type: 'order.cancellation_requested', stage: 'SHIPPED' }),
    );
  });

  it('decides once, with one time, of a claim and a cancellation at the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      const id = await approved();
      const [claimed] = await Promise.all([
        post(`/work-orders/${id}/claim`, { operator: 'olga' }),
        send(cancelling(id)),
      ]);
      const order = await workOrder(id);
      expect(order?.stage).toBe(claimed.status === 200 ? 'IN_PRODUCTION' : 'CANCELLED');
      const reported = await until('the last stage is reported', () => {
        const own = events.emitted.filter(({ orderId }) => orderId === id);
        return Promise.resolve(own.length === 2 && own);
      });
      expect(reported.map(({ stage }) => stage)).toEqual(['PRICED', order?.stage]);
      expect(reported[1]?.at.toISOString()).toBe(order?.stage_since);
    }
  });

  it('works once on a message that comes twice', async () => {
    const id = String(nextId++);
    const message = submitted(id);
    await send(message);
    await send(message);
    await send(submitted(id));
    const result = completed(id);
    await Promise.all([send(result), send(result)]);
    await peer.received('order.priced', id);
    const count = (type: string) =>
      peer.events.filter((event) => event.type === type && event.orderid === id).length;
    expect([count('calculation.requested'), count('order.priced')]).toEqual([1, 1]);
    expect(stagesReported(id).filter((line) => line.startsWith('PRICED'))).toHaveLength(1);
  });

  it('takes a message that overtook its order once the order is there', async () => {
    const id = String(nextId++);
    const early = send(cancelling(id));
    await send(submitted(id));
    await early;
    await until('it is handled', async () => (await workOrder(id))?.stage === 'CANCELLED');
  });

  describe('for partners', () => {
    const body = { material: 'gold-585', quantity: 2, reference: 'N-7' };

    it('asks for a token', async () => {
      for (const headers of [{}, as('wrong-token-of-someone'), { authorization: tokens.nord }]) {
        expect(await post('/partner/orders', body, headers)).toMatchObject({
          status: 401,
          body: { code: 'unauthorized' },
        });
      }
      expect(JSON.stringify(lines)).not.toContain('wrong-token-of-someone');
    });

    it('takes an order from its placing to its closing', async () => {
      const me = as(tokens.nord);
      const placed = await post('/partner/orders', body, me);
      expect(placed).toMatchObject({ status: 201, body: { tenant_id: 'atelier-nord', stage: 'CREATED' } });
      const id = placed.body.order_id;
      expect(await post(`/partner/orders/${id}/submit`, undefined, me)).toMatchObject({
        status: 409,
        body: { code: 'model_missing' },
      });
      const kept = await fetch(`${mes.url}/partner/orders/${id}/model`, {
        method: 'PUT',
        body: 'solid ring',
        headers: me,
      });
      expect(kept.status).toBe(200);
      expect((await post(`/partner/orders/${id}/submit`, undefined, me)).body.stage).toBe('SUBMITTED');
      const asked = await peer.received('calculation.requested', id);
      expect(asked.data).toMatchObject({ tenant_id: 'atelier-nord', material: 'gold-585', quantity: 2 });
      await send(completed(id, 'atelier-nord'));
      const mine = await request('GET', `${mes.url}/partner/orders/${id}`, { headers: me });
      expect(mine.body).toMatchObject({ stage: 'PRICED', price, reference: 'N-7' });

      const approval = { purchase_order: 'PO-1' };
      const sameKey = { ...me, 'idempotency-key': 'k' };
      expect((await post(`/partner/orders/${id}/approve`, approval, sameKey)).body.stage).toBe('APPROVED');
      expect((await post(`/partner/orders/${id}/approve`, approval, sameKey)).status).toBe(200);
      await post(`/work-orders/${id}/claim`, { operator: 'olga' });
      await post(`/work-orders/${id}/complete`);
      await post(`/work-orders/${id}/pack`);
      await post(`/work-orders/${id}/ship`, { carrier: 'post', tracking_number: 'T-2' });
      const closed = await post(`/partner/orders/${id}/close`, undefined, me);
      expect(closed.body).toMatchObject({ stage: 'CLOSED', shipping: { tracking_number: 'T-2' } });
      expect(closed.body).not.toHaveProperty('operator');
      expect(peer.events.some(({ orderid, type }) => orderid === id && type.startsWith('order.'))).toBe(
        false,
      );
      await until('all is reported', () => Promise.resolve(stagesReported(id).length === 9));
      expect(stagesReported(id)).toEqual([
        'CREATED partner',
        'SUBMITTED partner',
        'PRICED system',
        'APPROVED partner',
        'IN_PRODUCTION operator',
        'PRODUCED operator',
        'PACKED operator',
        'SHIPPED operator',
        'CLOSED partner',
      ]);
    });

    it('shows no partner anything of another', async () => {
      const { body: mine } = await post('/partner/orders', body, as(tokens.nord));
      const theirs = as(tokens.gold);
      const url = `${mes.url}/partner/orders`;
      expect((await request('GET', `${url}/${mine.order_id}`, { headers: theirs })).status).toBe(404);
      for (const step of ['submit', 'cancel', 'close']) {
        expect((await post(`/partner/orders/${mine.order_id}/${step}`, undefined, theirs)).status).toBe(404);
      }
      const model = { method: 'PUT', body: 'solid', headers: theirs };
      expect((await fetch(`${url}/${mine.order_id}/model`, model)).status).toBe(404);
      const { body: list } = await request('GET', url, { headers: theirs });
      expect(list).toEqual({ orders: [], next: null });
      const shopOrder = await approved();
      expect((await request('GET', `${url}/${shopOrder}`, { headers: theirs })).status).toBe(404);
    });

    it('places one order for one Idempotency-Key', async () => {
      const headers = { ...as(tokens.nord), 'idempotency-key': 'place-1' };
      const [first, second] = [
        await post('/partner/orders', body, headers),
        await post('/partner/orders', body, headers),
      ];
      expect(second.body).toEqual(first.body);
      expect((await post('/partner/orders', { ...body, quantity: 3 }, headers)).status).toBe(422);
      const other = await post('/partner/orders', body, { ...as(tokens.gold), 'idempotency-key': 'place-1' });
      expect(other.status).toBe(201);
    });

    it('limits each in rate, not the others', async () => {
      const ask = () => request('GET', `${mes.url}/partner/orders`, { headers: as(tokens.slow) });
      const answers = await Promise.all(Array.from({ length: limit + 5 }, ask));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(5);
      expect(refused[0]?.body).toMatchObject({ code: 'too_many_requests' });
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await request('GET', `${mes.url}/partner/orders`, { headers: as(tokens.gold) })).status).toBe(
        200,
      );
    });

    it('asks back where an id belongs to several tenants', async () => {
      const { body: mine } = await post('/partner/orders', body, as(tokens.gold));
      await send(submitted(mine.order_id));
      expect(await post(`/work-orders/${mine.order_id}/claim`, { operator: 'olga' })).toMatchObject({
        status: 409,
        body: { code: 'order_ambiguous', tenants: ['goldwerk', 'retail'] },
      });
      const named = await post(`/work-orders/${mine.order_id}/claim?tenant=retail`, { operator: 'olga' });
      expect(named.body).toMatchObject({ code: 'wrong_stage', stage: 'SUBMITTED' });
    });
  });

  it('keeps prices, operators and tokens out of the log', () => {
    const text = lines.join('');
    expect(text).toContain('request completed');
    for (const secret of ['149.90', 'olga', 'PO-1', ...Object.values(tokens)])
      expect(text).not.toContain(secret);
  });
});
