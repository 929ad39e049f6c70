import { examplesKept, usualDeviations, type FlowQuestions, type ProfilePair } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import type { Ask } from './ask.js';
import { itemsOf, refOfText, refText } from './variant-queries.js';
import { WaysQuery } from './ways.js';

/** Pairs of each activity of an order with every later one. */
const pairs = `, steps_of AS (SELECT ${refText} AS ref, acts, entries, unnest(range(1, len(acts))) AS i FROM ways),
  pairs AS (SELECT ref, acts[i] AS f, unnest(acts[i + 1:]) AS t,
    (unnest(entries[i + 1:]) - entries[i]) / 1e6 AS ms FROM steps_of),
  usual AS (SELECT f, t, count(*) AS n, avg(ms) AS mean, stddev_pop(ms) AS deviation FROM pairs GROUP BY f, t),
  unusual AS (SELECT f, t, ref, count(*) AS n, max(abs(ms - mean)) AS off FROM pairs JOIN usual USING (f, t)
    WHERE abs(ms - mean) > ${usualDeviations} * deviation GROUP BY f, t, ref),
  examples AS (SELECT f, t, sum(n)::BIGINT AS unusual,
    (list(ref ORDER BY off DESC, ref))[:${examplesKept}] AS refs FROM unusual GROUP BY f, t)`;

/** As `temporalProfile` in the model. */
export async function askProfile(
  ask: Ask,
  { filter, level }: FlowQuestions['profile'][0],
): Promise<ProfilePair[]> {
  const query = new WaysQuery(filter, level);
  const rows = await ask.rows(
    `${query.ways()} ${pairs} SELECT f, t, usual.n, mean, deviation, coalesce(unusual, 0), refs
     FROM usual LEFT JOIN examples USING (f, t)`,
    query.values,
  );
  return rows
    .map(([f = null, t = null, count, mean, deviation, unusual, refs]) => ({
      from: ask.name(f),
      to: ask.name(t),
      count: Number(count),
      meanMs: Number(mean),
      deviationMs: Number(deviation),
      unusual: Number(unusual),
      examples: itemsOf(refs).map(refOfText),
    }))
    .sort((a, b) => b.count - a.count || compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
}
