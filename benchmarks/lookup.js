// How fast is an order's whole journey found by its ID alone, as the store grows? Measured at the store, with
// the server's queries, and over HTTP. Cold (no file in memory, each order for the first time), and repeated.
//
//   npm run bench -- lookup [--millions 1,10] [--lookups 500] [--folder KEPT] [--only store|http]
//
// --millions 1,10,100  the size of the goal; filling 100 million takes about half an hour of two free cores
// --folder KEPT        keeps the filled stores and uses them again
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { forEachSize, sizeOptions } from './support/bench-data.js';
import { orderOf } from './support/order-columns.js';
import { spansPerOrder } from './support/order-traffic.js';
import { dropPageCache } from './support/page-cache.js';
import { randomOf } from './support/random.js';
import { percentile, report } from './support/report.js';
import { cpuMicros, residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: { ...sizeOptions, lookups: { type: 'string', default: '500' }, only: { type: 'string' } },
});
const count = Number(values.lookups);

await forEachSize(values, async ({ data, orders, millions }) => {
  const size = `${millions} M spans`;
  if (values.only !== 'http') await askStore({ data, orders, size });
  if (values.only !== 'store') await askServer({ data, orders, size });
});

/** The same orders each time, at random places, so that almost no page is read twice. */
function someOrders(orders) {
  const random = randomOf(7);
  return Array.from({ length: count }, () => orderOf(Math.floor(random() * orders)));
}

async function askStore({ data, orders, size }) {
  const wasDropped = dropPageCache();
  const store = await openDuckdbStore({ path: join(data, 'store') });
  const cpu = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  const journey = async (ref) => {
    await store.tenantsOfOrder(ref.orderId);
    const { spans } = await store.journeyOf(ref);
    return spans.length;
  };
  const asked = someOrders(orders);
  await measure({ what: `store, ${wasDropped ? 'cold' : 'first time'}, ${size}`, asked, journey, cpu });
  await measure({ what: `store, again, ${size}`, asked, journey, cpu });
  await store.close();
}

async function askServer({ data, orders, size }) {
  const wasDropped = dropPageCache();
  const server = await startServer(data);
  const cpu = () => cpuMicros(server.pid);
  const journey = async ({ orderId, tenantId }) => {
    const response = await fetch(`${server.api}/api/v1/orders/${orderId}/journey?tenant=${tenantId}`);
    const { traces } = await response.json();
    return traces?.reduce((sum, trace) => sum + trace.span_count, 0);
  };
  const asked = someOrders(orders);
  await measure({ what: `HTTP, ${wasDropped ? 'cold' : 'first time'}, ${size}`, asked, journey, cpu });
  await measure({ what: `HTTP, again, ${size}`, asked, journey, cpu });
  report('lookup', `resident memory of the server, ${size}`, residentMiB(server.pid), 'MiB');
  await server.stop();
}

/** Sequential: measures the time of one look-up, not of many at once. */
async function measure({ what, asked, journey, cpu }) {
  const times = [];
  const before = cpu();
  for (const order of asked) {
    const started = performance.now();
    const found = await journey(order);
    times.push(performance.now() - started);
    if (found !== spansPerOrder)
      throw new Error(`${order.orderId}: ${found} spans instead of ${spansPerOrder}`);
  }
  report('lookup', `${what}, median`, percentile(times, 0.5), 'ms');
  report('lookup', `${what}, p99`, percentile(times, 0.99), 'ms');
  report('lookup', `${what}, processor time`, (cpu() - before) / 1000 / times.length, 'ms');
}
