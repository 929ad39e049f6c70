import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CauseList,
  FlowForecast,
  FlowList,
  FlowStages,
  FlowView,
  Numbers,
  OrderList,
  OrderWithDiagnosis,
} from '@ordertrace/api';
import { manufacturerFlowText } from '@ordertrace/flow';
import { nanosFromMillis, type AttributeValue, type LogRecord, noCoverage } from '@ordertrace/model';
import { decodeLogs, encodeLogs } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../src/config-error.js';
import { changedSinceStop, flowMetrics, FlowsInUse, noteRules } from '../src/flows/index.js';
import { createRegistry } from '../src/metrics/index.js';
import { ProblemDesk } from '../src/problems/index.js';
import { learningEvents, learningOf } from '../src/fold/learn-events.js';
import { storeEnvelope } from '../src/receive/index.js';
import { FoldLoop } from '../src/fold/fold-loop.js';
import { createApi } from '../src/api.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const repairs = `
name: repairs
for: { attributes: { order.kind: repair } }
start: [CREATED]
end: [RETURNED]
stages:
  CREATED: { owner: repair-desk, waits_for: operator, within: 30 days, next: [SUBMITTED] }
  SUBMITTED: { owner: repair-desk, waits_for: operator, within: 30 days, next: [RETURNED] }
  RETURNED:
