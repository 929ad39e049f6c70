// Does the server lose or duplicate anything when it is killed? Senders retry while the server is killed with
// -9 at random points (during the start, while it writes a run, at any time) and restarted. In the end
// everything acknowledged must be stored exactly once, and every order's state must be equal to a complete
// fold. Ends with 1 otherwise.
//
//   npm run bench -- torture [--kills 100] [--senders 4] [--life 40] [--seed 1] [--keep FOLDER]
import { existsSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { manufacturerFlow } from '@ordertrace/flow';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { orderTraffic } from './support/order-traffic.js';
import { randomOf } from './support/random.js';
import { report } from './support/report.js';
import { spawnServer } from './support/server.js';
import { Acknowledged } from './support/torture/acknowledged.js';
import { overGrpc, overHttp, sendUntilOver } from './support/torture/sender.js';
import { Faults, verify } from './support/torture/verify.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    senders: { type: 'string', default: '4' },
    life: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'string' },
    json: { type: 'boolean' },
  },
});
/** Upper limit of acknowledged requests in one life. */
const life = Number(values.life);
const random = randomOf(Number(values.seed));
const data = values.keep ?? (await mkdtemp(join(tmpdir(), 'ordertrace-torture-')));
const storeFolder = join(data, 'store');
/** Small runs, so that many are written, and some are killed in the middle. */
const env = { ORDERTRACE_RUN_MIB: '1' };

/** The running server; senders wait while there is none. */
class Front {
  #up = undefined;
  #waiting = [];

  put(server) {
    this.#up = server;
    for (const resolve of this.#waiting.splice(0)) resolve(server);
  }

  takeAway() {
    this.#up = undefined;
  }

  server() {
    return this.#up ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const front = new Front();
const acknowledged = new Acknowledged();
const counts = { sent: 0, again: 0, kept: 0 };
let isOver = false;

function startSenders() {
  return Array.from({ length: Number(values.senders) }, (_, index) => {
    const way = index % 2 === 0 ? overHttp : overGrpc;
    let known = { server: undefined, post: undefined };
    const connect = async () => {
      const server = await front.server();
      if (known.server !== server) {
        known.post?.close?.();
        known = { server, post: way(server) };
      }
      return known.post;
    };
    const requests = orderTraffic({
      orders: Infinity,
      together: 40,
      firstOrder: index * 1_000_000,
      spansPerRequest: 8 + Math.floor(random() * 500),
      seed: Math.floor(random() * 2 ** 31),
    });
    const own = randomOf(Math.floor(random() * 2 ** 31));
    return sendUntilOver({
      requests,
      connect,
      acknowledged,
      random: own,
      counts,
      isOver: () => isOver,
    }).finally(() => known.post?.close?.());
  });
}

/** Resolves when `requests` further requests have been acknowledged, or `isEnough` returns true. */
async function keptMore(requests, isEnough = () => false) {
  for (const until = counts.kept + requests; counts.kept < until && !isEnough();) await sleep(5);
}

/** Waits until the server begins to write a run, or for five lives' requests. Returns whether it began. */
async function runBegins() {
  let hasBegun = false;
  const watcher = watch(storeFolder, (_, name) => {
    hasBegun ||= /^run-.*unfinished$/.test(String(name));
  });
  await keptMore(life * 5, () => hasBegun);
  watcher.close();
  return hasBegun;
}

/** One life of the server. Returns the moment at which it was killed. */
async function liveAndDie() {
  const server = await spawnServer(data, env);
  const moment = random();
  if (moment < 0.15) {
    await sleep(random() * 1500);
    await server.kill();
    return 'at the start';
  }
  slowestStartMs = Math.max(slowestStartMs, await server.ready());
  front.put(server);
  const inRun = moment < 0.6 && existsSync(storeFolder) && (await runBegins());
  if (!inRun) await keptMore(Math.floor(random() * life));
  await sleep(random() * (inRun ? 400 : 50));
  if (server.hasEnded()) throw new Error('the server ended by itself');
  front.takeAway();
  await server.kill();
  return inRun ? 'writing a run' : 'at any time';
}

/** Waits until order states are folded up to the last commit. */
async function settled(api) {
  for (;;) {
    const text = await (await fetch(`${api}/metrics`)).text();
    const value = (name) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    const kept = value('ordertrace_store_commit\\{state="kept"\\}');
    if (kept === value('ordertrace_store_commit\\{state="folded"\\}')) return;
    await sleep(100);
  }
}

let slowestStartMs = 0;
const moments = new Map([
  ['at the start', 0],
  ['writing a run', 0],
  ['at any time', 0],
]);
console.error(`seed ${values.seed}, data in ${data}`);
const senders = startSenders();
const sending = Promise.all(senders);
sending.catch(() => undefined);
for (let kill = 0; kill < Number(values.kills); kill++) {
  const moment = await Promise.race([liveAndDie(), sending.then(() => 'senders ended')]);
  moments.set(moment, (moments.get(moment) ?? 0) + 1);
}

const last = await spawnServer(data, env);
slowestStartMs = Math.max(slowestStartMs, await last.ready());
front.put(last);
isOver = true;
await sending;
await settled(last.api);
await last.stop();

const faults = new Faults();
const store = await openDuckdbStore({ path: storeFolder });
const flow = manufacturerFlow();
await verify({ store, acknowledged, flow, faults });
await store.close();

for (const [moment, count] of moments) report('torture', `killed ${moment}`, count, 'kills');
report('torture', 'acknowledged spans', acknowledged.spans, 'spans');
report('torture', 'acknowledged logs, each an event', acknowledged.logs, 'logs');
report('torture', 'orders', acknowledged.orders.size, 'orders');
report('torture', 'requests sent', counts.sent, 'requests');
report('torture', 'requests sent again', counts.again, 'requests');
report('torture', 'slowest start', slowestStartMs, 'ms');
for (const [kind, count] of faults.counts) report('torture', kind, count, 'faults');
if (values.keep === undefined && faults.total === 0) await rm(data, { recursive: true });
process.exitCode = faults.total === 0 ? 0 : 1;
