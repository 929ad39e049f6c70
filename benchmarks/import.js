// How long does the import of a log of past orders take, from the first byte sent to durable, and how much
// memory? How soon are all its orders in the lists?
//
//   npm run bench -- import [--events 300000] [--format csv|xes|ocel|all]
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { writeCsv, writeOcel, writeXes } from '@ordertrace/event-logs';
import { randomOf } from './support/random.js';
import { report } from './support/report.js';
import { cpuMicros, residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '300000' },
    format: { type: 'string', default: 'all' },
    json: { type: 'boolean' },
  },
});
const writers = { csv: writeCsv, xes: writeXes, ocel: writeOcel };
const formats = values.format === 'all' ? Object.keys(writers) : [values.format];
const stages = 'CREATED SUBMITTED PRICED APPROVED IN_PRODUCTION PRODUCED PACKED SHIPPED CLOSED'.split(' ');
const dayNanos = 86_400_000_000_000n;

/** Orders of three to nine steps over 300 days. */
async function* pastOrders(count) {
  const random = randomOf(7);
  let left = count;
  for (let number = 1; left > 0; number++) {
    let timeNanos = 1_735_689_600_000_000_000n + BigInt(Math.floor(random() * 300 * 86_400)) * 1_000_000_000n;
    const steps = Math.min(left, 3 + Math.floor(random() * 7));
    const events = stages.slice(0, steps).map((activity) => {
      timeNanos += BigInt(Math.floor(random() * 3 * 86_400_000)) * 1_000_000n + dayNanos / 24n;
      return { activity, timeNanos, resource: `operator-${Math.floor(random() * 20)}` };
    });
    left -= steps;
    yield [{ orderId: `P-${number}`, tenantId: 'retail', events }];
  }
}

async function measure(format) {
  const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
  const file = join(data, `log.${format}`);
  await pipeline(Readable.from(writers[format](pastOrders(Number(values.events)))), createWriteStream(file));
  const server = await startServer(join(data, 'store'));
  const tell = (metric, value, unit) => report('import', `${format}: ${metric}`, value, unit);
  tell('resident memory before', residentMiB(server.pid), 'MiB');
  let peakMiB = 0;
  const sampling = setInterval(() => (peakMiB = Math.max(peakMiB, residentMiB(server.pid))), 100);
  const cpuBefore = cpuMicros(server.pid);
  const started = performance.now();
  const response = await fetch(`${server.api}/api/v1/import?log=past&id=${randomUUID()}`, {
    method: 'POST',
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  });
  const answer = await response.json();
  if (answer.kept !== Number(values.events)) throw new Error(JSON.stringify(answer));
  tell('size of the file', Math.round((await stat(file)).size / 1e5) / 10, 'MB');
  tell('sent, checked and durable', (performance.now() - started) / 1000, 's');
  tell('processor time until then', (cpuMicros(server.pid) - cpuBefore) / 1e6, 's');
  for (let known = 0; known < answer.orders;) {
    const { counts } = await (await fetch(`${server.api}/api/v1/orders/counts`)).json();
    known = counts.reduce((sum, { count }) => sum + count, 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  tell('all orders in the lists', (performance.now() - started) / 1000, 's');
  tell('processor time until then, lists included', (cpuMicros(server.pid) - cpuBefore) / 1e6, 's');
  clearInterval(sampling);
  tell('highest resident memory', peakMiB, 'MiB');
  await server.stop();
  await rm(data, { recursive: true });
}

for (const format of formats) await measure(format);
