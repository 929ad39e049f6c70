// What would it cost to store spans as rows of a DuckDB table instead of pages by order? Both store the same
// spans, run by run and in each run by order, as in a filled store (which helps DuckDB). Measures bytes per
// span, and the time to read the spans of one order by its ID, alternating in one run.
//
// With `--containers`: the present pages in page files, LMDB, SQLite and DuckDB. Measures bytes and processor
// time per span, and the pages of one order, alternating. First:
// npm install --no-save lmdb@3.5.6 libsql@0.5.29
//
//   npm run bench -- layout [--containers] [--millions 1] [--lookups 100] [--folder KEPT]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BIGINT, BLOB, blobValue, DuckDBDataChunk, DuckDBInstance, UBIGINT, VARCHAR } from '@duckdb/node-api';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { orderHash } from '../packages/store-duckdb/dist/bytes/hash.js';
import { forEachSize, sizeOptions } from './support/bench-data.js';
import { orderOf } from './support/order-columns.js';
import { spansPerOrder } from './support/order-traffic.js';
import { checksumOf, duckdb, lmdb, pageFiles, runsOf, sqlite } from './support/page-containers.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';

const { values } = parseArgs({
  options: {
    ...sizeOptions,
    millions: { type: 'string', default: '1' },
    lookups: { type: 'string', default: '100' },
    containers: { type: 'boolean', default: false },
  },
});

/** `key`: 64 bits of the order ID, which DuckDB compares several times faster than a text. */
const columns = [
  ['key', UBIGINT, (span) => keyOf(span.orders[0]?.orderId ?? '')],
  ['order_id', VARCHAR, (span) => span.orders[0]?.orderId ?? ''],
  ['tenant_id', VARCHAR, (span) => span.orders[0]?.tenantId ?? ''],
  ['trace_high', UBIGINT, (span) => BigInt(`0x${span.traceId.slice(0, 16)}`)],
  ['trace_low', UBIGINT, (span) => BigInt(`0x${span.traceId.slice(16)}`)],
  ['span_id', UBIGINT, (span) => BigInt(`0x${span.spanId}`)],
  ['parent', UBIGINT, (span) => BigInt(`0x${span.parentSpanId ?? '0'}`)],
  ['start_nanos', BIGINT, (span) => span.startNanos],
  ['duration_nanos', BIGINT, (span) => span.durationNanos],
  ['kind', VARCHAR, (span) => span.kind],
  ['status', VARCHAR, (span) => span.status],
  ['status_code', VARCHAR, (span) => span.statusCode],
  ['name', VARCHAR, (span) => span.name],
  ['service', VARCHAR, (span) => span.service],
  ['body', BLOB, (span) => blobValue(span.body)],
];
const duckdbTypes = new Map([
  [UBIGINT, 'UBIGINT'],
  [BIGINT, 'BIGINT'],
  [VARCHAR, 'VARCHAR'],
  [BLOB, 'BLOB'],
]);

