import type { DuckDBValue } from '@duckdb/node-api';
import {
  examplesKept,
  leadTimeVariants,
  type FlowQuestions,
  type LeadTimeGroup,
  type LeadTimes,
  type OrderRef,
  type VariantPage,
} from '@ordertrace/model';
import type { Ask } from './ask.js';
import { stretch } from './stage-queries.js';
import { fullTimesColumns, fullTimesFrom, millis } from './times-columns.js';
import { variantText, WaysQuery } from './ways.js';

/** A key as one text that sorts by tenant, then order ID. */
export const refText = `tenant_id || chr(10) || order_id`;

export function refOfText(text: DuckDBValue): OrderRef {
  const [tenantId = '', orderId = ''] = String(text).split('\n');
  return { tenantId, orderId };
}

export function itemsOf(list: DuckDBValue | undefined): readonly DuckDBValue[] {
  return list === null || list === undefined
    ? []
    : (list as { readonly items: readonly DuckDBValue[] }).items;
}

/** As `flowVariants` in the model. */
export async function askVariants(ask: Ask, query: FlowQuestions['variants'][0]): Promise<VariantPage> {
  const ways = new WaysQuery(query.filter, query.level);
  const with_ = ways.ways();
  const groups = `, groups AS (SELECT variant, count(*) AS n FROM ways GROUP BY variant),
    page AS (SELECT variant, n FROM groups ORDER BY n DESC, variant LIMIT ${query.limit} OFFSET ${query.offset})`;
  const [[total, orders] = []] = await ask.rows(
    `${with_} ${groups} SELECT count(*), sum(n)::BIGINT FROM groups`,
    ways.values,
  );
  const rows = await ask.rows(
    `${with_} ${groups} SELECT variant, any_value(acts), count(*) AS n, count(*) FILTER (open),
       quantile_cont(end_nanos - begin_nanos, 0.5) FILTER (NOT open), min(${refText}, ${examplesKept})
     FROM ways JOIN page USING (variant) GROUP BY variant ORDER BY n DESC, variant`,
    ways.values,
  );
  return {
    variants: rows.map(([variant = null, activities, count, open, median, examples]) => ({
      variant: variantText(variant),
      activities: itemsOf(activities).map((activity) => ask.name(activity)),
      count: Number(count),
      open: Number(open),
      medianLeadTimeMs: millis(median),
      examples: itemsOf(examples).map(refOfText),
    })),
    total: Number(total),
    orders: Number(orders ?? 0n),
  };
}

/** As `leadTimes` in the model. */
export async function askLeadTimes(ask: Ask, query: FlowQuestions['leadTimes'][0]): Promise<LeadTimes> {
  const ways = new WaysQuery(query.filter, query.level);
  const with_ = `${ways.ways()}, ended AS
    (SELECT tenant_id, variant, end_nanos, end_nanos - begin_nanos AS d FROM ways WHERE NOT open)`;
  const rows = (sql: string) => ask.rows(`${with_} ${sql}`, ways.values);
  const summary = 'count(*) AS n, quantile_cont(d, 0.5), quantile_cont(d, 0.9)';
  const [[orders, ...times] = []] = await rows(`SELECT count(*), ${fullTimesColumns('d')} FROM ended`);
  const series = await rows(
    `SELECT ${stretch('end_nanos', query.interval)} AS stretch, ${summary} FROM ended GROUP BY stretch ORDER BY stretch`,
  );
  const byTenant = await rows(
    `SELECT tenant_id, ${summary} FROM ended GROUP BY tenant_id ORDER BY n DESC, tenant_id`,
  );
  const byVariant = await rows(
    `SELECT variant, ${summary} FROM ended GROUP BY variant ORDER BY n DESC, variant LIMIT ${leadTimeVariants}`,
  );
  return {
    orders: Number(orders),
    times: fullTimesFrom(times),
    series: series.map(([from, ...rest]) => ({ fromNanos: from as bigint, ...summaryOf(rest) })),
    byTenant: byTenant.map(([name, ...rest]) => ({ name: String(name), ...summaryOf(rest) })),
    byVariant: byVariant.map(([variant = null, ...rest]) => ({
      name: variantText(variant),
      ...summaryOf(rest),
    })),
  };
}

function summaryOf([orders, median, p90]: readonly DuckDBValue[]): Omit<LeadTimeGroup, 'name'> {
  return { orders: Number(orders), medianMs: millis(median) ?? 0, p90Ms: millis(p90) ?? 0 };
}
