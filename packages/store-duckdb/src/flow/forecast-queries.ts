import type { BackTest, FlowQuestions, Forecast } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import type { Ask } from './ask.js';
import { millis } from './times-columns.js';
import { WaysQuery } from './ways.js';

/** Orders that have ended; if end stages are given, in one of them. */
function ended(query: WaysQuery, ends: readonly string[], testedTenantId?: string): string {
  const among = ends.map((end) => query.text(end)).join();
  const inEnds = ends.length === 0 ? '' : `AND last_activity IN (${among})`;
  const isTested = testedTenantId === undefined ? 'true' : `tenant_id = ${query.value(testedTenantId)}`;
  return `, ended AS (SELECT *, ${isTested} AS is_tested FROM ways WHERE NOT open ${inEnds})`;
}

/** As `forecast` in the model. */
export async function askForecast(ask: Ask, query: FlowQuestions['forecast'][0]): Promise<Forecast> {
  const ways = new WaysQuery(query.filter);
  const with_ = ways.ways();
  const orders = ended(ways, query.ends);
  const activity = ways.text(query.activity);
  const age = `${ways.value(query.ageNanos)}::BIGINT`;
  const [[samples, median, p90] = []] = await ask.rows(
    `${with_} ${orders}, passed AS (SELECT entries, last_nanos, list_max(list_filter(range(1, len(acts)),
         lambda i: acts[i] = wanted)) AS i FROM ended, (SELECT ${activity} AS wanted) WHERE list_contains(acts, wanted)),
       lefts AS (SELECT last_nanos - entries[i] - ${age} AS d FROM passed
         WHERE i IS NOT NULL AND entries[i + 1] - entries[i] >= ${age})
     SELECT count(*), quantile_cont(d, 0.5), quantile_cont(d, 0.9) FROM lefts`,
    ways.values,
  );
  return { samples: Number(samples), medianMs: millis(median), p90Ms: millis(p90) };
}

/** As `backTest` in the model. */
export async function askBackTest(ask: Ask, query: FlowQuestions['backTest'][0]): Promise<BackTest> {
  const ways = new WaysQuery(query.filter);
  const { ends, ownSamples, testedTenantId } = query;
  const with_ = `${ways.ways()} ${ended(ways, ends, testedTenantId)}`;
  const [[count] = []] = await ask.rows(`${with_} SELECT count(*) FROM ended WHERE is_tested`, ways.values);
  const half = Math.floor(Number(count) / 2);
  const [[cut] = []] = await ask.rows(
    `${with_} SELECT last_nanos FROM ended WHERE is_tested ORDER BY last_nanos LIMIT 1 OFFSET ${half}`,
    ways.values,
  );
  if (typeof cut !== 'bigint') return { stages: [] };
  const known = 'count(*) AS n, quantile_cont(d, 0.5) AS median, quantile_cont(d, 0.9) AS p90';
  const rows = await ask.rows(
    `${with_}, steps_of AS (SELECT flow, tenant_id, is_tested, unnest(acts) AS a, unnest(entries) AS e,
         unnest(range(1, len(acts) + 1)) AS i, acts, last_nanos FROM ended),
       passages AS (SELECT flow, tenant_id, is_tested, a, last_nanos - e AS d, last_nanos < ${cut} AS before
         FROM steps_of WHERE i < len(acts) AND NOT list_contains(acts[i + 1:len(acts) - 1], a)),
       of_tenant AS (SELECT flow, tenant_id, a, ${known} FROM passages WHERE before GROUP BY ALL
         HAVING n >= ${ownSamples}),
       of_all AS (SELECT flow, a, ${known} FROM passages WHERE before GROUP BY ALL),
       totals AS (SELECT a, sum(n)::BIGINT AS samples FROM of_all GROUP BY a),
       forecasts AS (SELECT p.a, p.d, coalesce(o.median, f.median) AS median, coalesce(o.p90, f.p90) AS p90
         FROM passages p JOIN of_all f ON f.flow = p.flow AND f.a = p.a
         LEFT JOIN of_tenant o ON o.flow = p.flow AND o.a = p.a AND o.tenant_id = p.tenant_id
         WHERE NOT p.before AND p.is_tested)
     SELECT a, any_value(samples), count(*), avg((d <= median)::INTEGER), avg((d <= p90)::INTEGER),
       quantile_cont(abs(d - median), 0.5)
     FROM forecasts JOIN totals USING (a) GROUP BY a`,
    ways.values,
  );
  const stages = rows.map(([a = null, samples, count, withinMedian, withinP90, error]) => ({
    stage: ask.name(a),
    samples: Number(samples),
    tested: Number(count),
    withinMedian: Number(withinMedian),
    withinP90: Number(withinP90),
    medianErrorMs: millis(error) ?? 0,
  }));
  return {
    cutNanos: cut,
    stages: stages.sort((a, b) => b.tested - a.tested || compareTexts(a.stage, b.stage)),
  };
}
