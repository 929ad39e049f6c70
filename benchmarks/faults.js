// Does the server find the faults of the real services? They are started as the demonstration starts them.
// Faults are injected from outside: a proxy between them, triggers in their databases, signals to their
// processes.
//
//   npm run bench -- faults [--orders 3]
//
// --orders N  orders of each kind
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DatabaseFaults } from '../demo/dist/faults/database-faults.js';
import { until, startFaultySystem } from './support/faulty-system.js';
import { faultFlow, limitsMs } from './support/fault-flow.js';
import { orderSteps } from './support/fault-steps.js';
import { report } from './support/report.js';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '3' } } });
const count = Number(values.orders);
const good = new Set(['on_track', 'slow_stage', 'closed']);
const system = await startFaultySystem(faultFlow());
const steps = orderSteps(system);
const seen = [];
let results;
let over = false;
const open = [];
const looks = lookAtAll();
const looking = setInterval(() => void steps.lookAround().catch(() => undefined), 1000);
try {
  const failing = await faultsOf('calculation-service', { table: 'calculations', orderId: 'NEW.order_id' });
  const refusing = await faultsOf('shop-api', { table: 'orders', orderId: 'NEW.order_id' });
  const ended = "CASE WHEN NEW.state IN ('COMPLETED', 'REJECTED') THEN NEW.order_id END";
  const endless = await faultsOf('calculation-service', { table: 'calculations', orderId: ended }, 'slow');
  const dropping = await faultsOf(
    'mes-api',
    { table: 'outbox', orderId: "NEW.event->>'orderid'" },
    'dropped',
  );
  const slow = await faultsOf('mes-api', { table: 'work_orders', orderId: 'NEW.order_id' }, 'slow');

  const requests = { owner: 'calculation-service', place: 'calculation.requests' };
  results = { owner: 'mes-api', place: 'mes.calculations' };
  const orders = { owner: 'mes-api', place: 'mes.orders' };
  const notConsumed = 'message_not_consumed';
  const failsInCalculation = ['failed_with_error', { owner: 'calculation-service' }];
  for (let i = 0; i < count; i++) {
    await harmed('message lost after publish', 'calculation.requests', 'lost', [notConsumed, requests]);
    await harmed('result never comes back', 'mes.calculations', 'lost', [notConsumed, results]);
    await harmed('HTTP time-out', 'mes.orders', 'timeout', [notConsumed, orders]);
    await harmed('message rejected as poison', 'calculation.requests', 'poison', [
      'message_dead_lettered',
      requests,
    ]);
    await inTable('database error', refusing, ['failed_with_error', { owner: 'shop-api' }]);
    await inTable('database error, tried again and again', failing, failsInCalculation);
    await inTable('saved, message never published', dropping, [
      'stage_overdue',
      { owner: 'mes-api', place: 'SUBMITTED' },
    ]);
    await harmed('healthy: delivered twice', 'mes.orders', 'twice');
    await harmed('healthy: retried', 'calculation.requests', 'retried');
    await harmed('healthy: context lost between two services', 'mes.orders', 'no_context');
    track('healthy', await steps.create().then(steps.submit));
  }
  const unclaimed = await produced();
  for (const id of unclaimed)
    track('nobody claims the work', id, ['stage_overdue', { owner: 'operator', place: 'APPROVED' }]);
  for (const id of await produced()) {
    await steps.claim(id);
    track('claimed and never finished', id, ['stage_overdue', { owner: 'operator', place: 'IN_PRODUCTION' }]);
  }
  for (const id of await produced()) {
    await steps.claim(id);
    await steps.complete(id);
    track('healthy: a holiday between', id);
  }
  await watchAll();

  // Disturbed telemetry, while the orders are healthy or one message is lost.
  const lateAndMixed = { delayMs: [500, 4000] };
  await disturbed('telemetry late and out of order', { 'mes-api': lateAndMixed, 'shop-api': lateAndMixed });
  const apart = { 'mes-api': { clockMs: -3000 }, 'calculation-service': { clockMs: 3000 } };
  await disturbed('clocks apart by a third of a deadline', apart);
  const farApart = { 'mes-api': { clockMs: -60_000 }, 'calculation-service': { clockMs: 60_000 } };
  // For a fast clock, the deadline is later by the same amount.
  await disturbed('clocks apart by many deadlines', farApart, 90_000);

  const silence = ['no_telemetry', { owner: 'mes-api' }];
  system.telemetry.inject('mes-api', { silent: true });
  for (let i = 0; i < count; i++)
    track('a service stops sending telemetry', await steps.create().then(steps.submit), silence);
  await watchAll();
  system.telemetry.inject('mes-api', {});

  const work = ['work_not_finished', { owner: 'calculation-service', place: 'price model' }];
  await calculating('calculation hangs', { endless, truth: work }, () =>
    system.signal('calculation-service', 'SIGSTOP'),
  );
  system.kill('calculation-service');
  await system.restart('calculation-service');
  await calculating('calculation process killed', { endless, truth: work }, () =>
    system.kill('calculation-service'),
  );

  for (let i = 0; i < count; i++) {
    const id = await steps.create();
    await slow.inject(id);
    await steps.submit(id);
    // A dead service is silent as well. The first verdict depends on how much other telemetry the service
    // sends.
    track('consumer crashed in the middle', id, [notConsumed, orders], silence);
  }
  await slow.untilAtWork(count);
  system.kill('mes-api');
  await watchAll();
  judge();
  await Promise.all([failing, refusing, endless, dropping, slow].map((faults) => faults.close()));
} finally {
  over = true;
  clearInterval(looking);
  await looks;
  await system.stop();
}

