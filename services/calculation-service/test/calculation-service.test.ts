import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { opened, ringMesh, volumeOf, writeStl } from '@ordertrace/geometry';
import { openModelStore } from '@ordertrace/model-files';
import { readOrderMessage } from '@ordertrace/messaging';
import type { RunningService } from '@ordertrace/service-kit';
import { postgresMissing, startPostgres, type TestPostgres } from '../../../tests/support/postgres.js';
import { until } from '../../../tests/support/until.js';
import { startCalculationService, type CalculationOverrides } from '../dist/calculation-service.js';
import { readCalculationConfig } from '../dist/config.js';
import { requestOf, startPeer, type Peer } from './peer.js';

const missing = postgresMissing();
const ring = ringMesh({ innerDiameterMm: 17, bandWidthMm: 4, thicknessMm: 2 });
const fast = { pollMs: 20, leaseMs: 300, retryPauseMs: 50 };
type ReadModel = NonNullable<CalculationOverrides['readModel']>;

describe.skipIf(missing !== undefined)(`the Calculation Service (${missing ?? 'with Postgres'})`, () => {
  let postgres: TestPostgres;
  let folder: string;
  let peer: Peer;
  let databaseUrl: string;
  const running: RunningService[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-calculation-'));
    const large = ringMesh({
      innerDiameterMm: 17,
      bandWidthMm: 4,
      thicknessMm: 2,
      segments: 900,
      profileSegments: 500,
    });
    const files = { 'ring.stl': ring, 'open.stl': opened(ring), 'large.stl': large };
    for (const [key, mesh] of Object.entries(files))
      await openModelStore(pathToFileURL(folder).href).put(key, Readable.from([writeStl(mesh, 'binary')]), {
        maxBytes: 50e6,
      });
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    databaseUrl = await postgres.createDatabase();
    peer = await startPeer();
  });
  afterEach(async () => {
    for (const service of running.splice(0)) await service.close();
    await peer.close();
  });

  const settings = () => ({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    MODELS_URL: pathToFileURL(folder).href,
    PEERS: `mes.calculations=${peer.url}`,
  });

  async function start(overrides: CalculationOverrides = {}): Promise<RunningService> {
    const service = await startCalculationService(readCalculationConfig(settings()), {
      log: pino({ level: 'silent' }),
      runner: fast,
      ...overrides,
    });
    running.push(service);
    return service;
  }

  const results = (count: number) =>
    until(`${count} results`, () => Promise.resolve(peer.results.length >= count)).then(() =>
      peer.results.map(readOrderMessage),
    );
  const stateOf = async ({ url }: { url: string }, orderId: string) =>
    (await (await fetch(`${url}/calculations/${orderId}?tenant=retail`)).json()) as Record<string, unknown>;
  const isRunning = (service: { url: string }, orderId: string) =>
    until(`${orderId} runs`, async () => (await stateOf(service, orderId))['state'] === 'RUNNING');

  /** Reads nothing until it is interrupted; counts the calls. */
  function hangingReader() {
    let asked = 0;
    const readModel: ReadModel = async (_key, { signal }) => {
      asked++;
      if (!signal.aborted) await once(signal, 'abort');
      return { kind: 'interrupted' };
    };
    return { readModel, asked: () => asked };
  }

  it('measures, weighs and prices a model', async () => {
    const service = await start();
    expect(await peer.send(requestOf('48213', { quantity: 2 }), service.url)).toBe(204);
    const [message] = await results(1);
    expect(message).toMatchObject({ type: 'calculation.completed', source: 'calculation-service' });
    if (message?.type !== 'calculation.completed') return;
    const { data } = message;
    expect(data).toMatchObject({ order_id: '48213', tenant_id: 'retail' });
    expect(data.volume_mm3).toBeCloseTo(volumeOf(ring), 6);
    expect(data.weight_g).toBeCloseTo((2 * volumeOf(ring) * 10.36) / 1000, 3);
    expect(Number(data.price.amount)).toBeGreaterThan(20);
    expect(await stateOf(service, '48213')).toMatchObject({ state: 'COMPLETED', progress: 1, facets: 4608 });
    expect(JSON.stringify(await stateOf(service, '48213'))).not.toContain(data.price.amount);
  });

  it('logs what it does, and neither weight nor price', async () => {
    const lines: string[] = [];
    const service = await start({ log: pino({ level: 'trace' }, { write: (line) => lines.push(line) }) });
    await peer.send(requestOf('21'), service.url);
    const [message] = await results(1);
    await service.close();
    expect(lines.join('')).toContain('model calculated');
    if (message?.type !== 'calculation.completed') throw new Error('no result');
    for (const secret of [message.data.price.amount, message.data.weight_g, message.data.volume_mm3])
      expect(lines.join('')).not.toContain(String(secret));
  });

  it('tells the customer why a model can not be made', async () => {
    const service = await start();
    await peer.send(requestOf('1', { model_key: 'open.stl' }), service.url);
    await peer.send(requestOf('2', { model_key: 'gone.stl' }), service.url);
    const messages = await results(2);
    expect(messages.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          order_id: '1',
          reason_code: 'model_not_closed',
          reason: expect.stringMatching(/holes/),
        }),
        expect.objectContaining({ order_id: '2', reason_code: 'model_missing' }),
      ]),
    );
    expect(await stateOf(service, '1')).toMatchObject({ state: 'REJECTED', reason_code: 'model_not_closed' });
  });

  it('calculates a message that comes twice once', async () => {
    const service = await start();
    const request = requestOf('7');
    expect(await Promise.all([peer.send(request, service.url), peer.send(request, service.url)])).toEqual([
      204, 204,
    ]);
    await results(1);
    await peer.send(request, service.url);
    await peer.send(requestOf('8'), service.url);
    expect((await results(2)).map(({ data }) => data.order_id)).toEqual(['7', '8']);
  });

  it('gives up a message that is no request, at once', async () => {
    const service = await start();
    const broken = { ...requestOf('9'), data: { order_id: '9', tenant_id: 'retail', quantity: 'many' } };
    expect(await peer.send(broken, service.url)).toBe(204);
    const { dead_letters: letters } = (await (await fetch(`${service.url}/dead-letters`)).json()) as {
      dead_letters: object[];
    };
    expect(letters).toMatchObject([{ order_id: '9', queue: 'calculation.requests' }]);
  });

  it('calculates the newer request when one overtakes another', async () => {
    let asked = 0;
    const readModel: ReadModel = async (key, { signal }) => {
      asked++;
      if (key === 'first') await once(signal, 'abort');
      const rejection = { code: 'model_empty' as const, reason: key };
      return { kind: 'rejected', rejection };
    };
    const service = await start({ readModel });
    await peer.send(requestOf('5', { model_key: 'first' }), service.url);
    await isRunning(service, '5');
    await peer.send(requestOf('5', { model_key: 'second' }), service.url);
    await peer.send(requestOf('6', { model_key: 'third' }), service.url);
    const messages = await results(2);
    expect(messages.map(({ data }) => 'reason' in data && data.reason).toSorted()).toEqual([
      'second',
      'third',
    ]);
    expect(asked).toBe(3);
  });

  it('tries again while the models can not be read, or a thread breaks down', async () => {
    let asked = 0;
    const readModel: ReadModel = () => {
      asked++;
      if (asked === 1) return Promise.resolve({ kind: 'unavailable', reason: 'away' });
      if (asked === 2) return Promise.reject(new Error('broken'));
      return Promise.resolve({ kind: 'rejected', rejection: { code: 'model_empty', reason: 'none' } });
    };
    const service = await start({ readModel });
    await peer.send(requestOf('3'), service.url);
    expect((await results(1)).length).toBe(1);
    expect(asked).toBe(3);
  });

  it('gives a calculation up that breaks down again and again', async () => {
    const readModel: ReadModel = () => Promise.reject(new Error('broken'));
    const service = await start({ readModel });
    await peer.send(requestOf('4'), service.url);
    const [message] = await results(1);
    expect(message?.data).toMatchObject({ reason_code: 'calculation_failed' });
  });

  it('leaves to its successor what it has not done when it stops', async () => {
    const hanging = hangingReader();
    const first = await start({ readModel: hanging.readModel });
    await peer.send(requestOf('11'), first.url);
    await isRunning(first, '11');
    await first.close();
    await start();
    const [message] = await results(1);
    expect(message?.type).toBe('calculation.completed');
    expect(hanging.asked()).toBe(1);
  });

  it(
    'takes a calculation up again whose process was killed, and tells its result once',
    { timeout: 60_000 },
    async () => {
      const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
      const child = spawn(process.execPath, [main], {
        env: settings(),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const url = await new Promise<string>((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const entry = JSON.parse(line) as { url?: string };
          if (entry.url !== undefined) resolve(entry.url);
        });
      });
      await peer.send(requestOf('12', { model_key: 'large.stl' }), url);
      await isRunning({ url }, '12');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const service = await start();
      expect((await results(1)).map(({ type }) => type)).toEqual(['calculation.completed']);
      await peer.send(requestOf('13'), service.url);
      expect((await results(2)).map(({ data }) => data.order_id)).toEqual(['12', '13']);
    },
  );

  it('answers while it calculates, and tells the progress', async () => {
    const service = await start();
    await peer.send(requestOf('14', { model_key: 'large.stl' }), service.url);
    await until('progress', async () => {
      const { state, progress } = await stateOf(service, '14');
      expect(state).not.toBe('REJECTED');
      return (state === 'RUNNING' && Number(progress) > 0) || state === 'COMPLETED';
    });
    await results(1);
    expect(await stateOf(service, '14')).toMatchObject({ state: 'COMPLETED', facets: 900_000 });
  });

  it('asks whose order is meant where several tenants have it', async () => {
    const service = await start();
    await peer.send(requestOf('15'), service.url);
    await peer.send(requestOf('15', { tenant_id: 'acme' }), service.url);
    const answer = await fetch(`${service.url}/calculations/15`);
    expect(answer.status).toBe(300);
    expect(await answer.json()).toMatchObject({ code: 'order_ambiguous', tenants: ['acme', 'retail'] });
    expect((await fetch(`${service.url}/calculations/15?tenant=acme`)).status).toBe(200);
    expect((await fetch(`${service.url}/calculations/none`)).status).toBe(404);
  });

  it('says that it is ready, and describes itself', async () => {
    const { url } = await start();
    for (const path of ['/healthz', '/readyz']) expect((await fetch(url + path)).status).toBe(200);
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(paths)).toContain('/calculations/{order_id}');
  });
});
