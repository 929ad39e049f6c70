import { join } from 'node:path';
import { orderTraffic, spansPerOrder } from './order-traffic.js';
import { peers, settledCpuMicros, startCollector, startJaeger } from './peers.js';
import { percentile, report } from './report.js';
import { cpuMicros, residentMiB } from './server.js';

/**
 * Measures the peers that are on this machine with the same traffic, and the ratio to the server's figures.
 * @param {{ folder: string, orders: number, asked: string[], post: (url: string, body: Uint8Array) => Promise<void>,
 *   encodeTraces: (spans: object[]) => Uint8Array, ours: { cpuPerSpan: number, lookupMs: number } }} comparison
 */
export async function comparePeers(comparison) {
  if (peers.collector !== undefined) await compareCollector(comparison);
  if (peers.jaeger !== undefined) await compareJaeger(comparison);
}

async function compareCollector(comparison) {
  const peer = await startCollector(join(comparison.folder, 'collector'));
  try {
    await compareIngest(peer, comparison);
  } finally {
    await peer.stop();
  }
}

async function compareJaeger(comparison) {
  const peer = await startJaeger(join(comparison.folder, 'jaeger'));
  try {
    const span = await compareIngest(peer, comparison);
    await compareLookups(peer, comparison, span);
  } finally {
    await peer.stop();
  }
}

/**
 * Only traces: a trace store keeps no log records. Returns the start times of the first and the last span.
 */
async function compareIngest(peer, { orders, post, encodeTraces, ours }) {
  const before = await settledCpuMicros(peer.pid);
  let spans = 0;
  let last = 0n;
  let first = 2n ** 63n;
  for (const request of orderTraffic({ orders })) {
    await post(`${peer.otlp}/v1/traces`, encodeTraces(request.spans));
    spans += request.spans.length;
    for (const { startNanos } of request.spans) {
      if (startNanos < first) first = startNanos;
      if (startNanos > last) last = startNanos;
    }
  }
  report(
    'ingest',
    `${peer.name}, CPU per span until acknowledged`,
    (cpuMicros(peer.pid) - before) / spans,
    'µs',
  );
  const perSpan = ((await settledCpuMicros(peer.pid)) - before) / spans;
  report('ingest', `${peer.name}, CPU per span until it is idle again`, perSpan, 'µs');
  report('ingest', `${peer.name}, its CPU per span by ours`, perSpan / ours.cpuPerSpan, '×');
  report('ingest', `${peer.name}, resident memory`, residentMiB(peer.pid), 'MiB');
  return { fromMillis: Number(first / 1_000_000n) - 1000, toMillis: Number(last / 1_000_000n) + 1000 };
}

/** Jaeger requires a service and a time range; both are as wide as necessary. */
async function compareLookups(peer, { asked, ours }, range) {
  const times = [];
  let whole = 0;
  for (const orderId of asked) {
    const started = performance.now();
    const found = await peer.order(orderId, range);
    times.push(performance.now() - started);
    if (found === spansPerOrder) whole++;
  }
  const median = percentile(times, 0.5);
  report('lookup', `${peer.name}, all traces that carry an order's id, median`, median, 'ms');
  report('lookup', `${peer.name}, the same, p99`, percentile(times, 0.99), 'ms');
  report('lookup', `${peer.name}, of ${asked.length} asked for, found whole`, whole, 'orders');
  report('lookup', `${peer.name}, its median by ours`, median / ours.lookupMs, '×');
}
