import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeExportResponse, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, spanAt, type Position, type Store } from '@ordertrace/store';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forwarder,
  forwardMetrics,
  otlpSender,
  readTargets,
  type ForwardTarget,
} from '../src/outbound/forward/index.js';
import type { Follower } from '../src/outbound/follower.js';
import { PositionFile } from '../src/outbound/position-file.js';
import { createRegistry } from '../src/metrics/index.js';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';

const start = 1_795_358_742_027_123_456n;
const hour = 3_600_000_000_000n;
const scope = { name: 'test', version: '', attributes: new Map<string, string>() };
const resourceOf = (service: string) => ({ attributes: new Map([['service.name', service]]) });

let ids = 0;
const hexId = (digits: number) => (++ids).toString(16).padStart(digits, '0');

function span(
  name: string,
  more: Partial<Span> & { order?: string; tenant?: string; service?: string } = {},
): Span {
  const { order, tenant = 'retail', service = 'shop-api', ...rest } = more;
  return {
    traceId: hexId(32),
    spanId: hexId(16),
    traceState: '',
    flags: 1,
    name,
    kind: 'server',
    startNanos: start,
    durationNanos: 1_000_000n,
    status: 'unset',
    statusMessage: '',
    events: [],
    links: [],
    scope,
    attributes: new Map(
      order === undefined
        ? []
        : [
            ['order_id', order],
            ['tenant_id', tenant],
          ],
    ),
    resource: resourceOf(service),
    ...rest,
  };
}

function transition(order: string, stage: string, timeNanos: bigint): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: '',
    scope,
    body: null,
    eventName: 'order.transition',
    attributes: new Map([
      ['order_id', order],
      ['tenant_id', 'retail'],
      ['stage', stage],
    ]),
    resource: resourceOf('shop-api'),
  };
}

/** A real receiver of OTLP over HTTP that can be told to be in a bad mood. */
class Receiver {
  readonly spans: { name: string; traceId: string; service: string }[] = [];
  logs = 0;
  requests = 0;
  authorization: string | undefined;
  answer: (records: number) => { status: number; headers?: Record<string, string> } = () => ({ status: 200 });
  readonly #server: Server;

  constructor() {
    this.#server = createServer(
      (request, response) =>
        void this.#take(request).then(({ status, headers = {} }) => {
          response.writeHead(status, { 'content-type': 'application/x-protobuf', ...headers });
          response.end(encodeExportResponse({ signal: 'traces', rejected: 0, message: '' }, 'protobuf'));
        }),
    );
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }

  names(): string[] {
    return this.spans.map(({ name }) => name);
  }

  async #take(request: IncomingMessage) {
    this.requests++;
    this.authorization = request.headers.authorization;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = gunzipSync(Buffer.concat(chunks));
    const traces = request.url === '/v1/traces';
    const { batch, records } = traces ? decodeTraces(body, 'protobuf') : decodeLogs(body, 'protobuf');
    const answer = this.answer(records);
    if (answer.status !== 200) return answer;
    this.logs += batch.logs.length;
    for (let row = 0; row < batch.spans.length; row++) this.spans.push(spanAt(batch, row));
    return answer;
  }
}

let folder: string;
let store: Store;
let receiver: Receiver;
let endpoint: string;
const running: Follower<Position>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-forward-'));
  store = createMemoryStore();
  receiver = new Receiver();
  endpoint = await receiver.listen();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((forwarding) => forwarding.stop()));
  await receiver.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const everything: ForwardTarget = {
  name: 'jaeger',
  endpoint: '',
  traces: true,
  logs: true,
  headers: {},
  begin: 'oldest',
  orderTraces: 'none',
  filter: { tenants: undefined, services: undefined, onlyOrders: false, contractOnly: false },
  recordsPerSecond: 1_000_000,
};

function forward(target: Partial<ForwardTarget> = {}, registry = createRegistry()): Follower<Position> {
  const whole = { ...everything, endpoint, ...target };
  const forwarding = forwarder({
    store,
    flows: () => flowsOf([manufacturerFlow()]),
    target: whole,
    restMs: 10,
    positions: new PositionFile(join(folder, `${whole.name}.json`), pino({ level: 'silent' })),
    send: otlpSender(whole),
    metrics: forwardMetrics(store.positions, registry)(whole.name),
    logger: pino({ level: 'silent' }),
  });
  running.push(forwarding);
  forwarding.start();
  return forwarding;
}

