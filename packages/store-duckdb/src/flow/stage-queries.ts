import type { FlowQuestions, StagePoint, StageStatistics } from '@ordertrace/model';
import { compareTexts } from '@ordertrace/store';
import type { Ask } from './ask.js';
import { fullTimesColumns, fullTimesFrom, millis } from './times-columns.js';
import { WaysQuery } from './ways.js';

/**
 * Stays: the stage, its entry time, its duration (NULL if the order ended there), and whether it continues.
 */
function stays(now: string): string {
  return `, places AS (SELECT unnest(acts) AS a, unnest(entries) AS e, unnest(entries[2:]) AS next,
      unnest(range(1, len(acts) + 1)) = len(acts) AS is_last, open FROM ways),
    stays AS (SELECT a, e, open AND is_last AS lasts,
      CASE WHEN NOT is_last THEN next - e WHEN open THEN greatest(${now} - e, 0) END AS d FROM places)`;
}

/** As `stageStatistics` in the model. */
export async function askStages(ask: Ask, query: FlowQuestions['stages'][0]): Promise<StageStatistics[]> {
  const ways = new WaysQuery(query.filter, query.level);
  const with_ = `${ways.ways()} ${stays(`${ways.value(query.nowNanos)}::BIGINT`)}`;
  const rows = await ask.rows(
    `${with_} SELECT a, count(*), count(*) FILTER (lasts), count(d), ${fullTimesColumns('d')} FROM stays GROUP BY a`,
    ways.values,
  );
  return rows
    .map(([a = null, entered, lasting, timed, ...times]) => {
      const open = Number(lasting);
      const counts = { entered: Number(entered), left: Number(timed) - open, open };
      return { stage: ask.name(a), ...counts, times: fullTimesFrom(times) };
    })
    .sort((a, b) => (b.times?.totalMs ?? 0) - (a.times?.totalMs ?? 0) || compareTexts(a.stage, b.stage));
}

/** As `stageSeries` in the model. */
export async function askSeries(ask: Ask, query: FlowQuestions['series'][0]): Promise<StagePoint[]> {
  const ways = new WaysQuery(query.filter, query.level);
  const with_ = `${ways.ways()} ${stays(`${ways.value(query.nowNanos)}::BIGINT`)}`;
  const rows = await ask.rows(
    `${with_} SELECT ${stretch('e', query.interval)} AS stretch, count(*), quantile_cont(d, 0.5), quantile_cont(d, 0.9)
     FROM stays WHERE a = ${ways.text(query.activity)} GROUP BY stretch ORDER BY stretch`,
    ways.values,
  );
  return rows.map(([from, entered, median, p90]) => ({
    fromNanos: from as bigint,
    entered: Number(entered),
    medianMs: millis(median),
    p90Ms: millis(p90),
  }));
}

/**
 * Start of the calendar period of a time; both in nanoseconds. The interval comes from a fixed list of words.
 */
export function stretch(column: string, interval: string): string {
  return `epoch_us(date_trunc('${interval}', make_timestamp(floor(${column} / 1000)::BIGINT)::TIMESTAMP)) * 1000`;
}
