import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Journey, ProblemList } from '@ordertrace/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './support/server.js';
import { repository } from './support/system.js';
import { until } from './support/until.js';

/** What a server answered when it wrote the folder. */
interface Answers {
  readonly orders: readonly {
    readonly order_id: string;
    readonly stage: string;
    readonly transitions: number;
    readonly spans: number;
  }[];
  /** Order and id. */
  readonly problems: readonly (readonly [string, string])[];
}

const fixtures = join(import.meta.dirname, 'fixtures/stores');
const written = readdirSync(fixtures)
  .filter((name) => name.endsWith('.tar.gz'))
  .map((name) => name.replace('.tar.gz', ''));
const command = join(repository, 'apps/cli/bin/ordertrace.js');
const ordertrace = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args]);

async function json<T>({ api }: RunningServer, path: string): Promise<T> {
  const response = await fetch(`${api}/api/v1${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function answersOf(server: RunningServer, { orders }: Answers): Promise<Answers> {
  const known: Answers['orders'][number][] = [];
  for (const { order_id } of orders) {
    const { order, transitions, traces } = await json<Journey>(server, `/orders/${order_id}/journey`);
    const spans = traces.reduce((sum, trace) => sum + trace.span_count, 0);
    known.push({ order_id, stage: order.stage, transitions: transitions.length, spans });
  }
  const { problems } = await json<ProblemList>(server, '/problems?limit=200');
  return {
    orders: known,
    problems: problems.map(({ problem_id: id, order_id: of }) => [of, id] as const).sort(),
  };
}

describe.each(written)('a data folder written by the layout of %s', (name) => {
  const expected = JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')) as Answers;
  let folder = '';
  const servers: RunningServer[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ordertrace-upgrade-'));
    mkdirSync(join(folder, 'data'));
    execFileSync('tar', ['-xzf', join(fixtures, `${name}.tar.gz`), '-C', join(folder, 'data')]);
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    rmSync(folder, { recursive: true });
  });

  const start = async (data: string): Promise<RunningServer> => {
    const server = await startServer(join(folder, data));
    servers.push(server);
    return server;
  };

  const expectSame = async (server: RunningServer): Promise<void> => {
    await until('every order is folded', async () => {
      const { orders } = await json<{ orders: unknown[] }>(server, '/orders?limit=200');
      return orders.length === expected.orders.length;
    });
    const { orders, problems } = await answersOf(server, expected);
    expect({ orders, problems }).toEqual({
      orders: expected.orders.map(({ order_id, stage, transitions, spans }) => ({
        order_id,
        stage,
        transitions,
        spans,
      })),
      problems: expected.problems,
    });
  };

  it('gives the same orders, spans and problems', async () => {
    await expectSame(await start('data'));
  });

  it('gives them after a backup and a restore', async () => {
    const saved = join(folder, 'saved.tar');
    await ordertrace('backup', saved, '--server', (await start('data')).api);
    await ordertrace('restore', saved, '--data', join(folder, 'restored'));
    await expectSame(await start('restored'));
  });
});
