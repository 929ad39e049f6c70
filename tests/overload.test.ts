import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  newTraceId,
  send,
  spansOfTrace,
  traceRequest,
  type Answer,
  type OrderTrace,
} from './support/order-telemetry.js';
import { startServer, type RunningServer } from './support/server.js';
import { until } from './support/until.js';

/** Requests at once, of 2 MB each: ten times what may be received and not yet stored. */
const senders = 320;
const spans = 1000;
const noiseBytes = 1800;
const mostResidentMiB = 1536;

let data = '';
let server: RunningServer;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'ordertrace-overload-'));
});
afterEach(async () => {
  await server.stop();
  await rm(data, { recursive: true });
});

/** Makes one request many: other ids in the same bytes, so that sending costs next to nothing. */
function requestMaker(shape = { spans, noiseBytes }): () => { trace: OrderTrace; body: Buffer } {
  const template = { traceId: newTraceId(), orderId: 'order-000000', ...shape };
  const bytes = Buffer.from(traceRequest(template));
  const placesOf = (part: Buffer) => {
    const places: number[] = [];
    for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) places.push(at);
    return places;
  };
  const traceIds = placesOf(Buffer.from(template.traceId, 'hex'));
  const orderIds = placesOf(Buffer.from(template.orderId));
  let made = 0;
  return () => {
    const trace = { ...template, traceId: newTraceId(), orderId: `order-${`${++made}`.padStart(6, '0')}` };
    const body = Buffer.from(bytes);
    for (const at of traceIds) body.write(trace.traceId, at, 'hex');
    for (const at of orderIds) body.write(trace.orderId, at);
    return { trace, body };
  };
}

async function storedSpans(): Promise<number> {
  const metrics = await (await fetch(`${server.api}/metrics`)).text();
  return Number(/^ordertrace_store_items\{item="spans"\} (\d+)$/m.exec(metrics)?.[1]);
}

it('ten times the load it can take: memory is bounded, it refuses early, loses nothing, and recovers', async () => {
  server = await startServer(data, { ORDERTRACE_RECEIVE_MIB: '64' });
  const request = requestMaker();
  const kept: OrderTrace[] = [];
  const refused: Answer[] = [];
  let highestMiB = 0;
  const sendOnce = async () => {
    const { trace, body } = request();
    const answer = await send(server, 'traces', body);
    if (answer.status === 200) kept.push(trace);
    else refused.push(answer);
    highestMiB = Math.max(highestMiB, server.residentMiB());
  };
  await Promise.all(Array.from({ length: senders }, sendOnce));

  expect(highestMiB).toBeLessThan(mostResidentMiB);
  expect(kept.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, retryAfter } of refused) {
    expect([429, 503]).toContain(status);
    expect(retryAfter).toBeGreaterThan(0);
  }
  await until('it takes telemetry again', async () => {
    const { trace, body } = request();
    const { status } = await send(server, 'traces', body);
    if (status === 200) kept.push(trace);
    return status === 200;
  });
  expect(await storedSpans()).toBe(kept.length * spans);
  for (const { traceId } of kept.slice(0, 3)) expect(await spansOfTrace(server, traceId)).toBe(spans);
  expect((await fetch(`${server.api}/readyz`)).ok).toBe(true);
});

it('more requests at once than may wait: it refuses with a delay, and what it acknowledged is there', async () => {
  server = await startServer(data, { ORDERTRACE_RECEIVE_REQUESTS: '8' });
  const small = 50;
  const request = requestMaker({ spans: small, noiseBytes: 0 });
  const answers = await Promise.all(
    Array.from({ length: 400 }, async () => {
      const { trace, body } = request();
      return { trace, answer: await send(server, 'traces', body) };
    }),
  );
  const kept = answers.filter(({ answer }) => answer.status === 200);
  const refused = answers.filter(({ answer }) => answer.status !== 200);
  expect(kept.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const { answer } of refused) {
    expect(answer.status).toBe(429);
    expect(answer.retryAfter).toBeGreaterThan(0);
  }
  expect(await storedSpans()).toBe(kept.length * small);
  for (const { trace } of kept) expect(await spansOfTrace(server, trace.traceId)).toBe(small);
});
