// Does the server's memory fall after a bulk? How much of it is garbage?
//
//   npm run bench -- memory [--spans 400000] [--rest 60]
//
// A bulk of orders is sent, all of them are folded, then nothing happens for some seconds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { orderTraffic, spansPerOrder } from './support/order-traffic.js';
import { report } from './support/report.js';
import { metric, post } from './support/requests.js';
import { residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    spans: { type: 'string', default: '400000' },
    rest: { type: 'string', default: '60' },
  },
});
const orders = Math.ceil(Number(values.spans) / spansPerOrder);
const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const server = await startServer(data);
const requests = orderTraffic({ orders });
let highest = 0;

/** @param {string} when */
async function reportMemory(when) {
  const now = residentMiB(server.pid);
  report('memory', `resident memory, ${when}`, now, 'MiB');
  for (const name of ['heap_size_used', 'heap_size_total', 'external_memory'])
    report(
      'memory',
      `main thread's ${name}, ${when}`,
      (await metric(server.api, `nodejs_${name}_bytes`)) / 2 ** 20,
      'MiB',
    );
}

async function send() {
  for (const { spans, logs } of requests) {
    await post(`${server.otlp}/v1/traces`, encodeTraces(spans));
    if (logs.length > 0) await post(`${server.otlp}/v1/logs`, encodeLogs(logs));
    highest = Math.max(highest, residentMiB(server.pid));
  }
}

await reportMemory('ready');
await Promise.all([send(), send()]);
while ((await metric(server.api, 'ordertrace_store_items{item="orders"}')) < orders) {
  highest = Math.max(highest, residentMiB(server.pid));
  await sleep(200);
}
report('memory', 'resident memory, highest', highest, 'MiB');
await reportMemory('all orders folded');
await sleep(Number(values.rest) * 1000);
await reportMemory(`${values.rest} s later`);
await server.stop();
await rm(data, { recursive: true });
