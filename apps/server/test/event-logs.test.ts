import { eventBatch, flowsOf, noCoverage } from '@ordertrace/model';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type {
  FlowMapView,
  ImportProblem,
  ImportProgress,
  ImportReport,
  OrderList,
  ProblemDetails,
} from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { createMemoryStore, type Store } from '@ordertrace/store';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRegistry } from '../src/metrics/index.js';
import { ImportCounting } from '../src/event-logs/index.js';
import { FoldLoop } from '../src/fold/fold-loop.js';
import { createApi } from '../src/api.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const flow = manufacturerFlow();
const logger = pino({ level: 'silent' });
let store: Store;
let fold: FoldLoop;
let app: FastifyInstance;
let folder: string;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'imports-')), 'spool');
  const memory = createMemoryStore();
  const counting = new ImportCounting(memory);
  store = counting.watching(memory);
  fold = new FoldLoop({ store, flows: flowsOf([flow]), signs: new ServiceSigns(), logger });
  fold.start();
  app = await createApi({
    store,
    counting,
    flows: () => flowsOf([flow]),
    coverage: noCoverage,
    gate: createGate(defaultPolicy, { pseudonymKey: Buffer.alloc(32, 1) }),
    metrics: createRegistry(),
    readiness: () => ({ store: true, receiving: true, projection: true }),
    logger,
    spool: { folder, maxBytes: 1_000_000 },
    consoleFolder: undefined,
  });
});

afterEach(async () => {
  await app.close();
  await fold.stop();
  await store.close();
});

function post(query: Record<string, string>, body: string | Buffer) {
  return app.inject({ method: 'POST', url: '/api/v1/import', query: { log: 'past', ...query }, body });
}

async function imported(query: Record<string, string>, body: string | Buffer): Promise<ImportReport> {
  const answer = await post(query, body);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<ImportReport>();
}

/** A refused import: its problem, with the report. */
async function refusedImport(
  query: Record<string, string>,
  body: string | Buffer,
  status = 422,
): Promise<ImportProblem & { report: ImportReport }> {
  const answer = await post(query, body);
  expect(answer.statusCode, answer.body).toBe(status);
  const problem = answer.json<ImportProblem>();
  if (problem.report === undefined) throw new Error('A refused import has a report.');
  return { ...problem, report: problem.report };
}

async function exported(query: Record<string, string>): Promise<string> {
  const answer = await app.inject({ url: '/api/v1/export', query });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.body;
}

/** Pauses the fold until the returned function is called. */
function pausedFold(): () => void {
  let resume = (): void => undefined;
  void fold.whilePaused(() => new Promise<void>((resolve) => (resume = resolve)));
  return () => resume();
}

async function projected(): Promise<void> {
  const latest = await store.positions.latest();
  await vi.waitFor(async () => expect(await store.savedPosition()).toBe(latest), {
    timeout: 15_000,
    interval: 20,
  });
}

const rows = [
  'order_id,activity,timestamp,resource',
  'A-1,CREATED,2025-03-01T09:00:00Z,web',
  'A-1,SUBMITTED,2025-03-01T09:05:00Z,web',
  'A-2,CREATED,2025-03-01T10:00:00Z,web',
  'A-1,PRICED,2025-03-01T09:30:00Z,calculator',
];
const csv = rows.join('\n');

