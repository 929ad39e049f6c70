import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TelemetryProxy } from '../src/faults/telemetry-proxy.js';
import { TraceWriter } from '../src/past/trace-writer.js';
import { Random } from '../src/random.js';

/** Telemetry of an order, by a clock with an error of `clockMs` milliseconds. */
function telemetry(clockMs = 0): { traces: Uint8Array; logs: Uint8Array } {
  const writer = new TraceWriter(new Random('7'), { tenantId: 'retail', orderId: '1' });
  const at = 1_790_000_000_000 + clockMs;
  const error = { type: 'Error', message: 'refused' };
  writer.span(
    { service: 'mes-api', name: 'work', kind: 'server', at, attributes: {}, statusCode: '500', error },
    (point) => {
      writer.transition(point, { stage: 'PRICED', actor: 'system' });
      return at + 20;
    },
  );
  const { spans, logs } = writer.telemetry;
  return { traces: encodeTraces(spans), logs: encodeLogs(logs) };
}

describe('the proxy on the way of telemetry', () => {
  let server: Server;
  let proxy: TelemetryProxy;
  const received: { path: string; body: Buffer }[] = [];

  beforeEach(async () => {
    received.length = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url ?? '', body: Buffer.concat(chunks) });
        response.writeHead(200).end('taken');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    proxy = new TelemetryProxy(`http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`);
    await proxy.listen();
  });
  afterEach(async () => {
    await proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function send(application: string, path: string, body: Uint8Array, headers = {}): Promise<string> {
    const response = await fetch(proxy.address(application) + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body: body as Uint8Array<ArrayBuffer>,
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  it('passes on what it is not told of, packed or not, with the answer of the server', async () => {
    const { traces, logs } = telemetry();
    expect(await send('mes-api', '/v1/traces', traces)).toBe('taken');
    await send('mes-api', '/v1/logs', gzipSync(logs), { 'content-encoding': 'gzip' });
    expect(received).toEqual([
      { path: '/v1/traces', body: Buffer.from(traces) },
      { path: '/v1/logs', body: Buffer.from(logs) },
    ]);
  });

  it('keeps an application silent that believes it was heard, and no other', async () => {
    proxy.inject('mes-api', { silent: true });
    await send('mes-api', '/v1/traces', telemetry().traces);
    await send('shop-api', '/v1/traces', telemetry().traces);
    expect(received).toHaveLength(1);
    proxy.inject('mes-api', {});
    await send('mes-api', '/v1/traces', telemetry().traces);
    expect(received).toHaveLength(2);
  });

  it('holds back what is to come late', async () => {
    proxy.inject('mes-api', { delayMs: [20, 30] });
    await send('mes-api', '/v1/logs', telemetry().logs);
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(1);
  });

  it('sets the clock of an application wrong: every time of spans, their events and log records', async () => {
    for (const clockMs of [-60_000, 90_500]) {
      received.length = 0;
      proxy.inject('mes-api', { clockMs });
      await send('mes-api', '/v1/traces', telemetry().traces);
      await send('mes-api', '/v1/logs', telemetry().logs);
      const wrong = telemetry(clockMs);
      expect(received.map(({ body }) => body)).toEqual([Buffer.from(wrong.traces), Buffer.from(wrong.logs)]);
    }
  });
});
