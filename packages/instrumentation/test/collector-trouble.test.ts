import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstrumentationStatus } from '@ordertrace/instrumentation';
import { Child } from './support/child.js';
import { Receiver } from './support/receiver.js';

let receiver: Receiver;
let endpoint: string;
let child: Child | undefined;

beforeEach(async () => {
  receiver = new Receiver();
  endpoint = await receiver.listen();
});
afterEach(async () => {
  await child?.end('SIGKILL');
  await receiver.close();
});

async function service(env: Record<string, string> = {}) {
  child = new Child('order-service.mjs', {
    OTEL_SERVICE_NAME: 'a',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BLRP_SCHEDULE_DELAY: '10',
    ...env,
  });
  return { child, address: await child.address() };
}

/** Serves that many requests one after the other; gives the longest time one took, in milliseconds. */
async function serve(address: string, requests: number): Promise<number> {
  let longest = 0;
  for (let i = 0; i < requests; i++) {
    const begun = performance.now();
    const response = await fetch(`${address}/orders/${i}/enter/APPROVED`, { method: 'POST' });
    expect(response.status).toBe(200);
    await response.text();
    longest = Math.max(longest, performance.now() - begun);
  }
  return longest;
}

const status = async (address: string) =>
  (await (await fetch(`${address}/telemetry`)).json()) as InstrumentationStatus;

async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

// An export that hangs takes 10 s to fail. A request or an end that waited for it would take as long.
const farBelowAnExportMs = 6_000;

describe('a service whose collector', () => {
  it.each([
    ['is away', 'away'],
    ['never answers', 'silent'],
    ['answers 503', 'unavailable'],
    ['answers with garbage', 'garbage'],
    ['refuses everything', 'refuse'],
  ] as const)('%s serves as ever, and ends as quickly', async (_name, trouble) => {
    if (trouble === 'away') endpoint = await freeAddress();
    else receiver.behaviour = trouble;
    const { child, address } = await service();
    expect(await serve(address, 50)).toBeLessThan(farBelowAnExportMs);

    const begun = performance.now();
    expect(await child.end()).toBe('SIGTERM');
    expect(performance.now() - begun).toBeLessThan(farBelowAnExportMs);
    expect(child.errors).toEqual([]);
  });

  it('is away for longer than the queue lasts drops what is too much, counts it, and says so once', async () => {
    receiver.behaviour = 'silent';
    const { child, address } = await service({ OTEL_BSP_MAX_QUEUE_SIZE: '20' });
    await serve(address, 50);

    const { spans } = await status(address);
    expect(spans).toMatchObject({ sent: 0, waiting: 20 });
    expect(spans.dropped).toBeGreaterThanOrEqual(30);
    const warnings = child
      .logLines()
      .filter((line) => line['msg'] === 'telemetry was lost on the way to the collector');
    expect(warnings).toHaveLength(1);
  });

  it('comes back gets all that was kept', async () => {
    receiver.behaviour = 'unavailable';
    const { address } = await service();
    await serve(address, 20);
    await receiver.until(() => receiver.requests >= 2);
    receiver.behaviour = 'ok';
    await receiver.until(
      () => receiver.spans.length >= 20 && receiver.logs.filter((log) => log.eventName !== '').length >= 20,
    );
    expect(new Set(receiver.spans.map((span) => span.spanId)).size).toBe(receiver.spans.length);
  });

  it('is slow is not told of the exports themselves', async () => {
    const { address } = await service();
    await serve(address, 5);
    await receiver.until(() => receiver.spans.length >= 5);
    expect(receiver.spans.filter((span) => span.kind === 'client')).toEqual([]);
  });
});
