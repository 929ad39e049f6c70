import type { EdgePassage, FlowQuestions, ResourceTime, Spectrum } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import type { Ask } from './ask.js';
import { millis } from './times-columns.js';
import { refOfText, refText } from './variant-queries.js';
import { WaysQuery } from './ways.js';

type EdgeQuestion = FlowQuestions['spectrum'][0];

/** The passages of one edge: reference, start and end. */
function passages(query: WaysQuery, { fromActivity, toActivity }: EdgeQuestion): string {
  const with_ = query.ways();
  const ends = `(SELECT ${query.text(fromActivity)} AS wanted_f, ${query.text(toActivity)} AS wanted_t)`;
  return `${with_}, steps_of AS (SELECT ${refText} AS ref, unnest(acts) AS f, unnest(acts[2:]) AS t,
      unnest(times) AS x, unnest(entries[2:]) AS y, wanted_f, wanted_t FROM ways, ${ends}
      WHERE list_contains(acts, wanted_f) AND list_contains(acts, wanted_t)),
    passages AS (SELECT ref, x, y FROM steps_of WHERE f = wanted_f AND t = wanted_t)`;
}

/** As `edgeSpectrum` in the model. */
export async function askSpectrum(ask: Ask, query: EdgeQuestion): Promise<Spectrum> {
  const ways = new WaysQuery(query.filter, query.level);
  const with_ = passages(ways, query);
  const [[count] = []] = await ask.rows(`${with_} SELECT count(*) FROM passages`, ways.values);
  const total = Number(count);
  const every = Math.max(1, Math.ceil(total / query.limit));
  const rows = await ask.rows(
    `${with_} SELECT x, y FROM passages QUALIFY (row_number() OVER (ORDER BY x, y) - 1) % ${every} = 0 ORDER BY x, y`,
    ways.values,
  );
  return { lines: rows.map(([from, to]) => [from as bigint, to as bigint] as const), total };
}

/** As `slowestPassages` in the model. */
export async function askSlowest(ask: Ask, query: EdgeQuestion): Promise<EdgePassage[]> {
  const ways = new WaysQuery(query.filter, query.level);
  const rows = await ask.rows(
    `${passages(ways, query)} SELECT ref, x, y FROM passages ORDER BY y - x DESC, ref LIMIT ${query.limit}`,
    ways.values,
  );
  return rows.map(([ref = null, from, to]) => ({
    ...refOfText(ref),
    fromNanos: from as bigint,
    toNanos: to as bigint,
  }));
}

/** As `resourceTimes` in the model. */
export async function askResources(
  ask: Ask,
  { filter }: FlowQuestions['resources'][0],
): Promise<ResourceTime[]> {
  const ways = new WaysQuery(filter);
  const rows = await ask.rows(
    `${ways.ways()}, steps_of AS (SELECT unnest(resources) AS r, unnest(starts) AS s, unnest(times) AS e FROM ways
         WHERE resources IS NOT NULL AND starts IS NOT NULL AND NOT is_live),
       gaps AS (SELECT r, s, e, s - max(e) OVER (PARTITION BY r ORDER BY s, e
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap FROM steps_of
         WHERE s IS NOT NULL AND r <> ${ways.text('')})
     SELECT r, count(*), max(e) - min(s) - sum(greatest(coalesce(gap, 0), 0)), sum(greatest(coalesce(gap, 0), 0))
     FROM gaps GROUP BY r`,
    ways.values,
  );
  return rows
    .map(([r = null, count, working, idle]) => ({
      resource: ask.name(r),
      count: Number(count),
      workingMs: millis(working) ?? 0,
      idleMs: millis(idle) ?? 0,
    }))
    .sort((a, b) => b.idleMs - a.idleMs || compareTexts(a.resource, b.resource));
}
