import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { panelsOf, variablesOf, withAllChosen, withoutZero } from './support/dashboards.js';
import { freePorts } from './support/free-port.js';
import { placeOrder, untilStage } from './support/order-walk.js';
import { installed } from './support/programs.js';
import { repository, startSystem, type System } from './support/system.js';
import { until } from './support/until.js';

/** Panels that have only zeros, or nothing, where nothing is wrong, messages go over HTTP, nothing is forwarded, or no order has ended. */
const emptyWithoutTrouble = new Set([
  'Lost',
  'Failed',
  'Stuck',
  'Messages waiting in RabbitMQ',
  'Broken hops, an hour',
  'Errors by route, a minute',
  'Refused and rejected, a minute',
  'Lost and unresolved orders',
  'Stopped by the privacy gate, an hour',
  'Lead time of orders that ended',
  'Orders that ended, an hour',
  'Forwarded a second',
  'Commits that a target has not got yet',
  'Failures of forwarding, a minute',
  'Refused by a target for good, an hour',
  'Tries to tell of problems, an hour',
  'Flow files with mistakes',
  'Parts of records left out, a minute',
  'Orders at risk',
]);

const boards = join(repository, 'deploy/grafana/dashboards');

interface Scrape {
  scrape_interval: string;
  evaluation_interval: string;
}
interface Job {
  job_name: string;
  authorization?: unknown;
  static_configs: { targets: string[] }[];
}

describe.runIf(installed('prometheus'))('each panel of the dashboards, in a real Prometheus', () => {
  let system: System;
  let prometheus: ChildProcess | undefined;
  let address: string;
  let folder: string;

  /** The shipped configuration, with the server of this test as the only target and no time to lose. */
  async function configuration(target: string): Promise<string> {
    const shipped = parse(await readFile(join(repository, 'deploy/prometheus/prometheus.yml'), 'utf8')) as {
      global: Scrape;
      scrape_configs: Job[];
    };
    const job = shipped.scrape_configs.find(({ job_name: name }) => name === 'ordertrace');
    if (job === undefined) throw new Error('There is no job for the server.');
    delete job.authorization;
    job.static_configs = [{ targets: [target] }];
    return stringify({
      ...shipped,
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      scrape_configs: [job],
      rule_files: [join(repository, 'deploy/prometheus/alerts.yml')],
    });
  }

  async function query(expression: string, seconds = Date.now() / 1000): Promise<unknown[]> {
    const asked = new URLSearchParams({ query: expression, time: `${seconds}` });
    const answer = await fetch(`${address}/api/v1/query?${asked.toString()}`);
    const body = (await answer.json()) as { status: string; error?: string; data: { result: unknown[] } };
    if (body.status !== 'success') throw new Error(`${expression}: ${body.error ?? answer.status}`);
    return body.data.result;
  }

  beforeAll(async () => {
    system = await startSystem();
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-prometheus-'));
    const [port] = (await freePorts(1)) as [number];
    address = `http://127.0.0.1:${port}`;
    await writeFile(
      join(folder, 'prometheus.yml'),
      await configuration(new URL(system.addresses.server).host),
    );
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
      ],
      { stdio: 'ignore' },
    );
    await until('the first scrape', async () => (await query('up == 1')).length > 0);
    const orders = await Promise.all([placeOrder(system), placeOrder(system)]);
    for (const order of orders) await untilStage(system, order, 'PRICED');
    // Metrics are made as the watch looks at the orders, and two scrapes make a rate.
    for (const metric of [
      'orders',
      'work_duration_seconds_count',
      'queue_wait_seconds_count',
      'stage_duration_seconds_count',
    ]) {
      const scraped = `count_over_time(ordertrace_${metric}[5m]) > 2`;
      await until(`${metric} is scraped`, async () => (await query(scraped)).length > 0, 60_000);
    }
  }, 180_000);

  afterAll(async () => {
    if (prometheus !== undefined) {
      const ended = once(prometheus, 'exit');
      prometheus.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
    await system.dispose();
  });

  it('is answered, with figures where something happened', async () => {
    const silent: string[] = [];
    for (const board of await readdir(boards)) {
      const variables = variablesOf(join(boards, board));
      for (const { title, queries } of panelsOf(join(boards, board))) {
        const measured = queries.map((text) => withAllChosen(withoutZero(text) ?? text, variables));
        const answers = await Promise.all(measured.map((text) => query(text)));
        if (answers.every((answer) => answer.length === 0) && !emptyWithoutTrouble.has(title))
          silent.push(title);
      }
    }
    expect(silent).toEqual([]);
  });

  it('shows 0 where nothing happened, and no zero beside figures', async () => {
    // A time that no later scrape changes.
    const seconds = Date.now() / 1000 - 2;
    for (const board of await readdir(boards)) {
      const variables = variablesOf(join(boards, board));
      for (const { queries } of panelsOf(join(boards, board)))
        for (const text of queries) {
          const measured = withoutZero(text);
          if (measured === undefined) continue;
          const figures = await query(withAllChosen(measured, variables), seconds);
          const shown = await query(withAllChosen(text, variables), seconds);
          expect(shown, text).toHaveLength(Math.max(1, figures.length));
        }
    }
  });

  it('leads to a trace by an exemplar', async () => {
    const now = Date.now() / 1000;
    const asked = { query: 'ordertrace_call_duration_seconds_bucket', start: `${now - 600}`, end: `${now}` };
    const answer = await fetch(`${address}/api/v1/query_exemplars?${new URLSearchParams(asked).toString()}`);
    const { data } = (await answer.json()) as {
      data: { exemplars: { labels: { trace_id: string } }[] }[];
    };
    const traceId = data[0]?.exemplars[0]?.labels.trace_id ?? '';
    const trace = await fetch(`${system.addresses.server}/api/v1/traces/${traceId}`);
    expect(trace.status).toBe(200);
  });

  it('agrees with the alerts: no rule fails, and nothing is wrong with two healthy orders', async () => {
    const answer = await fetch(`${address}/api/v1/rules`);
    const { data } = (await answer.json()) as {
      data: { groups: { rules: { name: string; health: string; state: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(5);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules.filter(({ state }) => state === 'firing')).toEqual([]);
  });
});