describe('import', () => {
  it('makes past orders of a log, beside those that live', async () => {
    const report = await imported({}, csv);
    expect(report).toMatchObject({
      state: 'done',
      events: 4,
      kept: 4,
      orders: 2,
      refused: 0,
      tenant_id: 'past',
    });
    expect(report.understood).toMatchObject({ variant: 'CSV', separator: ',', encoding: 'utf-8' });
    expect(report.preview[0]).toMatchObject({ order_id: 'A-1', events: [{ activity: 'CREATED' }, {}, {}] });
    await projected();
    const list = (await app.inject('/api/v1/orders?tenant=past&sort=order_id')).json<OrderList>();
    expect(list.orders.map(({ order_id, stage, situation }) => [order_id, stage, situation])).toEqual([
      ['A-1', 'PRICED', null],
      ['A-2', 'CREATED', null],
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps nothing of a dry run, and says the same', async () => {
    const report = await imported({ dry_run: 'true' }, csv);
    expect(report).toMatchObject({ state: 'checked', events: 4, kept: 0, orders: 2 });
    expect(await store.positions.latest()).toBe(store.positions.start);
  });

  it('keeps all or nothing unless told otherwise, and says which row and why', async () => {
    const bad = `${csv}\nA-3,CREATED,yesterday,web\nA-4,CREATED,2025-03-01T10:00:00Z,web`;
    const { report, ...problem } = await refusedImport({}, bad);
    expect(problem).toMatchObject({ code: 'rows_refused', field: 'on_error', status: 422 });
    expect(report).toMatchObject({ state: 'refused', refused_for: 'rows', kept: 0, refused: 1 });
    expect(report.refusals[0]).toMatchObject({
      row: 5,
      where: 'line 6',
      field: 'timestamp',
      code: 'time_unreadable',
    });
    expect(await store.positions.latest()).toBe(store.positions.start);
    expect(await imported({ on_error: 'stop' }, bad)).toMatchObject({ state: 'stopped', kept: 4 });
    expect(await imported({ on_error: 'skip' }, bad)).toMatchObject({ state: 'done', kept: 1, refused: 1 });
  });

  it('doubles nothing when a log is imported again, also with more at its end, and says how many are new', async () => {
    expect(await imported({}, csv)).toMatchObject({ new: 4, kept: 4, stored_before: { in_this_log: 0 } });
    const before = await exported({ format: 'csv' });
    expect(await imported({}, csv)).toMatchObject({ new: 0, kept: 0, stored_before: { in_this_log: 4 } });
    expect(await exported({ format: 'csv' })).toBe(before);
    const longer = `${csv}\nA-2,SUBMITTED,2025-03-01T10:00:00Z,web`;
    expect(await imported({ dry_run: 'true' }, longer)).toMatchObject({ new: 1, kept: 0 });
    expect(await imported({}, longer)).toMatchObject({ new: 1, kept: 1, stored_before: { in_this_log: 4 } });
    await projected();
    expect((await exported({ format: 'csv' })).split('\n').length).toBe(before.split('\n').length + 1);
  });

  it('takes the same thing done twice at one time as two', async () => {
    const twice =
      'order_id,activity,timestamp\n1,reminder,2025-03-01T09:00:00Z\n1,reminder,2025-03-01T09:00:00Z\n';
    await imported({}, gzipSync(twice));
    await projected();
    expect((await exported({ format: 'csv' })).trim().split('\n').length).toBe(3);
  });

  it('asks for what it does not know, by the name of the parameter', async () => {
    const answer = await post({}, 'a,b,c\n1,2,3\n');
    expect(answer.statusCode).toBe(400);
    expect(answer.json<ProblemDetails>()).toMatchObject({ code: 'column_missing', field: 'case' });
    const { report: local } = await refusedImport({}, csv.replaceAll('Z,', ','));
    expect(local.refusals[0]).toMatchObject({ code: 'time_zone_missing' });
    expect(local.refusals[0]?.way_out).toContain('time_zone=');
    expect(await imported({ time_zone: 'Europe/Moscow' }, csv.replaceAll('Z,', ','))).toMatchObject({
      state: 'done',
      first_at: '2025-03-01T06:00:00.000000000Z',
    });
  });

  it('lets no personal data in', async () => {
    const person =
      'order_id,activity,timestamp,resource,email\nada@example.com,CREATED,2025-03-01T09:00:00Z,web,x\n';
    expect(await imported({}, person)).toMatchObject({ state: 'done', refused: 0, scrubbed: 1 });
    const written =
      'order_id,activity,timestamp,resource,email\n1,mail to ada@example.com,2025-03-01T09:00:00Z,ada@example.com,ada@example.com\n';
    expect(await imported({}, written)).toMatchObject({ state: 'done', scrubbed: 2 });
    await projected();
    for (const format of ['csv', 'xes', 'ocel']) expect(await exported({ format })).not.toContain('ada@');
  });

  it('keeps orders apart whose ids or resources are personal data, or look like cards', async () => {
    const row = (id: string, resource: string) => `${id},CREATED,2025-03-01T09:00:00Z,${resource}\n`;
    const cards = ['4111111111111111', '4012888888881881', '4222222222222', '5555555555554444'];
    const persons = ['ada@example.com', 'bob@example.com', '+79161234567'];
    const text = [...cards, ...persons].map((id, i) => row(id, persons[i % 3] ?? '')).join('');
    const report = await imported({ log: 'apart' }, `order_id,activity,timestamp,resource\n${text}`);
    expect(report).toMatchObject({ state: 'done', kept: 7, refused: 0, orders: 7 });
    await projected();
    const lines = (await exported({ format: 'csv', source: 'imported:apart' })).trim().split('\n').slice(1);
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(7);
    expect(lines.join()).not.toMatch(/\d{11}|@/);
    expect(new Set(lines.join().match(/anon-[a-z]+/g)).size).toBe(7 + 3 - 3);
  });

  it('keeps order numbers as they are although one in ten passes the check of cards', async () => {
    const ids = Array.from({ length: 40 }, (_, i) =>
      String(4_276_000_000_000_000n + BigInt(i) * 7_777_777_777n),
    );
    const text = ids.map((id) => `${id},CREATED,2025-03-01T09:00:00Z\n`).join('');
    expect(await imported({ log: 'numbers' }, `order_id,activity,timestamp\n${text}`)).toMatchObject({
      state: 'done',
      refused: 0,
      scrubbed: 0,
      orders: 40,
    });
  });

  it('shows the first orders in the sequence of their events, whatever the sequence of the file', async () => {
    const backwards = [rows[0], ...rows.slice(1).reverse()].join('\n');
    const { preview } = await imported({ dry_run: 'true' }, backwards);
    const first = preview.find(({ order_id: id }) => id === 'A-1');
    expect(first?.events.map(({ activity }) => activity)).toEqual(['CREATED', 'SUBMITTED', 'PRICED']);
  });

  it('refuses what is too large, and forgets what came', async () => {
    const answer = await post({}, Buffer.alloc(1_000_001, 'a'));
    expect(answer.statusCode).toBe(413);
    expect(answer.json<ProblemDetails>().code).toBe('file_too_large');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells how far it is by the id that the caller chose', async () => {
    await imported({ id: 'my-import-1' }, csv);
    const progress = (await app.inject('/api/v1/imports/my-import-1')).json<ImportProgress>();
    expect(progress).toMatchObject({ state: 'done', events: 4, kept: 4 });
    expect(progress.report?.orders).toBe(2);
    expect((await app.inject('/api/v1/imports/unknown')).statusCode).toBe(404);
  });
});

describe('events that are stored already', () => {
  it('are recognised in an export under another name, and the import asks', async () => {
    await imported({}, csv);
    for (const format of ['csv', 'xes']) {
      const query = { log: 'export', tenant_column: 'tenant_id' };
      const file = await exported({ format });
      const { report, ...problem } = await refusedImport(query, file, 409);
      expect(problem).toMatchObject({ code: 'duplicates', field: 'duplicates' });
      expect(problem.detail).toContain('4 in imported:past of tenant past');
      expect(problem.detail).toMatch(/duplicates=skip.*duplicates=add/);
      expect(report).toMatchObject({
        state: 'refused',
        refused_for: 'duplicates',
        new: 0,
        kept: 0,
        stored_before: { elsewhere: [{ source: 'imported:past', tenant_id: 'past', events: 4 }] },
      });
    }
    expect(ways(await exported({ format: 'csv' })).length).toBe(4);
  });

  it('are left out, or counted twice, where that is stated', async () => {
    await imported({}, csv);
    const more = `${await exported({ format: 'csv' })}A-9,past,CREATED,,2025-03-02T09:00:00Z,web,\n`;
    expect(await imported({ log: 'b', duplicates: 'skip' }, more)).toMatchObject({
      state: 'done',
      kept: 1,
      new: 1,
    });
    expect(ways(await exported({ format: 'csv' })).length).toBe(5);
    expect(await imported({ log: 'c', duplicates: 'add' }, more)).toMatchObject({
      state: 'done',
      kept: 5,
      new: 0,
    });
    expect(ways(await exported({ format: 'csv' })).length).toBe(10);
  });

  it('are recognised in an export of live orders, also where the clocks of two services disagree', async () => {
    const at = (second: number) => 1_740_819_600_000_000_000n + BigInt(second) * 1_000_000_000n;
    const live = (stage: string, second: number, service: string) =>
      ({
        type: 'transition',
        orderId: 'L-1',
        tenantId: 'shop',
        stage,
        timeNanos: at(second),
        service,
      }) as const;
    await store.append(
      eventBatch([
        live('CREATED', 5, 'shop-api'),
        live('SUBMITTED', 3, 'mes-api'),
        live('PRICED', 9, 'shop-api'),
      ]),
    );
    await projected();
    const file = await exported({ format: 'csv' });
    expect(file.trim().split('\n').length).toBe(4);
    const { report } = await refusedImport({ log: 'export' }, file, 409);
    expect(report.stored_before.elsewhere).toEqual([{ source: 'live', tenant_id: 'shop', events: 3 }]);
  });

  it('are recognised in a file under another name, whose tenant is not stated', async () => {
    await imported({}, csv);
    const { report } = await refusedImport({ log: 'copy' }, csv, 409);
    expect(report.stored_before.elsewhere).toEqual([
      { source: 'imported:past', tenant_id: 'past', events: 4 },
    ]);
    expect(await imported({ log: 'copy', tenant: 'branch' }, csv)).toMatchObject({ state: 'done', kept: 4 });
  });

  it('are a coincidence in few orders of another tenant', async () => {
    await imported({}, csv);
    const other = [rows[0], rows[1], ...[1, 2].map((n) => `B-${n},CREATED,2025-03-01T09:00:00Z,web`)];
    expect(await imported({ log: 'shop-2' }, other.join('\n'))).toMatchObject({
      state: 'done',
      kept: 3,
      new: 3,
    });
  });

  it('are other events where the resource, or the number at one time, differs', async () => {
    await imported({}, csv);
    const changed = csv.replace(
      'A-2,CREATED,2025-03-01T10:00:00Z,web',
      'A-2,CREATED,2025-03-01T10:00:00Z,olga',
    );
    expect(await imported({}, `${changed}\n${rows[4]}`)).toMatchObject({ kept: 2, new: 2 });
  });
});

describe('statistics after an import', () => {
  const map = async (query: Record<string, string> = {}) =>
    (await app.inject({ url: '/api/v1/flow/map', query })).json<FlowMapView>();

  it('count all orders as soon as the import is done', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `N-${i},CREATED,2025-03-01T09:00:00Z,web`);
    const report = await imported({ log: 'many' }, [rows[0], ...many].join('\n'));
    expect(report).toMatchObject({ state: 'done', orders: 300, counted: 300 });
    expect(await map({ source: 'imported:many' })).toMatchObject({ orders: 300 });
    expect(await map()).not.toHaveProperty('counting');
  });

  it('say how many orders they count while the fold is behind, to those who may see them', async () => {
    const resume = pausedFold();
    const running = post({ id: 'waiting-1' }, csv);
    const progress = async () => (await app.inject('/api/v1/imports/waiting-1')).json<ImportProgress>();
    const isCounting = async () => expect(await progress()).toMatchObject({ state: 'counting' });
    await vi.waitFor(isCounting, 15_000);
    expect((await progress()).counting).toEqual({ counted: 0, orders: 2 });
    expect((await map()).counting).toEqual({ counted: 0, orders: 2 });
    expect((await map({ source: 'imported:past', tenant: 'past' })).counting).toEqual({
      counted: 0,
      orders: 2,
    });
    expect((await map({ tenant: 'other' })).counting).toBeUndefined();
    expect((await map({ source: 'live' })).counting).toBeUndefined();
    resume();
    expect((await running).json()).toMatchObject({ state: 'done', counted: 2 });
    expect((await map()).counting).toBeUndefined();
  });

  it('say so for an answer that did not wait', async () => {
    const resume = pausedFold();
    const running = post({}, csv);
    await vi.waitFor(async () => expect((await map()).counting).toBeDefined(), 15_000);
    const closed = app.close();
    const answer = await running;
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ state: 'counting', kept: 4, counted: 0 });
    await closed;
    resume();
  });
});

