// Do the three services lose, double or invent anything when they are killed? Customers and operators take
// random steps while services, RabbitMQ and PostgreSQL are killed with -9 and started again. In the end all
// messages must be delivered, both databases must have the same legal stages, and every acknowledged step
// must be there. Ends with 1 otherwise.
//
//   npm run bench -- services --kill [--seconds 60] [--actors 12] [--life 4] [--seed 1] [--push]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ringMesh, writeStl } from '@ordertrace/geometry';
import { randomOf } from './support/random.js';
import { report } from './support/report.js';
import { faultsIn, settled } from './support/service-judge.js';
import { isReady, startBroker, startPostgres, startServices, untilTrue } from './support/service-parts.js';

const { values } = parseArgs({
  options: {
    kill: { type: 'boolean' },
    seconds: { type: 'string', default: '60' },
    actors: { type: 'string', default: '12' },
    life: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    push: { type: 'boolean', default: false },
  },
});
const random = randomOf(Number(values.seed));
const pick = (list) => list[Math.floor(random() * list.length)];
const model = writeStl(ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 1.6 }), 'binary');
const customer = { name: 'A', email: 'a@example.com', phone: '+49 30 1234567', address: 'Somewhere 1' };

const folder = await mkdtemp(join(tmpdir(), 'ordertrace-services-'));
const postgres = await startPostgres(folder);
const broker = values.push ? undefined : await startBroker(folder);
const { parts, addresses } = await startServices({ folder, urlOf: postgres.urlOf, brokerUrl: broker?.url });
const all = [...parts, postgres.part, ...(broker === undefined ? [] : [broker.part])];
const { 'shop-api': shop, 'mes-api': mes } = addresses;

const counts = { calls: 0, refused: 0, unanswered: 0 };
const acknowledged = [];
const orders = [];
let isOver = false;

/** Resolves with the answer's body if the call was acknowledged. */
async function call(method, url, { body, headers = {}, raw } = {}) {
  counts.calls++;
  try {
    const type = raw === undefined ? { 'content-type': 'application/json' } : { 'content-type': 'model/stl' };
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url, {
      method,
      headers: { ...(content !== undefined && type), ...headers },
      body: content,
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    if (response.status < 500) counts.refused++;
    else counts.unanswered++;
  } catch {
    counts.unanswered++;
  }
  await sleep(50);
  return undefined;
}

async function place() {
  const body = { customer, material: 'brass', quantity: 1 };
  const placed = await call('POST', `${shop}/orders`, { body });
  if (placed === undefined) return;
  const orderId = placed.order_id;
  acknowledged.push({ orderId, stage: 'CREATED' });
  orders.push(orderId);
  if (random() < 0.9) await call('PUT', `${shop}/orders/${orderId}/model`, { raw: model });
}

const stepStages = { submit: 'SUBMITTED', pay: 'APPROVED', close: 'CLOSED' };
async function shopStep(step) {
  const orderId = pick(orders);
  if (orderId === undefined) return;
  const pay = {
    body: { payment_reference: `bank-${orderId}` },
    headers: { 'idempotency-key': `pay-${orderId}` },
  };
  const one = () => call('POST', `${shop}/orders/${orderId}/${step}`, step === 'pay' ? pay : {});
  const answers = await Promise.all(step === 'pay' ? [one(), one()] : [one()]);
  const stage = stepStages[step];
  if (stage !== undefined && answers.some((answer) => answer !== undefined))
    acknowledged.push({ orderId, stage });
}

const productionSteps = {
  APPROVED: ['claim', 'IN_PRODUCTION'],
  IN_PRODUCTION: ['complete', 'PRODUCED'],
  PRODUCED: ['pack', 'PACKED'],
  PACKED: ['ship', 'SHIPPED'],
};
async function produce() {
  const stage = pick(Object.keys(productionSteps));
  const list = await call('GET', `${mes}/work-orders?stage=${stage}&limit=50`);
  const found = pick(list?.work_orders ?? []);
  if (found === undefined) return;
  const [step, next] = productionSteps[stage];
  const bodies = {
    claim: { operator: pick(['olga', 'ivan']) },
    ship: { carrier: 'c', tracking_number: 't' },
  };
  // Now and then, the customer cancels at the same moment.
  const cancels = stage === 'APPROVED' && random() < 0.3;
  const [moved] = await Promise.all([
    call('POST', `${mes}/work-orders/${found.order_id}/${step}`, { body: bodies[step] }),
    cancels && call('POST', `${shop}/orders/${found.order_id}/cancel`),
  ]);
  if (moved !== undefined) acknowledged.push({ orderId: found.order_id, stage: next });
}

async function act() {
  while (!isOver) {
    const chance = random();
    if (orders.length < 5 || chance < 0.15) await place();
    else if (chance < 0.55) await shopStep(pick(['submit', 'pay', 'submit', 'pay', 'close']));
    else if (chance < 0.6) await shopStep('cancel');
    else await produce();
  }
}

async function killAtRandom() {
  let kills = 0;
  while (!isOver) {
    await sleep(random() * Number(values.life) * 1000);
    const part = pick(all);
    if (isOver) break;
    await part.kill();
    await sleep(random() * 1500);
    part.start();
    kills++;
  }
  return kills;
}

const name = values.push || broker === undefined ? 'services push' : 'services rabbitmq';
try {
  for (const address of Object.values(addresses))
    await untilTrue(`${address} is ready`, () => isReady(address));
  const actors = Array.from({ length: Number(values.actors) }, act);
  const killing = values.kill ? killAtRandom() : Promise.resolve(0);
  await sleep(Number(values.seconds) * 1000);
  isOver = true;
  const [kills] = await Promise.all([killing, ...actors]);
  for (const address of Object.values(addresses))
    await untilTrue(`${address} is ready again`, () => isReady(address));
  await settled(postgres.urlOf);
  const judged = await faultsIn(postgres.urlOf, acknowledged);
  for (const fault of judged.faults) console.error(fault);
  report(name, `seed ${values.seed}`, kills, 'kills');
  report(name, 'operations', counts.calls, 'calls');
  report(name, 'without an answer', counts.unanswered, 'unanswered');
  report(name, 'orders', judged.orders, 'orders');
  report(name, 'stages recorded', judged.transitions, 'transitions');
  report(name, 'lost, doubled, illegal or different', judged.faults.length, 'faults');
  process.exitCode = judged.faults.length === 0 ? 0 : 1;
} finally {
  for (const part of all) await part.stop();
  broker?.endNames();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
