import type { DuckDBValue } from '@duckdb/node-api';
import type { FlowMap, FlowQuestions, MapActivity, MapEdge } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import type { Ask } from './ask.js';
import { timesColumns, timesFrom } from './times-columns.js';
import { WaysQuery } from './ways.js';

type MapQuery = FlowQuestions['map'][0];

/**
 * Counts depend only on the sequence, so they are computed from variants, which are few, and not from steps.
 * `seen` is the first position of an item in the sequence, so that an order counts once.
 */
const variants = `, variants AS
  (SELECT any_value(acts) AS acts, count(*) AS n, count(*) FILTER (open) AS n_open FROM ways GROUP BY variant)`;

const activityCounts = `SELECT a, sum(n)::BIGINT, (sum(n) FILTER (list_position(acts, a) = i))::BIGINT,
    coalesce(sum(n) FILTER (i = 1), 0)::BIGINT, coalesce(sum(n) FILTER (i = len(acts)), 0)::BIGINT,
    coalesce(sum(n_open) FILTER (i = len(acts)), 0)::BIGINT
  FROM (SELECT unnest(acts) AS a, unnest(range(1, len(acts) + 1)) AS i, acts, n, n_open FROM variants) GROUP BY a`;

const edgeCounts = `SELECT f, t, sum(n)::BIGINT, (sum(n) FILTER (list_position(pairs, p) = i))::BIGINT
  FROM (SELECT unnest(acts[:-2]) AS f, unnest(acts[2:]) AS t, unnest(pairs) AS p,
      unnest(range(1, len(acts))) AS i, pairs, n
    FROM (SELECT *, list_transform(range(1, len(acts)), lambda i: acts[i]::BIGINT * 4294967296 + acts[i + 1]) AS pairs
      FROM variants WHERE len(acts) > 1)) GROUP BY f, t`;

const edgeTimes = `SELECT f, t, ${timesColumns('d')} FROM
  (SELECT f, t, y - x AS d FROM (SELECT unnest(acts) AS f, unnest(acts[2:]) AS t, unnest(times) AS x,
    unnest(entries[2:]) AS y FROM ways) WHERE t IS NOT NULL) GROUP BY f, t`;

const activityWork = `SELECT a, ${timesColumns('d')} FROM
  (SELECT a, y - x AS d FROM (SELECT unnest(acts) AS a, unnest(starts) AS x, unnest(times) AS y
    FROM ways WHERE starts IS NOT NULL) WHERE x IS NOT NULL) GROUP BY a`;

const edgeIntervals = `(SELECT f, t, greatest(s - x, 0) AS waited, y - s AS worked FROM (SELECT unnest(acts) AS f,
    unnest(acts[2:]) AS t, unnest(times) AS x, unnest(starts[2:]) AS s, unnest(times[2:]) AS y
  FROM ways WHERE starts IS NOT NULL) WHERE t IS NOT NULL AND s IS NOT NULL)`;
const edgeWaiting = `SELECT f, t, ${timesColumns('waited')} FROM ${edgeIntervals} GROUP BY f, t`;
const edgeWork = `SELECT f, t, ${timesColumns('worked')} FROM ${edgeIntervals} GROUP BY f, t`;

/** As `flowMap` in the model. */
export async function askMap(ask: Ask, { filter, level }: MapQuery): Promise<FlowMap> {
  const query = new WaysQuery(filter, level);
  const ways = query.ways();
  const rows = (sql: string) => ask.rows(`${ways} ${sql}`, query.values);
  const [[orders = 0n, intervals = 0n] = []] = await rows('SELECT count(*), count(starts) FROM ways');
  const hasIntervals = Number(intervals) > 0;
  const ifIntervals = (sql: string) => (hasIntervals ? rows(sql) : Promise.resolve([]));
  const activities = await rows(`${variants} ${activityCounts}`);
  const edges = await rows(`${variants} ${edgeCounts}`);
  const times = byEdge(await rows(edgeTimes));
  const work = new Map((await ifIntervals(activityWork)).map(([a, ...rest]) => [a, timesFrom(rest)]));
  const waiting = byEdge(await ifIntervals(edgeWaiting));
  const working = byEdge(await ifIntervals(edgeWork));
  return {
    orders: Number(orders),
    activities: activities
      .map(([a = null, ...counts]) => activityOf(ask.name(a), counts, work.get(a) ?? null))
      .sort((a, b) => b.count - a.count || compareTexts(a.name, b.name)),
    edges: edges
      .flatMap(([f = null, t = null, count, ordersOf]): MapEdge[] => {
        const key = edgeKey(f, t);
        const between = times.get(key);
        if (!between) return [];
        const ends = { from: ask.name(f), to: ask.name(t) };
        const counts = { count: Number(count), orders: Number(ordersOf) };
        const apart = { waiting: waiting.get(key) ?? null, working: working.get(key) ?? null };
        return [{ ...ends, ...counts, times: between, ...apart }];
      })
      .sort((a, b) => b.count - a.count || compareTexts(a.from, b.from) || compareTexts(a.to, b.to)),
  };
}

function activityOf(
  name: string,
  counts: readonly DuckDBValue[],
  working: MapActivity['working'],
): MapActivity {
  const [count = 0, orders = 0, starts = 0, ends = 0, open = 0] = counts.map(Number);
  return { name, count, orders, starts, ends, open, working };
}

function edgeKey(from: DuckDBValue, to: DuckDBValue): string {
  return `${String(from)} ${String(to)}`;
}

function byEdge(rows: readonly (readonly DuckDBValue[])[]) {
  return new Map(rows.map(([f = null, t = null, ...rest]) => [edgeKey(f, t), timesFrom(rest)]));
}
