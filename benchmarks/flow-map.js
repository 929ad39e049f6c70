// Map, stage percentiles and variants over many transitions, in a store as the server has it.
// npm run bench -- flow-map [--transitions 10000000] [--rounds 3] [--csv FILE]
// --csv FILE writes the same transitions for another tool, and stops.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { percentile, report } from './support/report.js';
import { randomOf } from './support/random.js';

const { values } = parseArgs({
  options: {
    transitions: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    csv: { type: 'string' },
  },
});
const hour = 3_600_000_000_000;
const begin = 1_760_000_000_000_000_000n;
const usual = [
  'CREATED',
  'SUBMITTED',
  'PRICED',
  'APPROVED',
  'IN_PRODUCTION',
  'PRODUCED',
  'PACKED',
  'SHIPPED',
  'CLOSED',
];
const services = [
  'shop-api',
  'mes-api',
  'mes-api',
  'shop-api',
  'mes-api',
  'mes-api',
  'mes-api',
  'mes-api',
  'shop-api',
];
const random = randomOf(7);

/** Mostly the usual way; some rejected, cancelled, made again once or more often, and some on their way. */
function stagesOf() {
  const kind = random();
  if (kind < 0.03) return [...usual.slice(0, 2), 'REJECTED'];
  if (kind < 0.08) return [...usual.slice(0, 3), 'CANCELLED'];
  const again = random() < 0.15 ? 1 + Math.floor(random() * 3) : 0;
  const made = Array.from({ length: again }, () => ['IN_PRODUCTION', 'PRODUCED']).flat();
  const way = [...usual.slice(0, 6), ...made, ...usual.slice(6)];
  return kind < 0.18 ? way.slice(0, 1 + Math.floor(random() * (way.length - 1))) : way;
}

function historyOf(index) {
  const stages = stagesOf();
  let time = begin + BigInt(index) * 30_000_000_000n;
  const steps = stages.map((activity) => {
    time += BigInt(Math.floor(-Math.log(1 - random()) * 9 * hour));
    return {
      activity,
      service: services[usual.indexOf(activity)] ?? 'mes-api',
      resource: '',
      timeNanos: time,
    };
  });
  const open = !['CLOSED', 'REJECTED', 'CANCELLED'].includes(stages.at(-1));
  const tenantId = `tenant-${index % 20}`;
  return { tenantId, orderId: `${100_000 + index}`, flow: 'manufacturer', source: 'live', open, steps };
}

function* batches(transitions) {
  for (let index = 0, done = 0; done < transitions;) {
    const histories = [];
    while (histories.length < 5000 && done < transitions) {
      const history = historyOf(index++);
      histories.push(history);
      done += history.steps.length;
    }
    yield histories;
  }
}

async function writeCsv(path, transitions) {
  const file = createWriteStream(path);
  file.write('case:concept:name,concept:name,time:timestamp\n');
  for (const histories of batches(transitions)) {
    const rows = histories.flatMap(({ orderId, steps }) =>
      steps.map(
        ({ activity, timeNanos }) =>
          `${orderId},${activity},${new Date(Number(timeNanos / 1_000_000n)).toISOString()}\n`,
      ),
    );
    if (!file.write(rows.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
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
  report('flow-map', `${name}, first`, wall[0], 'ms');
  report('flow-map', `${name}, median`, percentile(wall, 0.5), 'ms');
  report('flow-map', `${name}, processor, median`, percentile(cpu, 0.5), 'ms');
}

const transitions = Number(values.transitions);
if (values.csv !== undefined) {
  await writeCsv(values.csv, transitions);
} else {
  const folder = await mkdtemp(join(tmpdir(), 'flow-map-'));
  try {
    const store = await openDuckdbStore({ path: folder });
    const started = performance.now();
    let orders = 0;
    for (const histories of batches(transitions)) {
      await store.saveOrders({ orders: [], histories, commit: BigInt(++orders) });
    }
    report('flow-map', 'filled', (performance.now() - started) / 1000, 's');
    const nowNanos = begin + 400n * 24n * BigInt(hour);
    const level = 'stage';
    await measure('map', () => store.flow('map', { filter: {}, level }));
    await measure('stages', () => store.flow('stages', { filter: {}, level, nowNanos }));
    await measure('variants', () => store.flow('variants', { filter: {}, level, offset: 0, limit: 50 }));
    await measure('lead times', () => store.flow('leadTimes', { filter: {}, level, interval: 'week' }));
    await measure('map of one tenant', () => store.flow('map', { filter: { tenantId: 'tenant-3' }, level }));
    await measure('map of services', () => store.flow('map', { filter: {}, level: 'service' }));
    report('flow-map', 'resident memory', process.memoryUsage().rss / (1 << 20), 'MiB');
    report(
      'flow-map',
      'bytes on disk a transition',
      (await store.statistics()).bytesOnDisk / transitions,
      'B',
    );
    await store.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
