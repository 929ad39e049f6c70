// How soon is the server ready with a large store: a million open orders, and millions of spans?
//
//   npm run bench -- start [--millions 1,10] [--orders 1000000] [--times 5] [--folder KEPT]
import { parseArgs } from 'node:util';
import { forEachSize, sizeOptions } from './support/bench-data.js';
import { dropPageCache } from './support/page-cache.js';
import { percentile, report } from './support/report.js';
import { cpuMicros, residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    ...sizeOptions,
    orders: { type: 'string', default: '1000000' },
    times: { type: 'string', default: '5' },
  },
});
const states = Number(values.orders);

await forEachSize(
  values,
  async ({ data, millions }) => {
    const size = `${millions} M spans, ${states} open orders`;
    const wasDropped = dropPageCache();
    report('start', `ready, ${wasDropped ? 'cold' : 'first'}, ${size}`, (await start(data)).ms, 'ms');
    const starts = [];
    for (let i = 0; i < Number(values.times); i++) starts.push(await start(data));
    report(
      'start',
      `ready, again, median, ${size}`,
      percentile(
        starts.map(({ ms }) => ms),
        0.5,
      ),
      'ms',
    );
    report(
      'start',
      `processor time until ready, ${size}`,
      percentile(
        starts.map(({ cpu }) => cpu),
        0.5,
      ),
      'ms',
    );
    report(
      'start',
      `resident memory when ready, ${size}`,
      percentile(
        starts.map(({ mib }) => mib),
        0.5,
      ),
      'MiB',
    );
  },
  { states },
);

async function start(data) {
  const server = await startServer(data);
  const found = { ms: server.readyAfterMs, cpu: cpuMicros(server.pid) / 1000, mib: residentMiB(server.pid) };
  await server.stop();
  return found;
}
