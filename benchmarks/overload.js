// Does the server refuse early when more arrives than it can take? How long do senders wait, and how far is
// the fold behind?
//
//   npm run bench -- overload [--inflight 400] [--seconds 30] [--requests 1500]
//
// Each sender sends one request after the other, and waits as long as a refusal says.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeTraces } from '@ordertrace/otlp';
import { orderTraffic } from './support/order-traffic.js';
import { percentile, report } from './support/report.js';
import { metric } from './support/requests.js';
import { residentMiB, startServer } from './support/server.js';

const { values } = parseArgs({
  options: {
    inflight: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '30' },
    requests: { type: 'string', default: '1500' },
  },
});
const data = await mkdtemp(join(tmpdir(), 'ordertrace-bench-'));
const server = await startServer(data);
const traffic = orderTraffic({ orders: 1_000_000 });
/** Encoded before the clock starts, so that the waits are the server's. */
const requests = Array.from({ length: Number(values.requests) }, () => {
  const { spans } = traffic.next().value;
  return { spans: spans.length, body: encodeTraces(spans) };
});
const takenMs = [];
const refusedMs = [];
const retryAfterS = [];
let withoutDelay = 0;
let spans = 0;
let highest = 0;
const untilMs = performance.now() + Number(values.seconds) * 1000;

async function send() {
  while (performance.now() < untilMs) {
    const request = requests.pop();
    if (request === undefined) return;
    for (;;) {
      const from = performance.now();
      const response = await fetch(`${server.otlp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: request.body,
      });
      await response.arrayBuffer();
      const ms = performance.now() - from;
      if (response.ok) {
        takenMs.push(ms);
        spans += request.spans;
        break;
      }
      if (response.status !== 429) throw new Error(`answered ${response.status}`);
      refusedMs.push(ms);
      const delay = Number(response.headers.get('retry-after'));
      if (delay > 0) retryAfterS.push(delay);
      else withoutDelay++;
      await sleep(1000 * (delay > 0 ? delay : 1) * (1 + Math.random()));
      if (performance.now() >= untilMs) break;
    }
  }
}

/** Watches how long ago the last folded commit was the last kept one, until all are folded. */
async function foldLag(sending) {
  const kept = [];
  let isOver = false;
  void sending.finally(() => (isOver = true));
  let most = 0;
  for (;;) {
    const now = performance.now();
    const last = await metric(server.api, 'ordertrace_store_commit{state="kept"}');
    const folded = await metric(server.api, 'ordertrace_store_commit{state="folded"}');
    if (kept.at(-1)?.commit !== last) kept.push({ commit: last, ms: now });
    const unfolded = kept.find(({ commit }) => commit > folded);
    if (unfolded !== undefined) most = Math.max(most, now - unfolded.ms);
    highest = Math.max(highest, residentMiB(server.pid));
    if (isOver && folded >= last) return { most, after: now - untilMs };
    await sleep(500);
  }
}

const sending = Promise.all(Array.from({ length: Number(values.inflight) }, send));
const lag = await foldLag(sending);
await sending;
report('overload', `spans taken, ${values.inflight} senders`, spans, 'spans');
report('overload', 'requests taken', takenMs.length, 'requests');
report('overload', 'wait of a taken request, median', percentile(takenMs, 0.5), 'ms');
report('overload', 'wait of a taken request, p99', percentile(takenMs, 0.99), 'ms');
report('overload', 'wait of a taken request, longest', percentile(takenMs, 1), 'ms');
report('overload', 'requests refused with 429', refusedMs.length, 'requests');
report('overload', 'of them without Retry-After', withoutDelay, 'requests');
if (refusedMs.length > 0) {
  report('overload', 'wait of a refused request, median', percentile(refusedMs, 0.5), 'ms');
  report('overload', 'wait of a refused request, p99', percentile(refusedMs, 0.99), 'ms');
  report('overload', 'Retry-After, median', percentile(retryAfterS, 0.5), 's');
}
report('overload', 'fold behind, most', lag.most / 1000, 's');
report('overload', 'fold complete after the last request', lag.after / 1000, 's');
report('overload', 'resident memory, highest', highest, 'MiB');
await server.stop();
await rm(data, { recursive: true });
