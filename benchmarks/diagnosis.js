// Does the server find all faults, without false alarms? Orders with known faults, and healthy orders with
// harmless disturbances, are sent as OTLP to the real server. Its verdicts are compared with the truth.
//
//   npm run bench -- diagnosis [--orders 2000] [--live 5] [--wrong]
//
// --live N  also sends N orders of each kind with a deadline during the run: how soon are they found?
// --wrong   prints every order with a wrong verdict
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { manufacturerFlow } from '@ordertrace/flow';
import { nanosFromMillis } from '@ordertrace/model';
import { OtlpSender } from '../demo/dist/past/otlp-sender.js';
import { knownOrders, ordersDueAt } from './support/known-orders.js';
import { percentile, report } from './support/report.js';
import { startServer } from './support/server.js';
import { sendSignsOfLife } from './support/signs-of-life.js';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000' },
    live: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    wrong: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const flow = manufacturerFlow();
const seed = Number(values.seed);
const neverAborted = globalThis.AbortSignal.timeout(3_600_000);
const good = new Set(['on_track', 'slow_stage', 'closed']);
const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const server = await startServer(data);
const sender = new OtlpSender(server.otlp, neverAborted);
try {
  const orders = knownOrders({ flow, count: Number(values.orders), seed, until: Date.now() });
  const sentMs = await send(orders);
  const settledMs = await settled(orders.length);
  report('diagnosis', 'last verdict changed after the last order was sent', settledMs - sentMs, 'ms');
  judge(await verdicts(orders));
  if (Number(values.live) > 0) await watchLive();
} finally {
  await server.stop();
  await rm(data, { recursive: true });
}

/** Returns the time of the last acknowledgement. */
async function send(orders) {
  const together = 40;
  for (let i = 0; i < orders.length; i += together) {
    const telemetry = { spans: [], logs: [] };
    for (const order of orders.slice(i, i + together)) {
      telemetry.spans.push(...order.telemetry.spans);
      telemetry.logs.push(...order.telemetry.logs);
    }
    await sender.send(telemetry);
  }
  return Date.now();
}

/**
 * Waits until all orders are known and no verdict has changed for forty seconds: the end of an outage's
 * telemetry is awaited for twenty. Returns the time of the last change.
 */
async function settled(count) {
  let since = Date.now();
  for (let before = ''; Date.now() - since < 40_000;) {
    await sleep(1000);
    const { counts } = await get('/orders/counts');
    const now = JSON.stringify(counts);
    const known = counts.reduce((sum, row) => sum + row.count, 0);
    if (now !== before || known < count) since = Date.now();
    before = now;
  }
  return since;
}

async function get(path) {
  const response = await fetch(`${server.api}/api/v1${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function verdict(order) {
  const found = await get(`/orders/${order.orderId}?tenant=${order.tenantId}`);
  const { code = 'closed', owner, details = {} } = found.diagnosis ?? {};
  const place = details.destination ?? details.work ?? details.cause_operation ?? details.stage;
  const operation = details.operation ?? place;
  return { order, code, owner, places: [place, operation], reason: found.reason };
}

async function verdicts(orders) {
  const found = [];
  for (let i = 0; i < orders.length; i += 8) {
    found.push(...(await Promise.all(orders.slice(i, i + 8).map(verdict))));
  }
  return found;
}

function isFound({ order: { truth }, code }) {
  return truth === undefined ? good.has(code) : code === truth.code;
}

function isPlaceRight({ order: { truth }, owner, places }) {
  if (truth.owner !== undefined && truth.owner !== owner) return false;
  return truth.place === undefined || places.includes(truth.place);
}

function judge(all) {
  const share = (part, whole) => (whole.length === 0 ? NaN : (100 * part.length) / whole.length);
  const bad = all.filter(({ code }) => !good.has(code));
  const faulty = all.filter(({ order }) => order.truth !== undefined);
  report('diagnosis', 'orders', all.length, 'orders');
  report('diagnosis', 'recall, all kinds', share(faulty.filter(isFound), faulty), '%');
  report('diagnosis', 'precision, all kinds', share(bad.filter(isFound), bad), '%');
  for (const code of new Set(faulty.map(({ order }) => order.truth.code))) {
    const said = all.filter((one) => one.code === code);
    report('diagnosis', `precision, ${code}`, share(said.filter(isFound), said), '%');
  }
  const kinds = groupBy(all, ({ order }) => order.kind);
  for (const [kind, members] of [...kinds].sort()) {
    const found = members.filter(isFound);
    const isFault = members[0].order.truth !== undefined;
    if (isFault) report('diagnosis', `recall, ${kind}`, share(found, members), '%');
    else leftAlone(kind, members);
    if (isFault)
      report('diagnosis', `right place named, ${kind}`, share(found.filter(isPlaceRight), found), '%');
  }
  confusion(kinds);
  if (!values.wrong) return;
  for (const one of all.filter(
    (candidate) => !isFound(candidate) || (candidate.order.truth && !isPlaceRight(candidate)),
  ))
    console.error(one.order.kind, one.order.orderId, '=>', one.code, one.owner, one.places, one.reason);
}

/** Closed orders have no verdict, so only open ones can be wrong. */
function leftAlone(kind, members) {
  const open = members.filter(({ code }) => code !== 'closed');
  report(
    'diagnosis',
    `left alone of the open ones, ${kind}`,
    (100 * open.filter(isFound).length) / open.length,
    '%',
  );
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Count of each verdict, one line per kind. */
function confusion(kinds) {
  for (const [kind, members] of [...kinds].sort()) {
    for (const [code, those] of groupBy(members, (one) => one.code)) {
      report('diagnosis', `confusion, ${kind} -> ${code}`, those.length, 'orders');
    }
  }
}

/** Delay from each fault's deadline until the API reports it. */
async function watchLive() {
  const stopSigns = sendSignsOfLife(sender, ['shop-api', 'mes-api', 'calculation-service']);
  await untilDueAreFound();
  stopSigns();
}

async function untilDueAreFound() {
  const dueMs = Date.now() + 30_000;
  const dueNanos = nanosFromMillis(dueMs);
  const plan = { flow, count: Number(values.live), seed: seed + 1, until: Date.now(), dueNanos };
  const open = new Map(ordersDueAt(plan).map((order) => [order.orderId, order]));
  await send([...open.values()]);
  report('diagnosis', 'orders watched as their deadline passes', open.size, 'orders');
  const lateness = new Map();
  let early = 0;
  while (open.size > 0 && Date.now() < dueMs + 60_000) {
    for (const one of await verdicts([...open.values()].slice(0, 40)).catch(() => [])) {
      if (good.has(one.code)) continue;
      if (Date.now() < dueMs) early++;
      open.delete(one.order.orderId);
      lateness.set(one.order.kind, [...(lateness.get(one.order.kind) ?? []), Date.now() - dueMs]);
    }
    await sleep(100);
  }
  for (const [kind, times] of lateness)
    report(
      'diagnosis',
      `found after its deadline, ${kind}, longest, asked every 0.1 s`,
      percentile(times, 1),
      'ms',
    );
  report('diagnosis', 'called wrong before the deadline', early, 'orders');
  report('diagnosis', 'not found within a minute of the deadline', open.size, 'orders');
}
