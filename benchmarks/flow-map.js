// Map, stage percentiles and variants over many transitions, in a store like the server's.
// npm run bench -- flow-map [--transitions 10000000] [--rounds 3] [--csv FILE]
// --csv FILE also writes the transitions for another tool. SQL generates the histories in the row format of
// `saveOrders`, because generating them one by one takes longer than all queries together.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { variantId } from '@ordertrace/model';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { percentile, report } from './support/report.js';

const { values } = parseArgs({
  options: {
    transitions: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    csv: { type: 'string' },
  },
});
const usual = 'CREATED SUBMITTED PRICED APPROVED IN_PRODUCTION PRODUCED PACKED SHIPPED CLOSED'.split(' ');
const exits = ['REJECTED', 'CANCELLED'];
const texts = [...usual, ...exits, 'shop-api', 'mes-api'];
const shop = new Set(['CREATED', 'SUBMITTED', 'APPROVED', 'CLOSED']);
const again = ['IN_PRODUCTION', 'PRODUCED'];

/** Variants, and the number of each in 1,000 orders. Open orders have a part of a variant. */
const ways = [
  [560, usual],
  [90, [...usual.slice(0, 6), ...again, ...usual.slice(6)]],
  [40, [...usual.slice(0, 6), ...again, ...again, ...usual.slice(6)]],
  [20, [...usual.slice(0, 6), ...again, ...again, ...again, ...usual.slice(6)]],
  [30, [...usual.slice(0, 2), 'REJECTED']],
  [60, [...usual.slice(0, 3), 'CANCELLED']],
  ...usual.slice(0, -1).map((_, i) => [25, usual.slice(0, i + 1)]),
];
const stepsAWay = ways.reduce((sum, [share, way]) => sum + share * way.length, 0) / 1000;
const begin = 1_760_000_000_000_000_000n;
const nowNanos = begin + 400n * 86_400_000_000_000n;

/**
 * Times between steps follow the distribution of waiting times: many short, few very long, nine hours on
 * average.
 */
const step = `(-ln(1 - (hash(o * 100 + n) % 1000003) / 1000004.0) * 9 * 3600 * 1e9)::BIGINT`;

async function fill(folder, orders) {
  await (await openDuckdbStore({ path: folder })).close();
  const instance = await DuckDBInstance.create(join(folder, 'store.duckdb'), {
    threads: '2',
    memory_limit: '512MiB',
  });
  const connection = await instance.connect();
  const run = (sql) => connection.run(sql);
  await run(`INSERT INTO flow_texts VALUES ${texts.map((text, i) => `(${i}, '${text}')`).join()}`);
  const list = (names) => `[${names.map((name) => texts.indexOf(name)).join()}]`;
  const servicesOf = (way) => way.map((stage) => (shop.has(stage) ? 'shop-api' : 'mes-api'));
  const stays = (services) => services.filter((service, i) => service !== services[i - 1]);
  let upTo = 0;
  const rows = ways.map(([share, way]) => {
    const from = upTo;
    upTo += share;
    const services = servicesOf(way);
    const variants = `${BigInt(`0x${variantId(way)}`)}::UBIGINT, ${BigInt(`0x${variantId(stays(services))}`)}::UBIGINT`;
    const open = !['CLOSED', ...exits].includes(way.at(-1));
    return `(${from}, ${upTo}, ${open}, ${variants}, ${list(way)}, ${list(services)})`;
  });
  await run(`CREATE TEMP TABLE ways AS SELECT * FROM (VALUES ${rows.join()})
    AS w(from_share, to_share, open, variant, service_variant, activities, services)`);
  for (let from = 0; from < orders; from += 100_000) {
    const to = Math.min(orders, from + 100_000);
    await run(`INSERT INTO order_histories
      WITH picked AS (SELECT o, w.*, list_transform(range(0, len(activities)), lambda n: ${step}) AS gaps
        FROM range(${from}, ${to}) t(o) JOIN ways w ON hash(o) % 1000 >= from_share AND hash(o) % 1000 < to_share),
      timed AS (SELECT *, list_transform(range(1, len(gaps) + 1),
        lambda i: ${begin} + o * 30000000000 + list_sum(gaps[1:i])::BIGINT) AS times FROM picked)
      SELECT hash(o), 'tenant-' || (o % 20), (100000 + o)::VARCHAR, 'manufacturer', 'live', open, variant,
        service_variant, times[1], times[-1], activities[-1], activities, services, NULL, NULL, times FROM timed`);
  }
  if (values.csv !== undefined)
    await run(`COPY (SELECT "case:concept:name", text AS "concept:name", make_timestamp(nanos // 1000) AS "time:timestamp"
      FROM (SELECT order_id AS "case:concept:name", unnest(activities) AS id, unnest(times) AS nanos FROM order_histories)
      JOIN flow_texts USING (id)) TO '${values.csv}' (HEADER)`);
  const reader = await connection.runAndReadAll('SELECT sum(len(activities))::BIGINT FROM order_histories');
  await run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  return Number(reader.getRows()[0]?.[0]);
}

async function measure(name, ask) {
  const wall = [];
  const cpu = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    await ask();
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  report('flow-map', `${name}, median`, percentile(wall, 0.5), 'ms');
  report('flow-map', `${name}, processor, median`, percentile(cpu, 0.5), 'ms');
}

const folder = await mkdtemp(join(tmpdir(), 'flow-map-'));
try {
  const transitions = await fill(folder, Math.round(Number(values.transitions) / stepsAWay));
  report('flow-map', 'transitions', transitions, '1');
  const store = await openDuckdbStore({ path: folder });
  const level = 'stage';
  await measure('map', () => store.flow('map', { filter: {}, level }));
  await measure('stages', () => store.flow('stages', { filter: {}, level, nowNanos }));
  await measure('variants', () => store.flow('variants', { filter: {}, level, offset: 0, limit: 50 }));
  await measure('lead times', () => store.flow('leadTimes', { filter: {}, level, interval: 'week' }));
  await measure('map of one tenant', () => store.flow('map', { filter: { tenantId: 'tenant-3' }, level }));
  await measure('map of services', () => store.flow('map', { filter: {}, level: 'service' }));
  report('flow-map', 'resident memory', process.memoryUsage().rss / (1 << 20), 'MiB');
  report('flow-map', 'bytes on disk a transition', (await store.statistics()).bytesOnDisk / transitions, 'B');
  await store.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
