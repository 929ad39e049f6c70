// How much server CPU does a span cost, from OTLP/HTTP protobuf to durable? How fast is an order's journey
// found, how many bytes does a span take, how soon is the server ready after a restart?
//
//   npm run bench -- ingest [--spans 1000000] [--senders 2] [--keep FOLDER]
//
// If JAEGER_BIN or OTELCOL_BIN names a peer's program, it gets the same traffic in the same run
// (support/peers.js).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { comparePeers } from './support/compare-peers.js';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';
import { metric, post } from './support/requests.js';
import { cpuByThreads, cpuMicros, residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '1000000' },
    senders: { type: 'string', default: '2' },
    lookups: { type: 'string', default: '200' },
    keep: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const orders = Math.ceil(Number(values.spans) / spansPerOrder);
const data = values.keep ?? (await mkdtemp(join(tmpdir(), 'ordertrace-bench-')));

let server = await startServer(data);
const requests = orderTraffic({ orders });
let spans = 0;
const cpuBefore = cpuMicros(server.pid);
const started = performance.now();
let peakMiB = 0;
/**
 * After this number the server's code is compiled. The later spans show the cost of a long-running server.
 */
const warmSpans = 200_000;
let warm;

async function send() {
  for (;;) {
    const { value, done } = requests.next();
    if (done) return;
    spans += value.spans.length;
    await post(`${server.otlp}/v1/traces`, encodeTraces(value.spans));
    if (value.logs.length > 0) await post(`${server.otlp}/v1/logs`, encodeLogs(value.logs));
    if (warm === undefined && spans >= warmSpans) warm = { spans, cpu: cpuMicros(server.pid) };
    peakMiB = Math.max(peakMiB, residentMiB(server.pid));
  }
}
await Promise.all(Array.from({ length: Number(values.senders) }, send));
const seconds = (performance.now() - started) / 1000;
const ingestCpu = cpuMicros(server.pid) - cpuBefore;
report('ingest', 'spans', spans, 'spans');
report('ingest', 'server CPU per span until acknowledged', ingestCpu / spans, 'µs');
if (warm !== undefined && spans > 2 * warm.spans) {
  const cpu = cpuBefore + ingestCpu - warm.cpu;
  report('ingest', `the same, of those after the first ${warmSpans}`, cpu / (spans - warm.spans), 'µs');
}
for (const [thread, cpu] of cpuByThreads(server.pid))
  report('ingest', `of it since the start: ${thread}`, cpu / spans, 'µs');
report('ingest', 'rate with the generator on the same cores', spans / seconds, 'spans/s');

await folded(server.api);
const cpuPerSpan = (cpuMicros(server.pid) - cpuBefore) / spans;
report('ingest', 'server CPU per span with orders folded', cpuPerSpan, 'µs');
report('ingest', 'resident memory, highest', Math.max(peakMiB, residentMiB(server.pid)), 'MiB');

const lookupMs = await lookups('warm', server.api);
const stored = await metric(server.api, 'ordertrace_store_bytes');
await server.stop();
report('disk', 'bytes per span, all indexes and order states', stored / spans, 'B');

server = await startServer(data);
report('start', `ready with ${spans} spans`, server.readyAfterMs, 'ms');
await lookups('after restart', server.api);
await server.stop();
const random = randomOf(7);
const asked = Array.from({ length: 50 }, () => `B-${100_000 + Math.floor(random() * orders)}`);
await comparePeers({ folder: data, orders, asked, post, encodeTraces, ours: { cpuPerSpan, lookupMs } });
if (values.keep === undefined) await rm(data, { recursive: true });

/** Waits until every order's state is saved. */
async function folded(api) {
  while ((await metric(api, 'ordertrace_store_items{item="orders"}')) < orders) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function lookups(when, api) {
  const random = randomOf(7);
  const times = [];
  for (let i = 0; i < Number(values.lookups); i++) {
    const order = `B-${100_000 + Math.floor(random() * orders)}`;
    const from = performance.now();
    const response = await fetch(`${api}/api/v1/orders/${order}/journey`);
    const journey = await response.json();
    times.push(performance.now() - from);
    const found = journey.traces.reduce((sum, trace) => sum + trace.span_count, 0);
    if (found !== spansPerOrder) throw new Error(`${order}: ${found} spans instead of ${spansPerOrder}`);
  }
  report('lookup', `whole journey over HTTP, ${when}, median`, percentile(times, 0.5), 'ms');
  report('lookup', `whole journey over HTTP, ${when}, p99`, percentile(times, 0.99), 'ms');
  return percentile(times, 0.5);
}
