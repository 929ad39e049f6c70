import { createServer } from 'node:net';
import { describe, expect, it, type TestContext } from 'vitest';
import type { InstrumentationStatus } from '@ordertrace/instrumentation';
import { Child } from './support/child.js';
import { Receiver } from './support/receiver.js';

/** A separate receiver for each test, so that tests can wait in parallel. */
async function setUp(onTestFinished: TestContext['onTestFinished']) {
  const receiver = new Receiver();
  const endpoint = await receiver.listen();
  onTestFinished(() => receiver.close());
  const service = async (env: Record<string, string> = {}) => {
    const child = new Child('order-service.mjs', {
      OTEL_SERVICE_NAME: 'a',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_BLRP_SCHEDULE_DELAY: '10',
      ...env,
    });
    onTestFinished(async () => {
      await child.end('SIGKILL');
    });
    return { child, address: await child.address() };
  };
  return { receiver, service };
}

/** Serves this number of requests in sequence. Returns the longest duration, in milliseconds. */
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

// A blocked export takes 10 s to fail. A request or a shutdown that waited for it would take as long.
const farBelowAnExportMs = 8_000;

describe.concurrent('a service whose collector', { timeout: 60_000 }, () => {
  it.for([
    ['is away', 'away'],
    ['never answers', 'silent'],
    ['answers 503', 'unavailable'],
    ['answers with garbage', 'garbage'],
    ['refuses everything', 'refuse'],
  ] as const)('%s serves as ever, and ends as quickly', async ([, trouble], { onTestFinished }) => {
    const { receiver, service } = await setUp(onTestFinished);
    if (trouble !== 'away') receiver.behaviour = trouble;
    const env = trouble === 'away' ? { OTEL_EXPORTER_OTLP_ENDPOINT: await freeAddress() } : {};
    const { child, address } = await service(env);
    expect(await serve(address, 50)).toBeLessThan(farBelowAnExportMs);

    const begun = performance.now();
    expect(await child.end()).toBe('SIGTERM');
    expect(performance.now() - begun).toBeLessThan(farBelowAnExportMs);
    expect(child.errors).toEqual([]);
  });

  it('is away for longer than the queue lasts drops what is too much, counts it, and says so once', async ({
    onTestFinished,
  }) => {
    const { receiver, service } = await setUp(onTestFinished);
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

  it('comes back gets all that was kept', async ({ onTestFinished }) => {
    const { receiver, service } = await setUp(onTestFinished);
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

  it('is slow is not told of the exports themselves', async ({ onTestFinished }) => {
    const { receiver, service } = await setUp(onTestFinished);
    const { address } = await service();
    await serve(address, 5);
    await receiver.until(() => receiver.spans.length >= 5);
    expect(receiver.spans.filter((span) => span.kind === 'client')).toEqual([]);
  });
});