const keep = (...spans: Span[]) => store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
const keepLogs = (...logs: LogRecord[]) => store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
const eventually = (check: () => void | Promise<void>) =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('forwarding', () => {
  it('sends traces and log lines on, once each, in the order they came', async () => {
    await keep(span('one'), span('two'));
    await keepLogs(transition('1', 'CREATED', start));
    forward();
    await keep(span('three'));
    await eventually(() => expect(receiver.names()).toEqual(['one', 'two', 'three']));
    await eventually(() => expect(receiver.logs).toBe(1));
  });

  it('waits for a target that is away, then sends all of it', async () => {
    const registry = createRegistry();
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '0' } });
    forward({}, registry);
    for (let i = 0; i < 20; i++) await keep(span(`span ${i}`));
    await eventually(() => expect(receiver.requests).toBeGreaterThan(2));
    expect(await registry.metrics()).toMatch(
      /ordertrace_forward_failures_total\{target="jaeger",reason="status 503"\}/,
    );
    receiver.answer = () => ({ status: 200 });
    await eventually(() =>
      expect(receiver.names()).toEqual(Array.from({ length: 20 }, (_, i) => `span ${i}`)),
    );
    await eventually(async () =>
      expect(await registry.metrics()).toContain('lag_commits{target="jaeger"} 0'),
    );
  });

  it('goes on where it stopped after a restart, and loses nothing of what was on its way', async () => {
    await keep(span('one'));
    const first = forward();
    await eventually(() => expect(receiver.names()).toEqual(['one']));
    receiver.answer = () => ({ status: 503 });
    await keep(span('two'));
    await eventually(() => expect(receiver.requests).toBeGreaterThan(1));
    await first.stop();
    receiver.answer = () => ({ status: 200 });
    await keep(span('three'));
    forward();
    await eventually(() => expect(receiver.names()).toEqual(['one', 'two', 'three']));
  });

  it('begins a new target at the end, unless told otherwise', async () => {
    await keep(span('before'));
    forward({ begin: 'now' });
    await vi.waitFor(async () =>
      expect(
        await new PositionFile(join(folder, 'jaeger.json'), pino({ level: 'silent' })).read(),
      ).toBeDefined(),
    );
    await keep(span('after'));
    await eventually(() => expect(receiver.names()).toEqual(['after']));
  });

  it('halves what is too large, and passes over the one record that is refused', async () => {
    const registry = createRegistry();
    receiver.answer = (records) => ({ status: records > 2 ? 413 : 200 });
    await keep(...Array.from({ length: 9 }, (_, i) => span(`span ${i}`)));
    forward({}, registry);
    await eventually(() => expect(receiver.spans).toHaveLength(9));
    receiver.answer = () => ({ status: 400 });
    await keep(span('refused'));
    await eventually(async () =>
      expect(await registry.metrics()).toContain('rejected_records_total{target="jaeger",signal="traces"} 1'),
    );
    receiver.answer = () => ({ status: 200 });
    await keep(span('next'));
    await eventually(() => expect(receiver.names()).toContain('next'));
  });

  it('keeps to its pace', async () => {
    await keep(...Array.from({ length: 30 }, (_, i) => span(`span ${i}`)));
    await keep(...Array.from({ length: 30 }, (_, i) => span(`more ${i}`)));
    await keep(span('last'));
    const began = performance.now();
    forward({ recordsPerSecond: 100 });
    await eventually(() => expect(receiver.spans).toHaveLength(61));
    // All may come in one request; then the pace shows in the next.
    await keep(span('after'));
    await eventually(() => expect(receiver.names()).toContain('after'));
    expect(performance.now() - began).toBeGreaterThan(550);
  });
});

