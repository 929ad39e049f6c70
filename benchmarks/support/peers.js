import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMicros, freePort } from './server.js';

/**
 * Similar programs, if the environment names them: Jaeger (v2) with its embedded Badger store (`JAEGER_BIN`),
 * and an OpenTelemetry Collector that batches and discards (`OTELCOL_BIN`). The Collector is built with the
 * otlp receiver, the batch processor and the nop exporter.
 */
export const peers = {
  jaeger: process.env.JAEGER_BIN,
  collector: process.env.OTELCOL_BIN,
};

/** @param {string} folder folder for its files */
export async function startJaeger(folder) {
  const [http, grpc, queryHttp, queryGrpc, health] = await freePorts(5);
  const keys = join(folder, 'keys');
  const values = join(folder, 'values');
  await mkdir(keys, { recursive: true });
  await mkdir(values, { recursive: true });
  const config = `
service:
  extensions: [jaeger_storage, jaeger_query, healthcheckv2]
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [jaeger_storage_exporter] }
  telemetry: { metrics: { level: none }, logs: { level: error } }
extensions:
  healthcheckv2: { use_v2: true, http: { endpoint: "127.0.0.1:${health}" } }
  jaeger_query:
    storage: { traces: spans }
    http: { endpoint: "127.0.0.1:${queryHttp}" }
    grpc: { endpoint: "127.0.0.1:${queryGrpc}" }
  jaeger_storage:
    backends:
      spans: { badger: { directories: { keys: "${keys}", values: "${values}" }, ephemeral: false, ttl: { spans: 87600h } } }
receivers:
${otlpReceiver(http, grpc)}
processors: { batch: }
exporters: { jaeger_storage_exporter: { trace_storage: spans } }
`;
  const peer = await startPeer({ name: 'Jaeger', bin: peers.jaeger, config, folder, otlp: http });
  const api = `http://127.0.0.1:${queryHttp}/api`;
  /** Number of spans in all traces with the order's ID in the period. */
  const order = async (orderId, { fromMillis, toMillis }) => {
    const search = new globalThis.URLSearchParams({
      service: 'mes-api',
      tags: JSON.stringify({ order_id: orderId }),
      start: String(fromMillis * 1000),
      end: String(toMillis * 1000),
      limit: '1000',
    });
    const { data } = await (await fetch(`${api}/traces?${search}`)).json();
    return (data ?? []).reduce((sum, trace) => sum + trace.spans.length, 0);
  };
  return { ...peer, order };
}

/** @param {string} folder folder for its files */
export async function startCollector(folder) {
  const [http, grpc] = await freePorts(2);
  await mkdir(folder, { recursive: true });
  const config = `
service:
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [nop] }
    logs: { receivers: [otlp], processors: [batch], exporters: [nop] }
  telemetry: { metrics: { level: none }, logs: { level: error } }
receivers:
${otlpReceiver(http, grpc)}
processors: { batch: }
exporters: { nop: }
`;
  return startPeer({ name: 'Collector', bin: peers.collector, config, folder, otlp: http });
}

function otlpReceiver(http, grpc) {
  return `  otlp: { protocols: { http: { endpoint: "127.0.0.1:${http}" }, grpc: { endpoint: "127.0.0.1:${grpc}" } } }`;
}

function freePorts(count) {
  return Promise.all(Array.from({ length: count }, freePort));
}

async function startPeer({ name, bin, config, folder, otlp }) {
  const file = join(folder, 'config.yaml');
  await writeFile(file, config);
  const child = spawn(bin, ['--config', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${otlp}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let left = 300; !(await answers(`${address}/v1/traces`)); left--) {
    if (child.exitCode !== null || left === 0) throw new Error(`${name} (${bin}) did not start`);
    await sleep(100);
  }
  return { name, pid: child.pid ?? 0, otlp: address, stop };
}

/** True for any answer: an empty request has no spans. */
async function answers(url) {
  try {
    const headers = { 'content-type': 'application/x-protobuf' };
    return (await fetch(url, { method: 'POST', headers, body: new Uint8Array(0) })).ok;
  } catch {
    return false;
  }
}

/** Waits until a process has used almost no processor time for two seconds. Returns its total. */
export async function settledCpuMicros(pid) {
  for (let before = -1e9; ;) {
    const now = cpuMicros(pid);
    if (now - before < 50_000) return now;
    before = now;
    await sleep(2000);
  }
}
