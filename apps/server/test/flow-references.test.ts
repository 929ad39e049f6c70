import { mkdtempSync, existsSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowLeadTime, FlowMapView, FlowResources, FlowStages, Times, Variants } from '@ordertrace/api';
import { openEventLog, type ReadOptions } from '@ordertrace/event-logs';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, eventBatch, type Transition } from '@ordertrace/model';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import type { Store } from '@ordertrace/store';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { foldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { createApi } from '../src/api.js';

const shared = [
  join(import.meta.dirname, '../../../../shared/data/event-logs'),
  join(import.meta.dirname, '../../../../../shared/data/event-logs'),
].find((path) => existsSync(path));

interface Expected {
  events: number;
  cases: number;
  activities: Record<string, number>;
  start_activities: Record<string, number>;
  end_activities: Record<string, number>;
  dfg: [string, string, number][];
  variants_count: number;
  variants_top20: { count: number; variant: string[] }[];
  case_duration_s: {
    min: number;
    max: number;
    mean: number;
    median: number;
    sum: number;
    p90_linear: number;
  };
  performance_dfg_s: [
    string,
    string,
    { mean: number; median: number; min: number; max: number; sum: number },
  ][];
}

const patients = {
  mapping: {
    case: 'patient',
    activity: 'handling',
    lifecycle: 'registration_type',
    instance: 'handling_id',
    resource: 'employee',
  },
} as const;

/** Seconds from the first start to the last completion, computed from the file by a script of Python. */
const o2cFromStart = {
  min: 1_189_817,
  max: 4_652_025,
  mean: 2_105_012.4312796206,
  median: 1_933_267.5,
  p90_linear: 2_924_001,
  sum: 2_664_945_738,
};

/** Each log under a name of its own, in one store. */
const logs: [name: string, file: string, expected: string, options: ReadOptions][] = [
  ['example-csv', 'running-example.csv', 'csv-running-example', {}],
  ['example-xes', 'running-example.xes', 'running-example', {}],
  ['receipt', 'receipt.xes.gz', '08_receipt', {}],
  ['o2c', 'interval_event_log.csv', 'csv-interval_event_log', {}],
  ['patients-start', 'patients.csv.gz', 'csv-patients-start', { ...patients, lifecycle: 'start' }],
  ['patients-end', 'patients.csv.gz', 'csv-patients-complete', { ...patients, lifecycle: 'complete' }],
];

describe.skipIf(!shared)(
  'flow statistics of logs that other tools counted (skipped without shared/data)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-references-'));
    let store: Store;
    let api: FastifyInstance;

    beforeAll(async () => {
      store = await openDuckdbStore({ path: join(folder, 'store') });
      for (const [name, file, , options] of logs) await importLog(name, file, options);
      await importLog('patients', 'patients.csv.gz', { ...patients, lifecycle: 'pair' });
      const flow = manufacturerFlow();
      const context = foldContext({ store, flows: flowsOf([flow]), now: () => 2n ** 60n });
      for (let position = store.positions.start, more = true; more;) {
        const folded = await foldPass(context, { position });
        more = folded.position !== position;
        position = folded.position;
      }
      api = await createApi({
        store,
        gate: createGate(defaultPolicy),
        flows: () => flowsOf([flow]),
        coverage: context.coverage,
        logger: pino({ level: 'silent' }),
        metrics: createRegistry(),
        readiness: () => ({}),
        consoleFolder: undefined,
      });
    }, 120_000);
    afterAll(async () => {
      await api.close();
      await store.close();
      rmSync(folder, { recursive: true });
    });

    async function importLog(name: string, file: string, options: ReadOptions): Promise<void> {
      const path = join(folder, file);
      copyFileSync(join(shared ?? '', file), path);
      for await (const { events } of (await openEventLog(path, options)).batches())
        await store.append(
          eventBatch(
            events.map((event): Transition => ({
              type: 'transition',
              tenantId: name,
              orderId: event.orderId,
              stage: event.activity,
              service: '',
              timeNanos: event.timeNanos,
              place: BigInt(event.place),
              source: `imported:${name}`,
              ...(event.startNanos === undefined ? {} : { startNanos: event.startNanos }),
              ...(event.resource === undefined ? {} : { resource: event.resource }),
            })),
          ),
        );
    }

    async function get<T>(path: string): Promise<T> {
      const response = await api.inject({ url: `/api/v1${path}` });
      expect(response.statusCode, response.body).toBe(200);
      return response.json<T>();
    }

    function expectTimes(actual: Times | null, seconds: Partial<Record<string, number>>): void {
      const near = (ms: number | undefined, of: number | undefined) => {
        if (of !== undefined) expect(Math.abs((ms ?? NaN) - of * 1000)).toBeLessThanOrEqual(1);
      };
      near(actual?.median_ms, seconds['median']);
      near(actual?.mean_ms, seconds['mean']);
      near(actual?.min_ms, seconds['min']);
      near(actual?.max_ms, seconds['max']);
      near(actual?.total_ms, seconds['sum']);
      near(actual?.p90_ms, seconds['p90_linear']);
    }

    const counted = (list: [string, number][]) =>
      Object.fromEntries(list.filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));

    it.each(logs)(
      '%s: counts, edges, variants, starts, ends and times',
      async (name, _file, expectedName) => {
        const text = readFileSync(join(shared ?? '', 'expected', `${expectedName}.json`), 'utf8');
        const expected = JSON.parse(text.replaceAll(': NaN', ': null')) as Expected;
        const map = await get<FlowMapView>(`/flow/map?source=imported:${name}`);
        expect(map.orders).toBe(expected.cases);
        expect(counted(map.activities.map((one) => [one.name, one.count]))).toEqual(
          counted(Object.entries(expected.activities)),
        );
        expect(counted(map.activities.map((one) => [one.name, one.starts]))).toEqual(
          counted(Object.entries(expected.start_activities)),
        );
        expect(counted(map.activities.map((one) => [one.name, one.ends]))).toEqual(
          counted(Object.entries(expected.end_activities)),
        );
        expect(counted(map.edges.map((edge) => [`${edge.from} → ${edge.to}`, edge.count]))).toEqual(
          counted(expected.dfg.map(([from, to, count]) => [`${from} → ${to}`, count])),
        );
        for (const [from, to, times] of expected.performance_dfg_s)
          expectTimes(map.edges.find((edge) => edge.from === from && edge.to === to)?.times ?? null, times);

        const { variants, total } = await get<Variants>(`/flow/variants?source=imported:${name}&limit=500`);
        expect(total).toBe(expected.variants_count);
        const byActivities = new Map(variants.map((one) => [one.activities.join(' → '), one.count]));
        for (const { count, variant } of expected.variants_top20)
          expect(byActivities.get(variant.join(' → '))).toBe(count);

        const lead = await get<FlowLeadTime>(`/flow/lead-time?source=imported:${name}`);
        expect(lead.orders).toBe(expected.cases);
        // PM4Py counts from the first completion; this log has the start of each activity.
        expectTimes(lead.percentiles, name === 'o2c' ? o2cFromStart : expected.case_duration_s);
      },
    );

    it('patients: the published idle time of each resource, in days to four decimals', async () => {
      const { resources } = await get<FlowResources>('/flow/resources?source=imported:patients');
      const days = resources.map(({ resource, idle_ms }) => [resource, (idle_ms / 86_400_000).toFixed(4)]);
      expect(days).toEqual([
        ['r7', '464.4199'],
        ['r1', '450.2124'],
        ['r4', '442.6260'],
        ['r5', '430.1764'],
        ['r3', '429.1064'],
        ['r6', '425.5362'],
        ['r2', '214.7436'],
      ]);
    });

    it('o2c: waiting and working add up to the time of an edge where nothing overlaps', async () => {
      const { edges } = await get<FlowMapView>('/flow/map?source=imported:o2c');
      const edge = edges.find(({ from, to }) => from === 'pay' && to === 'prepare delivery');
      expect(edge?.waiting).not.toBeNull();
      expect(edge?.working?.total_ms).toBeGreaterThan(0);
      const { stages } = await get<FlowStages>('/flow/stages?source=imported:o2c');
      expect(stages.map(({ rank }) => rank)).toEqual(stages.map((_, i) => i + 1));
      expect(stages.every(({ open }) => open === 0)).toBe(true);
    });
  },
);