describe('a target gets', () => {
  it('only its services', async () => {
    await keep(span('shop'), span('mes', { service: 'mes-api' }));
    await keep(span('end', { service: 'mes-api' }));
    forward({ filter: { ...everything.filter, services: new Set(['mes-api']) } });
    await eventually(() => expect(receiver.names()).toEqual(['mes', 'end']));
  });

  it('only traces of orders, whole, though they name their order late', async () => {
    const traceId = hexId(32);
    await keep(span('health check'), span('first of the order', { traceId }));
    const forwarding = forward({ filter: { ...everything.filter, onlyOrders: true } });
    await keep(span('names it', { traceId, order: '1' }));
    await eventually(() => expect(receiver.names()).toContain('names it'));
    expect(new Set(receiver.names())).toEqual(new Set(['first of the order', 'names it']));
    await forwarding.stop();
  });

  it('only its tenants', async () => {
    await keep(span('ours', { order: '1', tenant: 'a' }), span('theirs', { order: '1', tenant: 'b' }));
    await keep(span('end', { order: '2', tenant: 'a' }));
    forward({ filter: { ...everything.filter, onlyOrders: true, tenants: new Set(['a']) } });
    await eventually(() => expect(receiver.names()).toEqual(['ours', 'end']));
  });

  it('only what happened under contract', async () => {
    await keepLogs(
      transition('1', 'CREATED', start),
      transition('1', 'APPROVED', start + hour),
      transition('1', 'SHIPPED', start + 3n * hour),
    );
    await keep(
      span('upload', { order: '1', startNanos: start + 1n }),
      span('claim', { order: '1', startNanos: start + 2n * hour }),
      span('survey', { order: '1', startNanos: start + 4n * hour }),
    );
    forward({ filter: { ...everything.filter, onlyOrders: true, contractOnly: true } });
    await eventually(() => expect(receiver.names()).toEqual(['claim']));
  });

  it('each order as one trace, again as it moves on', async () => {
    const now = () => start + 5n * hour;
    const context = foldContext({ store, flows: flowsOf([manufacturerFlow()]), now });
    const fold = async () => foldPass(context, { position: await store.savedPosition() });
    await keepLogs(transition('48213', 'CREATED', start));
    await keep(span('POST /orders', { order: '48213' }));
    await fold();
    forward({ orderTraces: 'moving' });
    await eventually(() => expect(receiver.names()).toEqual(expect.arrayContaining(['order', 'CREATED'])));
    await keepLogs(transition('48213', 'SUBMITTED', start + hour));
    await fold();
    await eventually(() => expect(receiver.names()).toContain('SUBMITTED'));
    const order = new Set(
      receiver.spans.filter(({ name }) => name === 'order').map(({ traceId }) => traceId),
    );
    expect(order.size).toBe(1);
  });
});

describe('the forward file', () => {
  const file = () => join(folder, 'forward.yaml');

  it('names targets with their filters; a token comes from a file', async () => {
    await writeFile(join(folder, 'token'), 'secret\n');
    await writeFile(
      file(),
      `targets:
  - { name: jaeger, endpoint: 'http://jaeger:4318/', signals: [traces], order_traces: true }
  - { name: partner, endpoint: 'https://collector.example', token_file: ${join(folder, 'token')}, tenants: [a], coverage: approved-to-shipped }
`,
    );
    const [jaeger, partner] = await readTargets(file());
    expect(jaeger).toMatchObject({
      endpoint: 'http://jaeger:4318',
      traces: true,
      logs: false,
      orderTraces: 'moving',
      begin: 'now',
    });
    expect(partner).toMatchObject({
      headers: { authorization: 'Bearer secret' },
      filter: { onlyOrders: true, contractOnly: true },
    });
  });

  it.each([
    ['targets: [{ name: jaeger }]', 'endpoint'],
    ['targets: [{ name: Jaeger, endpoint: "http://j" }]', 'targets.0.name'],
    ['targets: [{ name: a, endpoint: "http://j", order_trace: true }]', 'targets.0'],
    [
      'targets: [{ name: a, endpoint: "http://j" }, { name: a, endpoint: "http://k" }]',
      'two targets are named a',
    ],
    ['targets: [{ name: a, endpoint: "ftp://j" }]', 'targets.0.endpoint'],
    ['targets: {', 'no YAML'],
  ])('%s is refused: %s', async (text, message) => {
    await writeFile(file(), text);
    await expect(readTargets(file())).rejects.toThrow(message);
  });
});
