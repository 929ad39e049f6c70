import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manufacturerFlow } from '@ordertrace/flow';
import { decodeLogs, decodeTraces } from '@ordertrace/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpSender } from '../src/past/otlp-sender.js';
import { PastOrders } from '../src/past/past-orders.js';

const day = 86_400_000;
let folder: string;
let server: Server;
/** Counts received records, after some answers that are errors. */
let taken = { spans: 0, logs: 0 };
let refusals: { status: number; headers?: Record<string, string> }[] = [];

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
  taken = { spans: 0, logs: 0 };
  refusals = [];
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const refusal = refusals.shift();
      if (refusal) return response.writeHead(refusal.status, refusal.headers).end('no');
      if (request.url === '/v1/traces') taken.spans += decodeTraces(body, 'protobuf').batch.spans.length;
      else taken.logs += decodeLogs(body, 'protobuf').batch.logs.length;
      return response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function pastOrdersAt(now: () => number, signal = new AbortController().signal): PastOrders {
  const sender = new OtlpSender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, signal);
  return new PastOrders({ flow: manufacturerFlow(), data: folder, seed: 3, count: 60, sender, now });
}

describe('past orders', () => {
  const start = Date.parse('2026-11-20T10:00:00Z');

  it('arrive at the front door, all of them', async () => {
    const counts = await pastOrdersAt(() => start).catchUp();
    expect(counts.orders).toBe(60);
    expect(taken).toEqual({ spans: counts.spans, logs: counts.logs });
    expect(counts.spans).toBeGreaterThan(1000);
  });

  it('are sent once per data folder, and what was open goes on after a restart', async () => {
    await pastOrdersAt(() => start).catchUp();
    const first = { ...taken };
    await pastOrdersAt(() => start).catchUp();
    expect(taken).toEqual(first);
    const counts = await pastOrdersAt(() => start + 5 * day).catchUp();
    expect(counts.orders).toBeGreaterThan(0);
    expect(taken.spans).toBe(first.spans + counts.spans);
  });

  it('wait for a busy server', async () => {
    refusals = [{ status: 503, headers: { 'retry-after': '0.01' } }, { status: 429 }];
    const counts = await pastOrdersAt(() => start).catchUp();
    expect(taken).toEqual({ spans: counts.spans, logs: counts.logs });
  });

  it('say so when they are refused for good', async () => {
    refusals = [{ status: 400 }];
    await expect(pastOrdersAt(() => start).catchUp()).rejects.toThrow('/v1/traces was refused with 400: no');
  });

  it('stop at once when asked to', async () => {
    const stopping = new AbortController();
    refusals = Array.from({ length: 100 }, () => ({ status: 503 }));
    const sending = pastOrdersAt(() => start, stopping.signal).catchUp();
    stopping.abort();
    await expect(sending).rejects.toThrow(/abort/iu);
  });
});