function faultsOf(service, table, fault = 'error') {
  return DatabaseFaults.open(system.databaseOf(service), { ...table, fault });
}

/** Starts to watch the order. Each truth is a code and a place; there is none for a healthy order. */
function track(kind, orderId, ...truths) {
  open.push({ kind, orderId, truths, since: Date.now(), said: [] });
}

async function harmed(kind, queue, fault, ...truths) {
  const orderId = await steps.create();
  system.proxy.inject({ queue, orderId, fault });
  await steps.submit(orderId);
  track(kind, orderId, ...truths);
}

async function inTable(kind, faults, ...truths) {
  const orderId = await steps.create();
  await faults.inject(orderId);
  // If the database refuses, the step itself fails: the customer sees the error too.
  await steps.submit(orderId).catch(() => undefined);
  track(kind, orderId, ...truths);
}

/** Paid orders that production has received. */
async function produced() {
  const ids = [];
  for (let i = 0; i < count; i++) ids.push(await steps.create().then(steps.submit));
  for (const id of ids) await steps.pay(id);
  return ids;
}

/** Healthy orders, and as many with a lost message, while telemetry is disturbed. */
async function disturbed(kind, faults, longestMs = 25_000) {
  for (const [application, fault] of Object.entries(faults)) system.telemetry.inject(application, fault);
  for (let i = 0; i < count; i++) {
    track(`healthy: ${kind}`, await steps.create().then(steps.submit));
    await harmed(`message lost, ${kind}`, 'mes.calculations', 'lost', ['message_not_consumed', results]);
  }
  await watchAll(longestMs);
  for (const application of Object.keys(faults)) system.telemetry.inject(application, {});
}

async function calculating(kind, { endless, truth }, harm) {
  for (let i = 0; i < count; i++) {
    const id = await steps.create();
    await endless.inject(id);
    await steps.submit(id);
    track(kind, id, truth);
  }
  await Promise.all(open.map(({ orderId }) => until(`${orderId} is calculated`, () => hasOpenWork(orderId))));
  harm();
  await watchAll();
}

async function hasOpenWork(orderId) {
  const journey = await get(`/orders/${orderId}/journey`).catch(() => undefined);
  return journey?.work.some((one) => one.ended_at === null) ?? false;
}