const instant = fc
  .integer({ min: 1_500_000_000, max: 1_500_000_050 })
  .map((s) => new Date(s * 1000).toISOString());
const name = fc.constantFrom('place order', 'pay, now', 'say "hi"', 'ship <it> & go', 'заказ', "o'clock");
const event = fc.record({
  order: fc.constantFrom('1', '2', 'x-3'),
  activity: name,
  time: instant,
  start: fc.option(instant),
});

function csvOf(
  events: readonly { order: string; activity: string; time: string; start: string | null }[],
): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = events.map(({ order, activity, time, start }) => {
    const [begin, end] = start !== null && start > time ? [time, start] : [start ?? '', time];
    return [order, activity, end, begin].map(quoted).join(',');
  });
  return ['order_id,activity,timestamp,start_timestamp', ...lines].join('\n');
}

/** Ways of orders with their times, without what an export names differently. */
function ways(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^([^,]*),[^,]*,/, '$1,'));
}

describe('export', () => {
  it('filters by tenant, source and time, and gives what an import makes the same again', async () => {
    await imported({ tenant: 'retail' }, csv);
    await imported({ log: 'other', tenant: 'other' }, csv);
    await projected();
    expect(ways(await exported({ format: 'csv', tenant: 'retail' })).length).toBe(4);
    expect(ways(await exported({ format: 'csv', source: 'imported:other' })).length).toBe(4);
    expect(ways(await exported({ format: 'csv', source: 'live' })).length).toBe(0);
    expect(ways(await exported({ format: 'csv', from: '2025-03-01T09:30:00Z' })).length).toBe(2);
  });

  it('as xes keeps the order of what happened at one time, also where an activity came before', async () => {
    const rows = ['ask,09:00', 'tell,09:05', 'ask,09:05'].map(
      (row) => `1,${row.replace(',', ',2025-03-01T')}:00Z`,
    );
    await imported({ log: 'ties' }, ['order_id,activity,timestamp', ...rows].join('\n'));
    await projected();
    const file = await exported({ format: 'xes', source: 'imported:ties' });
    await imported({ log: 'again', tenant_column: '', tenant: 'again' }, file.replaceAll('ties', 'again'));
    await projected();
    const once = ways(await exported({ format: 'csv', source: 'imported:ties' }));
    expect(ways(await exported({ format: 'csv', source: 'imported:again' }))).toEqual(once);
  });

  it.each(['csv', 'xes', 'ocel'])(
    'as %s is imported again as the same ways at the same times',
    async (format) => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
          const [first, second] = [`${format}-${run}-a`, `${format}-${run++}-b`];
          await imported({ log: first }, csvOf(events));
          await projected();
          const once = await exported({ format: 'csv', source: `imported:${first}` });
          const file = await exported({ format, source: `imported:${first}` });
          await imported({ log: second, tenant_column: '', tenant: second }, file.replaceAll(first, second));
          await projected();
          expect(ways(await exported({ format: 'csv', source: `imported:${second}` }))).toEqual(ways(once));
        }),
        { numRuns: 5, endOnFailure: true },
      );
    },
  );
});