`;
const logger = pino({ level: 'silent' });
const hour = nanosFromMillis(3_600_000);
const now = nanosFromMillis(Date.now());
const patient = { timeout: 20_000 };

function entered(orderId: string, stage: string, more: readonly [string, AttributeValue][] = []): LogRecord {
  const timeNanos = now - 3n * hour;
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: '',
    body: null,
    eventName: 'order.transition',
    attributes: new Map<string, AttributeValue>([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['stage', stage],
      ...more,
    ]),
    resource: { attributes: new Map([['service.name', 'shop-api']]) },
    scope: { name: 'test', version: '', attributes: new Map() },
  };
}

describe('several flows', () => {
  let folder: string;
  let store: Store;
  let flows: FlowsInUse;
  let fold: FoldLoop;
  let api: FastifyInstance;
  const metrics = createRegistry();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-flows-'));
    await write('manufacturer.yaml', manufacturerFlowText());
    await write('repairs.yaml', repairs);
    flows = await FlowsInUse.open({ setting: folder, logger, everyMs: 20 });
    metrics.clear();
    flowMetrics(() => flows.files, metrics);
    store = createMemoryStore();
    const desk = new ProblemDesk({ store, now: () => now, flows: () => flows.current });
    fold = new FoldLoop({ store, flows: flows.current, signs: new ServiceSigns(), desk, logger });
    flows.onChange((changed) => void fold.useFlows(changed));
    fold.start();
    api = await createApi({
      store,
      flows: () => flows.current,
      flowFiles: () => flows.files,
      coverage: noCoverage,
      gate: createGate(defaultPolicy),
      logger,
      metrics,
      readiness: () => ({}),
      consoleFolder: undefined,
    });
  });
  afterEach(async () => {
    await api.close();
    await flows.close();
    await fold.stop();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const send = async (...logs: LogRecord[]) => {
    const learning = learningOf(flows.current);
    const { batch } = decodeLogs(encodeLogs(logs), 'protobuf');
    await storeEnvelope({ batch }, [learningEvents(() => learning)], store);
  };
  async function get<T>(path: string): Promise<T> {
    const response = await api.inject({ url: `/api/v1${path}` });
    expect(response.statusCode, response.body).toBe(200);
    return response.json<T>();
  }
  const situation = async (orderId: string) => {
    const order = await store.order({ tenantId: 'retail', orderId });
    return [order?.flow, order?.diagnosis?.situation];
  };
  const faulty = async () => (await get<FlowList>('/flows')).faulty_files;

  it('each judge their own orders, by deadlines of their own, in lists, counts, numbers and statistics', async () => {
    await send(entered('new', 'SUBMITTED'), entered('old', 'SUBMITTED', [['order.kind', 'repair']]));
    await vi.waitFor(async () => {
      expect(await situation('new')).toEqual(['manufacturer', 'stuck']);
      expect(await situation('old')).toEqual(['repairs', 'on_track']);
    }, patient);
    const { orders } = await get<OrderList>('/orders?flow=repairs');
    expect(orders).toMatchObject([{ order_id: 'old', flow: 'repairs' }]);
    const counts = await get<{ counts: { count: number }[] }>('/orders/counts?flow=manufacturer');
    expect(counts.counts).toMatchObject([{ stage: 'SUBMITTED', situation: 'stuck', count: 1 }]);
    const problemsOf = async (flow: string) => (await get<{ total: number }>(`/problems?flow=${flow}`)).total;
    await vi.waitFor(async () => expect(await problemsOf('manufacturer')).toBe(1), patient);
    expect(await problemsOf('repairs')).toBe(0);
    const deadline = async (filter: string) =>
      (await get<FlowStages>(`/flow/stages${filter}`)).stages.find(({ stage }) => stage === 'SUBMITTED');
    expect(await deadline('?flow=repairs')).toMatchObject({ deadline: '30 days', entered: 1 });
    expect(await deadline('?flow=manufacturer')).toMatchObject({ deadline: '1 hour', entered: 1 });
    expect(await deadline('')).toMatchObject({ deadline: null, entered: 2 });
    expect((await get<FlowForecast>('/flow/forecast?order_id=old')).samples).toBe(0);
  });

  it('count what they deliver together and each alone', async () => {
    const repair = [['order.kind', 'repair']] as const;
    const kinds = repair.map(([key, value]): [string, AttributeValue] => [key, value]);
    await send(...['CREATED', 'SUBMITTED', 'RETURNED'].map((stage) => entered('old', stage, kinds)));
    await send(...['CREATED', 'SUBMITTED', 'CLOSED'].map((stage) => entered('new', stage)));
    await vi.waitFor(async () => {
      const { lead_time: all } = await get<Numbers>('/numbers');
      expect(all.now.orders).toBe(2);
    }, patient);
    const { lead_time: alone } = await get<Numbers>('/numbers?flow=repairs');
    expect(alone.now.orders).toBe(1);
    expect(new Set(alone.stages.map(({ flow }) => flow))).toEqual(new Set(['repairs']));
    expect((await get<Numbers>('/numbers?flow=none')).lead_time.now.orders).toBe(0);
  });

  it('are told with whose orders they are for', async () => {
    const list = await get<FlowList>('/flows');
    expect(list.flows).toMatchObject([
      {
        name: 'repairs',
        default: false,
        file: join(folder, 'repairs.yaml'),
        for: { tenants: null, attributes: { 'order.kind': ['repair'] } },
      },
      { name: 'manufacturer', default: true, for: null },
    ]);
    expect(list.faulty_files).toEqual([]);
    expect(await get('/flow')).toMatchObject({ name: 'manufacturer' });
    expect(await get('/flow?flow=repairs')).toMatchObject({ name: 'repairs' });
    expect((await api.inject({ url: '/api/v1/flow?flow=none' })).json()).toMatchObject({
      code: 'no_such_flow',
    });
  });

  it('keep what a file had while it has mistakes, and take changes of the others', async () => {
    await send(entered('new', 'SUBMITTED'), entered('old', 'SUBMITTED', [['order.kind', 'repair']]));
    await vi.waitFor(async () => expect(await situation('new')).toEqual(['manufacturer', 'stuck']), patient);
    await write('repairs.yaml', 'name: repairs\nfor: everyone');
    await write('manufacturer.yaml', manufacturerFlowText().replace('within: 1 hour', 'within: 9 days'));
    await vi.waitFor(async () => {
      expect(await situation('new')).toEqual(['manufacturer', 'on_track']);
      expect(await faulty()).toMatchObject([{ file: join(folder, 'repairs.yaml') }]);
    }, patient);
    expect((await faulty())[0]?.error).toMatch(/repairs\.yaml:2:/);
    expect(await metrics.metrics()).toMatch(/ordertrace_flow_file_faulty\{file=".*repairs\.yaml"\} 1/);
    expect(flows.current.all.map(({ name }) => name)).toEqual(['repairs', 'manufacturer']);
    await write('repairs.yaml', repairs.replaceAll('30 days', '1 hour'));
    await vi.waitFor(async () => expect(await situation('old')).toEqual(['repairs', 'stuck']), patient);
    expect(await faulty()).toEqual([]);
  });

  it('have causes of their own for a stage of one name and owner', async () => {
    await write(
      'manufacturer.yaml',
      repairs.replace(/^name.*\nfor.*$/m, 'name: making').replaceAll('30 days', '1 hour'),
    );
    await write('repairs.yaml', repairs.replaceAll('30 days', '1 hour'));
    await vi.waitFor(() => expect(flows.current.fallback.name).toBe('making'), patient);
    await send(entered('new', 'SUBMITTED'), entered('old', 'SUBMITTED', [['order.kind', 'repair']]));
    const causes = async () => (await get<CauseList>('/causes')).causes;
    await vi.waitFor(async () => expect(await causes()).toHaveLength(2), patient);
    const texts = (await causes()).map(({ title, place }) => [title, place.flow]);
    expect(texts.sort()).toEqual([
      ['An operator does not move orders on from “Submitted” in time.', undefined],
      ['An operator does not move orders on from “Submitted” of flow repairs in time.', 'repairs'],
    ]);
    expect((await get<CauseList>('/causes?flow=repairs')).causes).toMatchObject([
      { place: { flow: 'repairs' }, examples: [{ order_id: 'old' }] },
    ]);
  });

  it('name their stages in sentences, also after only a name was changed', async () => {
    const names = (text: string) =>
      repairs
        .replaceAll('30 days', '1 hour')
        .replace('SUBMITTED: {', `SUBMITTED: { names: { en: ${text}, ru: У мастера },`);
    await write('repairs.yaml', names('On the bench'));
    const isNamed = (text: string) => () =>
      expect(flows.current.named('repairs').stages[1]?.names?.en).toBe(text);
    await vi.waitFor(isNamed('On the bench'), patient);
    await send(entered('new', 'SUBMITTED'), entered('old', 'SUBMITTED', [['order.kind', 'repair']]));
    await vi.waitFor(async () => expect(await situation('old')).toEqual(['repairs', 'stuck']), patient);
    await vi.waitFor(async () => expect(await situation('new')).toEqual(['manufacturer', 'stuck']), patient);
    const order = async (id: string, language: string) => {
      const headers = { 'accept-language': language };
      const { body } = await api.inject({ url: `/api/v1/orders/${id}`, headers });
      return JSON.parse(body) as OrderWithDiagnosis;
    };
    expect(await order('old', 'en')).toMatchObject({
      stage: 'SUBMITTED',
      reason: expect.stringMatching(/^Stuck in “On the bench”: /) as string,
      answer: expect.stringMatching(/^Stuck in “On the bench”: /) as string,
      customer_answer: expect.stringMatching(/^Your order old is at the stage “On the bench” /) as string,
      diagnosis: { details: { stage: 'SUBMITTED' } },
    });
    expect((await order('old', 'ru')).customer_answer).toMatch(/^Ваш заказ old на этапе «У мастера» /);
    expect((await order('new', 'ru')).diagnosis?.next_step).toContain('из этапа «На расчёте»');
    const flow = await get<FlowView>('/flow?flow=repairs');
    expect(flow.stages.map((stage) => [stage.name, stage.names])).toEqual([
      ['CREATED', undefined],
      ['SUBMITTED', { en: 'On the bench', ru: 'У мастера' }],
      ['RETURNED', undefined],
    ]);
    const titles = async () =>
      (await get<CauseList>('/causes?flow=repairs')).causes.map(({ title }) => title);
    const title = (stage: string) => [
      `An operator does not move orders on from “${stage}” of flow repairs in time.`,
    ];
    await vi.waitFor(async () => expect(await titles()).toEqual(title('On the bench')), patient);
    await write('repairs.yaml', names('In repair'));
    await vi.waitFor(isNamed('In repair'), patient);
    expect(await titles()).toEqual(title('In repair'));
    const pages = async (path: string) =>
      (await api.inject({ url: `/partner${path}tenant=retail&lang=ru` })).body;
    expect(await pages('?')).toMatch(/У мастера/);
    expect(await pages('?')).toMatch(/На расчёте/);
    expect(await pages('/orders/old?')).toMatch(/У мастера/);
    expect(await pages('/webhooks?')).toMatch(/value="SUBMITTED"\s*\/>На расчёте/);
  });

  it('stay as they are where files do not fit together, and follow files that come and go', async () => {
    await write('third.yaml', repairs.replace('name: repairs', 'name: third'));
    await vi.waitFor(
      async () => expect((await faulty())[0]?.error).toMatch(/third\.yaml:3:1: .*rank/),
      patient,
    );
    expect(flows.current.all).toHaveLength(2);
    await write('third.yaml', repairs.replace('name: repairs', 'name: third').replace('repair }', 'third }'));
    await vi.waitFor(() => expect(flows.current.all).toHaveLength(3), patient);
    await send(entered('old', 'SUBMITTED', [['order.kind', 'repair']]));
    await vi.waitFor(async () => expect((await situation('old'))[0]).toBe('repairs'), patient);
    await rm(join(folder, 'repairs.yaml'));
    await vi.waitFor(async () => expect((await situation('old'))[0]).toBe('manufacturer'), patient);
  });

  it('are refused at start with every mistake of every file', async () => {
    await write('repairs.yaml', 'name: repairs');
    await write('bad.yaml', 'name: bad\nfor: {}');
    const opened = FlowsInUse.open({ setting: folder, logger });
    await expect(opened).rejects.toThrow(ConfigError);
    await expect(opened).rejects.toThrow(/ORDERTRACE_FLOW: [^]*bad\.yaml:2:[^]*repairs\.yaml:1:/);
    const twice = `${join(folder, 'manufacturer.yaml')}, ${folder}/none.yaml`;
    await expect(FlowsInUse.open({ setting: twice, logger })).rejects.toThrow(/none\.yaml/);
  });

  it('that changed while no server ran are known by a mark in the data folder', async () => {
    expect(await changedSinceStop(folder, { flows: flows.current })).toBe(false);
    await noteRules(folder, { flows: flows.current });
    expect(await changedSinceStop(folder, { flows: flows.current })).toBe(false);
    const alone = await FlowsInUse.open({ setting: join(folder, 'manufacturer.yaml'), logger });
    expect(await changedSinceStop(folder, { flows: alone.current })).toBe(true);
    expect(await changedSinceStop(folder, { flows: flows.current, judging: 0 })).toBe(true);
    await alone.close();
  });
});