function keyOf(text) {
  let key = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++)
    key = BigInt.asUintN(64, (key ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return key;
}

async function copyRows(store, rows) {
  await rows.run(
    `CREATE TABLE spans (${columns.map(([name, type]) => `${name} ${duckdbTypes.get(type)}`).join()})`,
  );
  const appender = await rows.createAppender('spans');
  for (let after = store.positions.start; ;) {
    const { spans, position } = await store.telemetryAfter({ after, limitBytes: 4 << 20 });
    for (let at = 0; at < spans.length; at += 2048) {
      const some = spans.slice(at, at + 2048);
      const chunk = DuckDBDataChunk.create(columns.map(([, type]) => type));
      chunk.setColumns(columns.map(([, , value]) => some.map(value)));
      appender.appendDataChunk(chunk);
    }
    if (position === after) break;
    after = position;
  }
  appender.closeSync();
  await rows.run('CHECKPOINT');
}

async function compareLookups({ store, rows, orders, size }) {
  const random = randomOf(7);
  const times = { 'rows in DuckDB': [], 'pages by order': [] };
  const timed = async (what, find) => {
    const started = performance.now();
    const found = await find();
    times[what].push(performance.now() - started);
    if (found !== spansPerOrder) throw new Error(`${what}: ${found} spans instead of ${spansPerOrder}`);
  };
  for (let i = 0; i < Number(values.lookups); i++) {
    const order = orderOf(Math.floor(random() * orders));
    const sql = `SELECT * FROM spans WHERE key = ${keyOf(order.orderId)} AND order_id = '${order.orderId}'`;
    await timed('rows in DuckDB', async () => (await rows.runAndReadAll(sql)).currentRowCount);
    await timed('pages by order', async () => {
      let found = 0;
      for await (const { spans } of store.recordsOfOrders([order])) found += spans.length;
      return found;
    });
  }
  for (const [what, taken] of Object.entries(times)) {
    report('layout', `${what}, the spans of an order, median, ${size}`, percentile(taken, 0.5), 'ms');
    report('layout', `${what}, the same, p99, ${size}`, percentile(taken, 0.99), 'ms');
  }
}

async function compareRows({ data, folder, spans, orders, size }) {
  const store = await openDuckdbStore({ path: join(data, 'store') });
  const file = join(folder, 'rows.duckdb');
  const instance = await DuckDBInstance.create(file, { memory_limit: '512MiB', threads: '2' });
  const rows = await instance.connect();
  await copyRows(store, rows);
  report('layout', `rows in DuckDB, a span, ${size}`, (await stat(file)).size / spans, 'B');
  await compareLookups({ store, rows, orders, size });
  rows.closeSync();
  instance.closeSync();
  await store.close();
}

async function compareContainers({ data, folder, spans, orders, size }) {
  const runs = runsOf(join(data, 'store'));
  const containers = [
    pageFiles(join(folder, 'files'), runs),
    await lmdb(join(folder, 'lmdb'), runs),
    await sqlite(join(folder, 'sqlite-4k'), runs, 4096),
    await sqlite(join(folder, 'sqlite-1k'), runs, 1024),
    await duckdb(join(folder, 'duckdb'), runs),
  ];
  for (const container of containers) {
    const before = process.cpuUsage();
    await container.write();
    const { user, system } = process.cpuUsage(before);
    report(
      'layout',
      `${container.name}, written, a span, ${size}`,
      (user + system) / spans,
      'us of processor',
    );
    report('layout', `${container.name}, a span, ${size}`, container.bytes() / spans, 'B');
  }
  const times = await timesOf(containers, orders);
  for (const [{ name }, { wall, cpu }] of times) {
    report('layout', `${name}, the pages of an order, median, ${size}`, percentile(wall, 0.5), 'ms');
    report('layout', `${name}, the same, p99, ${size}`, percentile(wall, 0.99), 'ms');
    report('layout', `${name}, the same, processor, ${size}`, cpu / wall.length / 1000, 'ms');
  }
  for (const container of containers) await container.close();
}

async function timesOf(containers, orders) {
  const random = randomOf(7);
  const times = new Map(containers.map((container) => [container, { wall: [], cpu: 0 }]));
  for (let i = 0; i < Number(values.lookups); i++) {
    const hash = orderHash(orderOf(Math.floor(random() * orders)).orderId);
    const sums = new Set();
    for (const [container, taken] of times) {
      const before = process.cpuUsage();
      const started = performance.now();
      sums.add(checksumOf(await container.pagesOf(hash)));
      taken.wall.push(performance.now() - started);
      const { user, system } = process.cpuUsage(before);
      taken.cpu += user + system;
    }
    if (sums.size !== 1) throw new Error('The containers give different pages.');
  }
  return times;
}

await forEachSize(values, async ({ data, spans, orders, millions }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ordertrace-layout-'));
  const compare = values.containers ? compareContainers : compareRows;
  await compare({ data, folder, spans, orders, size: `${millions} M spans` });
  await rm(folder, { recursive: true });
});
