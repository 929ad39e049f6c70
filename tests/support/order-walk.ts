import type { Journey } from '@ordertrace/api';
import { ringMesh, writeStl } from '@ordertrace/geometry';
import type { System } from './system.js';
import { until } from './until.js';

/** What the customer of every order in these tests gave; none of it may be seen in telemetry. */
export const customer = {
  name: 'Zinaida Testova',
  email: 'zinaida.testova@example.com',
  phone: '+7 912 345-67-89',
  address: 'Proverochnaya 17, 620000 Yekaterinburg',
};

interface ShopOrder {
  readonly order_id: string;
  readonly stage: string;
  readonly price: { readonly amount: string; readonly currency: string } | null;
}

export async function call<T>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export function shopOrder(system: System, orderId: string): Promise<ShopOrder> {
  return call<ShopOrder>('GET', `${system.addresses.shop}/orders/${orderId}`);
}

/** Places an order with a model and submits it. */
export async function placeOrder(system: System, model: Uint8Array = ring()): Promise<string> {
  const { shop } = system.addresses;
  const { order_id: orderId } = await call<ShopOrder>('POST', `${shop}/orders`, {
    customer,
    material: 'silver-925',
    quantity: 1,
  });
  const upload = await fetch(`${shop}/orders/${orderId}/model`, {
    method: 'PUT',
    headers: { 'content-type': 'model/stl' },
    body: Buffer.from(model),
  });
  if (!upload.ok) throw new Error(`PUT model: ${upload.status} ${await upload.text()}`);
  await call('POST', `${shop}/orders/${orderId}/submit`);
  return orderId;
}

/** A ring's model, as a customer sends it. */
export function ring(): Uint8Array {
  return writeStl(ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 1.6 }), 'binary');
}

export function untilStage(system: System, orderId: string, stage: string): Promise<ShopOrder> {
  return until(`order ${orderId} is ${stage}`, async () => {
    const order = await shopOrder(system, orderId);
    return order.stage === stage && order;
  });
}

/** The steps after pricing, each by the public API of the application that takes it. */
export const steps = {
  pay: (system: System, id: string) =>
    call(
      'POST',
      `${system.addresses.shop}/orders/${id}/pay`,
      { payment_reference: 'bank-1' },
      { 'idempotency-key': id },
    ),
  claim: (system: System, id: string) =>
    until('the work order can be claimed', () =>
      call('POST', `${system.addresses.mes}/work-orders/${id}/claim`, { operator: 'olga' }).then(() => true),
    ),
  complete: (system: System, id: string) =>
    call('POST', `${system.addresses.mes}/work-orders/${id}/complete`),
  pack: (system: System, id: string) => call('POST', `${system.addresses.mes}/work-orders/${id}/pack`),
  ship: (system: System, id: string) =>
    call('POST', `${system.addresses.mes}/work-orders/${id}/ship`, {
      carrier: 'post',
      tracking_number: 'T-1',
    }),
  close: (system: System, id: string) =>
    untilStage(system, id, 'SHIPPED').then(() => call('POST', `${system.addresses.shop}/orders/${id}/close`)),
};

export async function walkToTheEnd(system: System, orderId: string): Promise<void> {
  await untilStage(system, orderId, 'PRICED');
  for (const step of Object.values(steps)) await step(system, orderId);
}

export function journeyOf(system: System, orderId: string): Promise<Journey> {
  return call<Journey>('GET', `${system.addresses.server}/api/v1/orders/${orderId}/journey`);
}

/** The journey once it shows the order closed and its telemetry has come in: nothing new for a second. */
export function settledJourney(system: System, orderId: string, stage = 'CLOSED'): Promise<Journey> {
  let before = '';
  let quietSince = Date.now();
  return until(`the journey of ${orderId} reaches ${stage}`, async () => {
    const journey = await journeyOf(system, orderId);
    const size = `${journey.traces.reduce((sum, trace) => sum + trace.span_count, 0)}/${journey.logs.length}`;
    if (size !== before) quietSince = Date.now();
    before = size;
    return journey.order.stage === stage && Date.now() - quietSince > 1500 && journey;
  });
}
