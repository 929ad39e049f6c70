import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Receiver, type ReceivedSpan } from '../packages/instrumentation/test/support/receiver.js';
import { freePorts } from './support/free-port.js';
import { ring } from './support/order-walk.js';
import { startPeer, type Peer } from './support/peer.js';
import { postgresMissing, startPostgres, type TestPostgres } from './support/postgres.js';
import { modelsFolder, request } from './support/service.js';
import { repository } from './support/system.js';
import {
  sentSpan,
  sentTrace,
  traceContextCases,
  type Header,
  type Sent,
  type TraceContextCase,
} from './support/trace-context-cases.js';
import { until } from './support/until.js';

// What docs/reference/trace-context.md tells. The headers go out byte by byte, because a client would tidy them up.
const children: ChildProcess[] = [];
let receiver: Receiver;
let telemetry: string;

beforeAll(async () => {
  receiver = new Receiver();
  telemetry = await receiver.listen();
});

afterAll(async () => {
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }),
  );
  await receiver.close();
});

function startWithKit(script: string, env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import', '@ordertrace/instrumentation/register', join(repository, script)],
    {
      cwd: repository,
      env: {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: telemetry,
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_LOGS_EXPORTER: 'none',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  return child;
}

/** Sends a request with exactly these header lines; resolves when its answer has ended. */
async function sendRaw(url: string, headers: readonly Header[], body = ''): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const own: Header[] = [
    ['Host', `${hostname}:${port}`],
    ['Connection', 'close'],
    ['Content-Length', String(Buffer.byteLength(body))],
  ];
  const lines = [...own, ...headers].map(([name, value]) => `${name}:${value}\r\n`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  return text(socket);
}

interface Context {
  readonly traceId: string;
  readonly parentId: string;
  readonly flags: string;
  readonly state: string;
}

function expectContext(sent: Sent, found: Omit<Context, 'flags'>): void {
  const goesOn = sent.trace === 'goes on';
  expect([found.traceId === sentTrace, found.state], JSON.stringify(sent.headers)).toEqual([
    goesOn,
    sent.state,
  ]);
  expect(found.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
}

it('every case is told of in the reference', () => {
  const page = readFileSync(join(repository, 'docs/reference/trace-context.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` +\| (\d+)/gm)].map(([, name, count]) => [name, Number(count)]);
  expect(told).toEqual(traceContextCases.map(({ name, sent }) => [name, sent.length]));
});

describe('what a service with the kit sends on', () => {
  const calls = new Map<string, string[]>();
  let harness: ReturnType<typeof createServer>;
  let here: string;
  let service: string;

  beforeAll(async () => {
    harness = createServer((incoming, response) => {
      calls.set(incoming.url ?? '', incoming.rawHeaders);
      response.end();
    });
    await new Promise<void>((resolve) => harness.listen(0, '127.0.0.1', resolve));
    here = `http://127.0.0.1:${(harness.address() as AddressInfo).port}`;
    const child = startWithKit('tests/support/calling-service.mjs', { OTEL_SERVICE_NAME: 'calling' });
    if (child.stdout === null) throw new Error('no output');
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('listening ')) continue;
      service = line.slice('listening '.length);
      break;
    }
  });
  afterAll(() => {
    harness.closeAllConnections();
    harness.close();
  });

  /** The context that each of the service's calls carried. */
  async function sentOn(name: string, sent: Sent, count: number): Promise<Context[]> {
    const paths = Array.from({ length: count }, (_, i) => `/${name}/${calls.size + i}`);
    const answer = await sendRaw(service, sent.headers, paths.map((path) => here + path).join('\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    return paths.map((path) => contextOf(calls.get(path) ?? []));
  }

  function contextOf(raw: readonly string[]): Context {
    const values = (wanted: string) =>
      raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === wanted);
    const parents = values('traceparent');
    expect(parents).toHaveLength(1);
    const parts = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/.exec(parents[0] ?? '');
    expect(parts, parents[0]).not.toBeNull();
    const [, traceId = '', parentId = '', flags = ''] = parts ?? [];
    return { traceId, parentId, flags, state: values('tracestate').join(',') };
  }

  it.each(traceContextCases)('$name', async ({ name, sent, calls: count = 1 }: TraceContextCase) => {
    for (const one of sent) {
      const found = await sentOn(name, one, count);
      for (const context of found) expectContext(one, context);
      expect(new Set([...found.map((context) => context.parentId), sentSpan])).toHaveLength(count + 1);
      if (one.trace === 'goes on') expect(new Set(found.map((context) => context.traceId))).toHaveLength(1);
    }
  });

  it('goes on with a trace that is not sampled, unsampled, with its state', async () => {
    const headers: Header[] = [
      ['traceparent', `00-${sentTrace}-${sentSpan}-00`],
      ['tracestate', 'foo=1,bar=2'],
    ];
    const sent: Sent = { headers, trace: 'goes on', state: 'foo=1,bar=2' };
    for (const context of await sentOn('unsampled', sent, 1)) {
      expectContext(sent, context);
      expect(context.flags).toBe('00');
    }
  });

  it('sends no empty tracestate', async () => {
    const sent: Sent = { headers: [['tracestate', 'foo=1']], trace: 'begins anew', state: '' };
    await sentOn('no-empty-state', sent, 1);
    const raw = [...calls].find(([path]) => path.startsWith('/no-empty-state/'))?.[1] ?? [];
    expect(raw.map((item) => item.toLowerCase())).not.toContain('tracestate');
  });
});

const missing = postgresMissing();

describe.skipIf(missing !== undefined)(missing ?? 'what the three services understand', () => {
  const names = ['shop-api', 'mes-api', 'calculation-service'] as const;
  const addresses = new Map<string, string>();
  const models = modelsFolder();
  let postgres: TestPostgres;
  let peer: Peer;
  let number = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    peer = await startPeer(['mes.orders']);
    const ports = await freePorts(names.length);
    await Promise.all(
      names.map(async (name, i) => {
        const address = `http://127.0.0.1:${ports[i] ?? 0}`;
        addresses.set(name, address);
        startWithKit(`services/${name}/dist/main.js`, {
          OTEL_SERVICE_NAME: name,
          PORT: String(ports[i]),
          DATABASE_URL: await postgres.createDatabase(),
          MODELS_URL: models.url,
          PEERS: `mes.orders=${peer.url}`,
        }).stdout?.resume();
        await until(`${name} is ready`, async () => (await fetch(`${address}/readyz`)).ok, 60_000);
      }),
    );
  });
  afterAll(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await peer.close();
    await postgres.stop();
    models.remove();
  });

  /** The span of the service for a request with these headers. */
  async function understood(name: string, { headers }: Sent): Promise<ReceivedSpan> {
    const path = `/nothing-here/${number++}`;
    expect(await sendRaw((addresses.get(name) ?? '') + path, headers)).toMatch(/^HTTP\/1\.1 404 /);
    return until(`the span of ${path}`, () =>
      Promise.resolve(
        receiver.spans.find((span) => span.kind === 'server' && span.attributes['url.path'] === path),
      ),
    );
  }

  describe.each(names)('%s', (service) => {
    it.concurrent.each(traceContextCases)('$name', async ({ sent }: TraceContextCase) => {
      await Promise.all(
        sent.map(async (one) => {
          const { traceId, parentSpanId, traceState } = await understood(service, one);
          expectContext(one, { traceId, parentId: parentSpanId, state: traceState });
          expect(parentSpanId).toBe(one.trace === 'goes on' ? sentSpan : '');
        }),
      );
    });
  });

  it('a message goes out of the outbox with the trace and the state of the request that caused it', async () => {
    const shop = addresses.get('shop-api') ?? '';
    const headers = { traceparent: `00-${sentTrace}-${sentSpan}-01`, tracestate: 'foo=1,bar=2' };
    const customer = { name: 'A', email: 'a@example.com', phone: '+44 20 7946 0000', address: 'Here 1' };
    const order = { customer, material: 'silver-925', quantity: 1 };
    const { body: placed } = await request<{ order_id: string }>('POST', `${shop}/orders`, { body: order });
    const orderId = placed.order_id;
    const model = await fetch(`${shop}/orders/${orderId}/model`, {
      method: 'PUT',
      headers: { 'content-type': 'model/stl' },
      body: Buffer.from(ring()),
    });
    expect(model.ok).toBe(true);
    expect((await request('POST', `${shop}/orders/${orderId}/submit`, { headers })).status).toBe(200);
    await peer.received('order.submitted', orderId);
    const event = peer.events.find((one) => one.orderid === orderId);
    expect(event?.traceparent).toContain(sentTrace);
    expect(event?.tracestate).toBe('foo=1,bar=2');
  });
});
