// How long does the server block other requests during long work? A separate process polls /healthz every 100
// ms, while orders are sent, imported, exported, searched, counted and erased. Also for the most expensive
// requests that a sender can make.
//
//   npm run bench -- stall [--events 100000]
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fork } from 'node:child_process';
import { encodeTraces, tracesToJson } from '@ordertrace/otlp';
import { writeCsv } from '@ordertrace/event-logs';
import { report } from './support/report.js';
import { cpuMicros, startServer } from './support/server.js';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, json: { type: 'boolean' } },
});
const stages = 'CREATED SUBMITTED PRICED APPROVED IN_PRODUCTION PRODUCED PACKED SHIPPED CLOSED'.split(' ');

async function* pastOrders(events) {
  for (let number = 0; number < events / stages.length; number++) {
    const startNanos = 1_735_689_600_000_000_000n + BigInt(number) * 60_000_000_000n;
    yield [
      {
        orderId: `P-${number}`,
        tenantId: 'retail',
        events: stages.map((activity, i) => ({
          activity,
          timeNanos: startNanos + BigInt(i) * 3_600_000_000_000n,
        })),
      },
    ];
  }
}

function spansOf(count, attributesOf) {
  const resource = { attributes: new Map([['service.name', 'mes-api']]) };
  const scope = { name: 'bench', version: '', attributes: new Map() };
  return Array.from({ length: count }, (_, i) => ({
    traceId: (i + 1).toString(16).padStart(32, '0'),
    spanId: (i + 1).toString(16).padStart(16, '0'),
    traceState: '',
    flags: 1,
    name: 'POST /orders',
    kind: 'server',
    durationNanos: 1_000_000n,
    startNanos: BigInt(Date.now()) * 1_000_000n,
    status: 'unset',
    statusMessage: '',
    events: [],
    links: [],
    resource,
    scope,
    attributes: attributesOf(i),
  }));
}

const typical = (i) =>
  new Map([
    ['order_id', `S-${i >> 3}`],
    ['tenant_id', 'retail'],
    ...Array.from({ length: 10 }, (_, key) => [`http.request.header.${key}`, 'a value of usual length']),
  ]);
const distinct = (count) => (i) =>
  new Map(Array.from({ length: count }, (_, key) => [`key.${i}.${key}`, 'v']));

const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const server = await startServer(data);

async function send(body, type) {
  const headers = { 'content-type': type };
  const response = await fetch(`${server.otlp}/v1/traces`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
async function read(path, options) {
  const response = await fetch(`${server.api}/api/v1${path}`, options);
  await response.arrayBuffer();
  return response.status;
}
const json = (body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const csv = (chunks) => ({
  method: 'POST',
  headers: { 'content-type': 'text/csv' },
  body: Readable.toWeb(Readable.from(chunks)),
  duplex: 'half',
});
const wide = `order_id,activity,timestamp,${Array.from({ length: 40_000 }, (_, i) => `c${i}`).join()}\n`;

const work = {
  'send 60,000 spans in one request': () =>
    send(encodeTraces(spansOf(60_000, typical)), 'application/x-protobuf'),
  'send 20,000 spans as JSON': () =>
    send(JSON.stringify(tracesToJson(spansOf(20_000, typical))), 'application/json'),
  'send a span of a million keys': () =>
    send(encodeTraces(spansOf(1, distinct(1e6))), 'application/x-protobuf'),
  'send 500 spans of a thousand keys': () =>
    send(encodeTraces(spansOf(500, distinct(1000))), 'application/x-protobuf'),
  'import of past orders': () => read('/import?log=past', csv(writeCsv(pastOrders(Number(values.events))))),
  'import of 40,000 columns': () => read('/import?log=wide&dry_run=true', csv([wide])),
  'export of all': () => read('/export?format=csv'),
  'export of a source': () => read('/export?format=csv&source=live'),
  search: () => read('/orders?q=P-99&limit=200'),
  counts: () => read('/orders/counts'),
  'process map': () => read('/flow/map'),
  variants: () => read('/flow/variants'),
  'erase a text': () => read('/erase', json({ matching: 'nobody-has-this-text', dry_run: false })),
};

const probe = fork(new URL('./support/probe.js', import.meta.url), [`${server.api}/healthz`, server.pid]);
await once(probe, 'message');
async function mostSinceLast() {
  probe.send('read');
  const [most] = await once(probe, 'message');
  return most;
}

const longest = { gapMs: 0, cpuMs: 0 };
for (const [name, run] of Object.entries(work)) {
  await sleep(500);
  await mostSinceLast();
  const cpuBefore = cpuMicros(server.pid);
  const started = performance.now();
  const status = await run();
  report('stall', `${name}: status`, status, '');
  report('stall', `${name}: took`, (performance.now() - started) / 1000, 's');
  report('stall', `${name}: processor time`, (cpuMicros(server.pid) - cpuBefore) / 1e6, 's');
  await sleep(300);
  const { gapMs, cpuMs } = await mostSinceLast();
  longest.gapMs = Math.max(longest.gapMs, gapMs);
  longest.cpuMs = Math.max(longest.cpuMs, cpuMs);
  report('stall', `${name}: longest gap`, gapMs, 'ms');
  report('stall', `${name}: main thread's processor time between two answers, at most`, cpuMs, 'ms');
}
report('stall', 'longest gap of all', longest.gapMs, 'ms');
report('stall', "main thread's processor time between two answers, at most", longest.cpuMs, 'ms');
probe.kill();
await server.stop();
await rm(data, { recursive: true });
