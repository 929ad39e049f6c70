import { ringMesh, writeStl } from '@ordertrace/geometry';
import { until } from './faulty-system.js';

/** Steps of customers and operators, by the services' public APIs. */
export function orderSteps({ shop, mes }) {
  const model = Buffer.from(
    writeStl(ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 1.6 }), 'binary'),
  );
  const customer = {
    name: 'Test Customer',
    email: 'test@example.com',
    phone: '+7 912 345-67-89',
    address: 'Test 1',
  };

  async function create() {
    const order = { customer, material: 'silver-925', quantity: 1 };
    const { order_id: id } = await call(`${shop}/orders`, { body: order });
    await call(`${shop}/orders/${id}/model`, { method: 'PUT', model });
    return id;
  }
  async function submit(id) {
    await call(`${shop}/orders/${id}/submit`);
    return id;
  }
  async function pay(id) {
    await until(
      `${id} is priced`,
      async () => (await call(`${shop}/orders/${id}`, { method: 'GET' })).stage === 'PRICED',
    );
    const headers = { 'idempotency-key': id };
    await call(`${shop}/orders/${id}/pay`, { body: { payment_reference: 'bank-1' }, headers });
  }
  async function claim(id) {
    const body = { operator: 'olga' };
    await until(`${id} can be claimed`, () =>
      call(`${mes}/work-orders/${id}/claim`, { body }).then(
        () => true,
        () => false,
      ),
    );
  }
  async function complete(id) {
    await call(`${mes}/work-orders/${id}/complete`, { body: { operator: 'olga' } });
  }
  /** Ordinary reads, so that each service produces telemetry. */
  async function lookAround() {
    await call(`${mes}/work-orders?limit=1`, { method: 'GET' });
    await call(`${shop}/orders/none`, { method: 'GET' }).catch(() => undefined);
  }
  return { create, submit, pay, claim, complete, lookAround };
}

async function call(url, { method = 'POST', body, model, headers = {} } = {}) {
  const type = model === undefined ? body && 'application/json' : 'model/stl';
  const response = await fetch(url, {
    method,
    headers: { ...(type && { 'content-type': type }), ...headers },
    body: model ?? (body && JSON.stringify(body)),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
