// How long do the situations of a million open orders take, at the server's start and after changes? The
// states are in the store; a start counts them and computes none.
//
// The last line is the verdict on one order of many spans, from its stored bytes.
//
//   npm run bench -- watch [--orders 1000000] [--changed 500] [--spans 5000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, foldOrder, nanosFromMillis, orderKnowledge, ReceiptLedger } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { spanAt } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { foldContext } from '../apps/server/dist/fold/fold-context.js';
import { FoldStep } from '../apps/server/dist/fold/fold-step.js';
import { ServiceSigns } from '../apps/server/dist/fold/service-signs.js';
import { storedHopSpan } from '../apps/server/dist/telemetry/stored-hop-span.js';
import { orderTraffic, spansPerStep } from './support/order-traffic.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    changed: { type: 'string', default: '500' },
    spans: { type: 'string', default: '5000' },
    json: { type: 'boolean' },
  },
});
const orders = Number(values.orders);
const changed = Number(values.changed);
const path = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const flow = manufacturerFlow();
const hourNanos = nanosFromMillis(3_600_000);
const startNanos = nanosFromMillis(Date.now()) - 24n * 30n * hourNanos;
let nowNanos = nanosFromMillis(Date.now());
const random = randomOf(11);
const stages = [
  'CREATED',
  'SUBMITTED',
  'PRICED',
  'APPROVED',
  'IN_PRODUCTION',
  'PRODUCED',
  'PACKED',
  'SHIPPED',
];

let store = await openDuckdbStore({ path });
await saveAll();
await store.close();

const opened = await timed(async () => {
  store = await openDuckdbStore({ path });
});
report('watch', `store of ${orders} open orders opened`, opened.ms, 'ms');
const first = await timed(() => store.countOrders({ open: true }));
report('watch', `situations of ${orders} open orders, the first time after a start`, first.ms, 'ms');
await times('the same again, median', 15, () => store.countOrders({ open: true }));
await times('orders whose time has come, median', 15, () => store.ordersToCheck({ nowNanos, limit: 50 }));
await change();
await times('situations after the changes, median', 15, () => store.countOrders({ open: true }));
await store.close();
await rm(path, { recursive: true });
judgeLarge(Number(values.spans));

/** Saves the orders as the server does: folded from their events. */
async function saveAll() {
  const cpu = process.cpuUsage();
  let folding = 0;
  const atOnce = 10_000;
  for (let from = 0; from < orders; from += atOnce) {
    const before = process.cpuUsage();
    const states = Array.from({ length: Math.min(atOnce, orders - from) }, (_, i) => stateOf(from + i));
    folding += micros(process.cpuUsage(before));
    await store.saveOrders({ orders: states });
  }
  report('watch', 'processor time an order, folded from its events', folding / orders, 'µs');
  report('watch', 'processor time an order, folded and saved', micros(process.cpuUsage(cpu)) / orders, 'µs');
}

function stateOf(i) {
  const ref = { tenantId: i % 5 === 0 ? `partner-${i % 4}` : 'retail', orderId: `O-${i}` };
  const reached = 1 + Math.floor(random() * stages.length);
  let timeNanos = startNanos + BigInt(Math.floor(random() * 2e15));
  const events = stages.slice(0, reached).map((stage) => {
    timeNanos += BigInt(Math.floor(random() * 1e14));
    return { type: 'transition', ...ref, stage, timeNanos, service: 'mes-api' };
  });
  const [firstSeenNanos, lastSeenNanos] = [events[0].timeNanos, timeNanos];
  const state = foldOrder({ ref, events, firstSeenNanos, lastSeenNanos, flow, nowNanos });
  return { ...state, checkNanos: nowNanos + 240n * hourNanos };
}

/**
 * One further step for each of the selected orders, about 60 orders per request: folded, judged and saved.
 */
async function change() {
  const context = foldContext({ store, flows: flowsOf([flow]), now: () => nowNanos });
  const clock = () => Number(nowNanos / 1_000_000n);
  const step = new FoldStep({ context, signs: new ServiceSigns(), clock });
  let { position } = await step.run(await store.savedPosition());
  const traffic = orderTraffic({ orders: changed, together: changed, startNanos: nowNanos - hourNanos });
  const total = { ms: 0, cpuMs: 0 };
  for (let sent = 0; sent < changed * 8;) {
    const { value } = traffic.next();
    sent += value.spans.length;
    await store.append(decodeTraces(encodeTraces(value.spans), 'protobuf').batch);
    if (value.logs.length > 0) await store.append(decodeLogs(encodeLogs(value.logs), 'protobuf').batch);
    const spent = await timed(async () => {
      ({ position } = await step.run(position));
      nowNanos += nanosFromMillis(15_000);
      for (let more = true; more;) ({ position, moreDue: more } = await step.run(position));
    });
    total.ms += spent.ms;
    total.cpuMs += spent.cpuMs;
  }
  report('watch', 'a changed order folded, judged by its spans and saved', total.ms / changed, 'ms');
  report('watch', 'the same, processor time', total.cpuMs / changed, 'ms');
  const left = await store.ordersToCheck({ nowNanos, limit: 1 });
  if (left.length > 0) throw new Error(`${left[0].orderId} was not judged`);
}

/** The verdict on one order with that many spans, from its stored bytes. The median of several runs. */
function judgeLarge(count) {
  const ref = { tenantId: 'retail', orderId: 'large' };
  const orders = Math.ceil(count / spansPerStep);
  const firstNanos = nowNanos - hourNanos;
  const spans = [];
  for (const request of orderTraffic({ orders, together: orders, startNanos: firstNanos })) {
    spans.push(...request.spans);
    if (spans.length >= count) break;
  }
  const named = spans.slice(0, count).map((span) => {
    const attributes = new Map([...span.attributes, ['order_id', ref.orderId], ['tenant_id', ref.tenantId]]);
    return { ...span, attributes };
  });
  const { batch } = decodeTraces(encodeTraces(named), 'protobuf');
  const stored = Array.from({ length: batch.spans.length }, (_, row) => spanAt(batch, row));
  const seen = { firstSeenNanos: firstNanos, lastSeenNanos: nowNanos };
  const input = { ref, events: [], flow, nowNanos };
  const runs = Array.from({ length: 15 }, () => {
    const begun = process.cpuUsage();
    const hopSpans = stored.map((span) => storedHopSpan(span, flow.itemKeys));
    const read = process.cpuUsage();
    const knowledge = orderKnowledge({ ...input, spans: hopSpans, coverage: new ReceiptLedger() });
    foldOrder({ ...input, ...seen, knowledge });
    const judged = process.cpuUsage(read);
    return { judgedMs: micros(judged) / 1000, allMs: micros(process.cpuUsage(begun)) / 1000 };
  });
  const median = (of) => percentile(runs.map(of), 0.5);
  const what = `verdict on an order of ${count} spans, processor time, median`;
  report(
    'watch',
    what,
    median(({ judgedMs }) => judgedMs),
    'ms',
  );
  report(
    'watch',
    `${what}, its stored bytes decoded`,
    median(({ allMs }) => allMs),
    'ms',
  );
}

async function timed(work) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  return { ms: performance.now() - started, cpuMs: micros(process.cpuUsage(cpu)) / 1000 };
}

async function times(what, count, work) {
  const all = [];
  for (let i = 0; i < count; i++) all.push((await timed(work)).ms);
  report('watch', what, percentile(all, 0.5), 'ms');
}

function micros({ user, system }) {
  return user + system;
}
