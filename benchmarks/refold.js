// How much memory and processor time does an upgrade that judges otherwise take? All orders are folded and
// judged again.
//
//   npm run bench -- refold [--spans 1000000]
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { report } from './support/report.js';
import { metric, post } from './support/requests.js';
import { cpuMicros, residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({ options: { spans: { type: 'string', default: '1000000' } } });
const orders = Math.ceil(Number(values.spans) / spansPerOrder);
const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const traffic = orderTraffic({ orders });

/** A second in which the process works less than this share is quiet. */
const quietShare = 0.1;
const quietSeconds = 8;

/** Waits until the server has nothing to do. Resolves with its highest resident memory until then. */
async function rested(server) {
  let highest = 0;
  for (let quiet = 0; quiet < quietSeconds;) {
    const before = cpuMicros(server.pid);
    await sleep(1000);
    highest = Math.max(highest, residentMiB(server.pid));
    quiet = cpuMicros(server.pid) - before < quietShare * 1e6 ? quiet + 1 : 0;
  }
  return highest;
}

let server = await startServer(data);
async function send() {
  for (const { spans, logs } of traffic) {
    await post(`${server.otlp}/v1/traces`, encodeTraces(spans));
    if (logs.length > 0) await post(`${server.otlp}/v1/logs`, encodeLogs(logs));
  }
}
await Promise.all([send(), send()]);
await rested(server);
await server.stop();

for (const [name, change] of [
  ['with the same rules', undefined],
  ['with other rules: all folded and judged again', 'other rules\n'],
]) {
  if (change !== undefined) await writeFile(join(data, 'flows.sha256'), change);
  const from = performance.now();
  server = await startServer(data);
  const highest = await rested(server);
  report('refold', `resident memory, highest, started ${name}`, highest, 'MiB');
  report('refold', `processor time, started ${name}`, cpuMicros(server.pid) / 1e6, 's');
  report('refold', `until quiet, started ${name}`, (performance.now() - from) / 1000 - quietSeconds, 's');
  report(
    'refold',
    `orders, started ${name}`,
    await metric(server.api, 'ordertrace_store_items{item="orders"}'),
    'orders',
  );
  await server.stop();
}
await rm(data, { recursive: true });
