// What does the store alone cost? Processor time per appended span, an order's journey by ID, bytes on disk,
// reopening, saving and listing order states.
//
//   npm run bench -- store [--spans 1000000] [--lookups 300] [--states 100000] [--keep FOLDER]
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '1000000' },
    lookups: { type: 'string', default: '300' },
    states: { type: 'string', default: '100000' },
    keep: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const orders = Math.ceil(Number(values.spans) / spansPerOrder);
const path = values.keep ?? (await mkdtemp(join(tmpdir(), 'ordertrace-bench-')));
const appendedAtOnce = 32;

/** Processor time of this thread and of all other threads, in microseconds. */
async function cpuByThread() {
  const tasks = await readdir('/proc/self/task');
  const times = await Promise.all(
    tasks.map(async (task) => {
      const stat = await readFile(`/proc/self/task/${task}/stat`, 'utf8').catch(() => undefined);
      const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
      return { task, micros: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10_000 };
    }),
  );
  const own = times.find(({ task }) => Number(task) === process.pid)?.micros ?? 0;
  return { own, others: times.reduce((sum, { micros }) => sum + micros, 0) - own };
}

let store = await openDuckdbStore({ path });
await append();
await lookups('warm');
await store.close();

const opened = performance.now();
store = await openDuckdbStore({ path });
report('store', 'open again', performance.now() - opened, 'ms');
const { spans, bytesOnDisk } = await store.statistics();
report('store', 'bytes per span on disk, events and log records included', bytesOnDisk / spans, 'B');
await lookups('first after opening');
await searches();
await states();
await store.close();
if (values.keep === undefined) await rm(path, { recursive: true });

async function append() {
  const requests = orderTraffic({ orders, spansPerRequest: 512 });
  const before = await cpuByThread();
  let [kept, wall, own] = [0, 0, 0];
  for (;;) {
    const batches = [];
    while (batches.length < appendedAtOnce) {
      const { value, done } = requests.next();
      if (done) break;
      batches.push(decodeTraces(encodeTraces(value.spans), 'protobuf').batch);
      if (value.logs.length > 0) batches.push(decodeLogs(encodeLogs(value.logs), 'protobuf').batch);
    }
    if (batches.length === 0) break;
    const ownBefore = await cpuByThread();
    const started = performance.now();
    for (const appended of await Promise.all(batches.map((batch) => store.append(batch))))
      kept += appended.spans;
    wall += performance.now() - started;
    own += (await cpuByThread()).own - ownBefore.own;
  }
  const after = await cpuByThread();
  report('store', 'spans', kept, 'spans');
  report('store', 'appended while nothing else runs here', (kept / wall) * 1000, 'spans/s');
  report('store', 'processor time per span, caller', own / kept, 'µs');
  report('store', 'processor time per span, store', (after.others - before.others) / kept, 'µs');
  report('store', 'resident memory of the whole process', process.memoryUsage().rss / 2 ** 20, 'MiB');
}

async function lookups(when) {
  const random = randomOf(7);
  const times = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < Number(values.lookups); i++) {
    const number = Math.floor(random() * orders);
    const order = {
      tenantId: number % 5 === 0 ? `partner-${number % 4}` : 'retail',
      orderId: `B-${100_000 + number}`,
    };
    const started = performance.now();
    let found = 0;
    for await (const { spans } of store.recordsOfOrders([order])) found += spans.length;
    times.push(performance.now() - started);
    if (found !== spansPerOrder)
      throw new Error(`${order.orderId}: ${found} spans instead of ${spansPerOrder}`);
  }
  const { user, system } = process.cpuUsage(cpu);
  report(
    'store',
    `journey of an order, ${when}, processor time`,
    (user + system) / 1000 / times.length,
    'ms',
  );
  report('store', `journey of an order, ${when}, median`, percentile(times, 0.5), 'ms');
  report('store', `journey of an order, ${when}, p99`, percentile(times, 0.99), 'ms');
}

async function searches() {
  for (const [what, query] of [
    ['newest 50 spans', {}],
    ['newest 50 spans of a service and name', { service: 'mes-api', name: 'POST /prices' }],
    ['newest 50 failed spans', { status: 'error' }],
  ]) {
    const started = performance.now();
    let found = 0;
    for await (const span of store.findSpans(query)) if (++found === 50 || span.name === undefined) break;
    report('store', `${what} (${found} found)`, performance.now() - started, 'ms');
  }
}

function state(number) {
  const since = 1_790_000_000_000_000_000n + BigInt(number) * 1_000_000_007n;
  return {
    orderId: `B-${100_000 + number}`,
    tenantId: number % 5 === 0 ? `partner-${number % 4}` : 'retail',
    flow: 'manufacturer',
    stage: ['SUBMITTED', 'PRICED', 'APPROVED', 'PRODUCED'][number % 4],
    stageSinceNanos: since,
    createdNanos: since,
    firstSeenNanos: since,
    lastSeenNanos: since + 5n,
    checkNanos: since + 86_400_000_000_000n,
    diagnosis: {
      situation: number % 50 === 0 ? 'stuck' : 'on_track',
      code: number % 50 === 0 ? 'stage_overdue' : 'on_track',
      details: { stage: 'APPROVED', within_ms: 86_400_000 },
      sinceNanos: since,
      owner: 'mes-api',
      evidence: [{ type: 'transition', stage: 'APPROVED', timeNanos: since }],
      next: [{ stage: 'IN_PRODUCTION', dueNanos: since + 86_400_000_000_000n }],
    },
  };
}

async function states() {
  const many = Number(values.states);
  const batch = 10_000;
  const versions = new Map();
  const save = async (count, number) => {
    const numbers = [...new Set(Array.from({ length: count }, (_, i) => number(i)))];
    const orders = numbers.map((each) => ({ ...state(each), version: versions.get(each) }));
    await store.saveOrders({ orders });
    for (const each of numbers) versions.set(each, (versions.get(each) ?? 0) + 1);
  };
  for (let first = 0; first < many; first += batch) await save(batch, (i) => first + i);
  const timed = async (what, work) => {
    const times = [];
    for (let i = 0; i < 11; i++) {
      const started = performance.now();
      await work(i);
      times.push(performance.now() - started);
    }
    report('store', `${what}, of ${many} orders, median`, percentile(times, 0.5), 'ms');
  };
  const random = randomOf(3);
  const some = () => Math.floor(random() * many);
  await timed('save 10,000 order states', () => save(batch, some));
  await timed('save 10 order states', () => save(10, some));
  await timed('one order state', () => store.order(state(some())));
  const page = { sort: 'stage_since', descending: true, limit: 50 };
  await timed('first page of open orders', () => store.listOrders({ ...page, open: true }));
  await timed('first page of stuck orders of a tenant', () =>
    store.listOrders({ ...page, situation: 'stuck', tenantId: 'retail' }),
  );
  await timed('part of an order id', () => store.listOrders({ ...page, text: '4711' }));
  await timed('counts', () => store.countOrders({}));
  await timed('orders to check', () =>
    store.ordersToCheck({ nowNanos: 1_790_000_500_000_000_000n, limit: 100 }),
  );
}