async function get(path) {
  const response = await fetch(`${system.api}/api/v1${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Polls every order from its injection on. The last verdict counts, and the first bad one is timed. */
async function lookAtAll() {
  while (!over) {
    for (const one of [...open]) await look(one);
    await sleep(100);
  }
}

/** Waits until all orders have their expected verdict, or until their time plus a reserve has passed. */
async function watchAll(longestMs = limitsMs.longest + 15_000) {
  for (const end = Date.now() + longestMs; Date.now() < end && !open.every(isFound);) await sleep(100);
  seen.push(...open.splice(0));
}

async function look(one) {
  const found = await get(`/orders/${one.orderId}`).catch(() => undefined);
  if (found === undefined) return;
  const { code = 'closed', owner, details = {} } = found.diagnosis ?? {};
  one.places = [details.destination, details.work, details.operation, details.stage];
  Object.assign(one, { code, owner, reason: found.reason });
  if (!good.has(code)) {
    one.wasCalled = code;
    if (!one.said.includes(code)) one.said.push(code);
  }
  if (one.foundMs !== undefined || !isFound(one)) return;
  one.foundMs = Date.now() - one.since;
  one.lateMs = Date.now() - dueMs(found.diagnosis, one.since);
}

/** Time at which the verdict was due: the deadline, or the end of a message's tries. */
function dueMs({ code, since, details }, sinceMs) {
  if (code === 'no_telemetry') return sinceMs + limitsMs.message;
  const allowed = {
    message_not_consumed: details.allowed_ms,
    request_not_received: details.allowed_ms,
    work_not_finished: details.allowed_ms,
    failed_with_error: limitsMs.message,
  };
  return Date.parse(since) + (allowed[code] ?? 0);
}

/** A healthy order is watched to the end. */
function isFound({ truths, code }) {
  return truths.some(([known]) => known === code);
}

function isRight({ truths, code, owner, places }) {
  return truths.some(
    ([known, at]) =>
      known === code &&
      (at.owner === undefined || at.owner === owner) &&
      (at.place === undefined || places.includes(at.place)),
  );
}

function judge() {
  const percent = (part, whole) => (100 * part.length) / whole.length;
  const faulty = seen.filter(({ truths }) => truths.length > 0);
  const called = seen.filter(({ wasCalled }) => wasCalled !== undefined);
  report('faults', 'orders', seen.length, 'orders');
  report('faults', 'recall, all kinds', percent(faulty.filter(isFound), faulty), '%');
  report('faults', 'precision, all kinds', percent(called.filter(isFound), called), '%');
  const flashed = seen.filter(({ truths, said }) =>
    said.some((code) => !truths.some(([known]) => known === code)),
  );
  report('faults', 'orders that were ever called what they are not', flashed.length, 'orders');
  for (const [kind, members] of byKind()) {
    for (const code of new Set(members.map((one) => one.code))) {
      const those = members.filter((one) => one.code === code);
      report('faults', `confusion, ${kind} -> ${code}`, those.length, 'orders');
    }
    const found = members.filter(isFound);
    if (members[0].truths.length === 0) continue;
    report('faults', `recall, ${kind}`, percent(found, members), '%');
    if (found.length === 0) continue;
    report('faults', `right place named, ${kind}`, percent(found.filter(isRight), found), '%');
    const longest = Math.max(...found.map(({ foundMs }) => foundMs));
    report('faults', `from the order's last step to the verdict, longest, ${kind}`, longest / 1000, 's');
    const late = Math.max(...found.map(({ lateMs }) => lateMs));
    report('faults', `after its deadline, longest, ${kind}`, late / 1000, 's');
  }
  for (const one of seen.filter(({ truths, wasCalled }) => truths.length === 0 && wasCalled !== undefined))
    console.error(one.kind, one.orderId, '=>', one.wasCalled, one.reason);
  for (const { kind, orderId, said } of flashed) console.error(kind, orderId, 'was called', said.join(', '));
  for (const one of faulty.filter((candidate) => !isFound(candidate) || !isRight(candidate)))
    console.error(one.kind, one.orderId, '=>', one.code, one.owner, one.places, one.reason);
}

function byKind() {
  const kinds = [...new Set(seen.map(({ kind }) => kind))];
  return kinds.map((kind) => [kind, seen.filter((one) => one.kind === kind)]);
}
