// What does merging runs save, and what does it cost? The same store before and after: files, bytes per span,
// an order's journey.
//
//   npm run bench -- merge [--spans 2000000] [--lookups 200] [--run-mib 8]
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '2000000' },
    lookups: { type: 'string', default: '200' },
    'run-mib': { type: 'string', default: '8' },
    json: { type: 'boolean' },
  },
});
const orders = Math.ceil(Number(values.spans) / spansPerOrder);
const path = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const options = { path, runMiB: Number(values['run-mib']) };

let store = await openDuckdbStore({ ...options, mergeRuns: 0 });
await append();
await store.close();
store = await openDuckdbStore({ ...options, mergeRuns: 0 });
await look('before');
await store.close();

store = await openDuckdbStore({ ...options, mergeRuns: 10 });
const before = await processorMicros();
await merged();
report(
  'merge',
  'processor time of merging, a span',
  ((await processorMicros()) - before) / Number(values.spans),
  'µs',
);
await store.close();
store = await openDuckdbStore({ ...options, mergeRuns: 0 });
await look('after');
await store.close();
await rm(path, { recursive: true });

async function append() {
  const requests = orderTraffic({ orders, spansPerRequest: 512 });
  for (let batches = []; ; batches = []) {
    for (const request of take(requests, 32)) {
      batches.push(decodeTraces(encodeTraces(request.spans), 'protobuf').batch);
      if (request.logs.length > 0) batches.push(decodeLogs(encodeLogs(request.logs), 'protobuf').batch);
    }
    if (batches.length === 0) return;
    await Promise.all(batches.map((batch) => store.append(batch)));
  }
}

/** The next `count` items; the iterator stays open. */
function take(iterator, count) {
  const taken = [];
  while (taken.length < count) {
    const { value, done } = iterator.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function runFiles() {
  return (await readdir(path)).filter((name) => name.endsWith('.ot')).length;
}

/** Waits until no file was merged for a while. */
async function merged() {
  for (let quiet = 0, files = -1; quiet < 8; await wait(1000)) {
    const names = await readdir(path);
    const now = names.filter((name) => name.endsWith('.ot')).length;
    quiet = now === files && !names.some((name) => name.endsWith('.unfinished')) ? quiet + 1 : 0;
    files = now;
  }
}

async function processorMicros() {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function look(when) {
  const { spans, bytesOnDisk } = await store.statistics();
  report('merge', `files of runs, ${when}`, await runFiles(), 'files');
  report('merge', `bytes per span on disk, ${when}`, bytesOnDisk / spans, 'B');
  report('merge', `resident memory, ${when}`, process.memoryUsage().rss / 2 ** 20, 'MiB');
  for (const round of ['first', 'again']) {
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
      if (found !== spansPerOrder) throw new Error(`${order.orderId}: ${found} spans, not ${spansPerOrder}`);
    }
    const { user, system } = process.cpuUsage(cpu);
    const what = `journey of an order, ${when}, ${round}`;
    report('merge', `${what}, processor time`, (user + system) / 1000 / times.length, 'ms');
    report('merge', `${what}, median`, percentile(times, 0.5), 'ms');
    report('merge', `${what}, p99`, percentile(times, 0.99), 'ms');
  }
}
