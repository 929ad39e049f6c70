import type { DuckDBValue } from '@duckdb/node-api';
import type {
  CompanyNumbers,
  LeadTimes,
  NumberFilter,
  Period,
  ProblemHours,
  Standing,
  Unresolved,
} from '@ordertrace/store';
import type { Database } from './database.js';

type Query<Name extends keyof CompanyNumbers> = Parameters<CompanyNumbers[Name]>[0];

/**
 * The company's numbers, each query in one scan of a table: each period or moment is a column of the result.
 * Times are plain numbers, so they need no quoting.
 */
export class NumbersReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async leadTimes(query: Query<'leadTimes'>): Promise<LeadTimes[]> {
    const time = '((closed_nanos - created_nanos) // 1000) / 1000';
    const columns = query.periods.flatMap((period) => {
      const filter = `FILTER (WHERE ${within('closed_nanos', period)})`;
      return [`count(*) ${filter}`, `quantile_cont(${time}, [0.5, 0.9]) ${filter}`];
    });
    const values: DuckDBValue[] = [];
    const ends = query.ends.map(({ flow, stage }) => `($${values.push(flow)}, $${values.push(stage)})`);
    const ended = ends.length === 0 ? 'false' : `(flow, stage) IN (${ends.join()})`;
    const where = `${ended} AND closed_nanos IS NOT NULL AND created_nanos IS NOT NULL${and(query, values)}`;
    const row = await this.#row(columns, `order_states WHERE ${where}`, values);
    return query.periods.map((_, i) => {
      const orders = Number(row[i * 2]);
      const [medianMs, p90Ms] = numbersOf(row[i * 2 + 1] ?? null);
      return orders === 0 || medianMs === undefined || p90Ms === undefined
        ? { orders }
        : { orders, medianMs, p90Ms };
    });
  }

  async unresolvedAt(query: Query<'unresolvedAt'>): Promise<Unresolved[]> {
    const lasts = (from: string, to: string, moment: bigint) =>
      `${from} <= ${moment} AND (${to} IS NULL OR ${to} > ${moment})`;
    const values: DuckDBValue[] = [];
    const where = `true${and(query, values)}`;
    const begun = 'coalesce(created_nanos, first_seen_nanos)';
    const open = await this.#row(
      query.moments.map((moment) => `count(*) FILTER (WHERE ${lasts(begun, 'closed_nanos', moment)})`),
      `order_states WHERE ${where}`,
      values,
    );
    const bad = await this.#row(
      query.moments.flatMap((moment) =>
        ['lost', 'failed', 'stuck'].map(
          (situation) =>
            `count(*) FILTER (WHERE situation = '${situation}' AND ${lasts('since_nanos', 'resolved_nanos', moment)})`,
        ),
      ),
      `problem_states WHERE ${where}`,
      values,
    );
    return query.moments.map((_, i) => ({
      open: Number(open[i]),
      lost: Number(bad[i * 3]),
      failed: Number(bad[i * 3 + 1]),
      stuck: Number(bad[i * 3 + 2]),
    }));
  }

  async problemHours(query: Query<'problemHours'>): Promise<ProblemHours[]> {
    const columns = query.periods.flatMap((period) => {
      const filter = `FILTER (WHERE ${within('opened_nanos', period)})`;
      const standing = ['opened_nanos', 'acknowledged_nanos', 'resolved_nanos'].flatMap((column) => {
        const time = `((${column} - since_nanos) // 1000) / 1000`;
        return [`quantile_cont(${time}, 0.5) ${filter}`, `sum(${time}) ${filter}`];
      });
      return [`count(*) ${filter}`, ...standing];
    });
    const values: DuckDBValue[] = [];
    const row = await this.#row(columns, `problem_states WHERE true${and(query, values)}`, values);
    return query.periods.map((_, i) => {
      const [problems, ...times] = row.slice(i * 7, i * 7 + 7);
      return {
        problems: Number(problems),
        found: standing(times, 0),
        acknowledged: standing(times, 2),
        resolved: standing(times, 4),
      };
    });
  }

  /** The single row of an aggregate without groups. */
  async #row(columns: readonly string[], from: string, values: DuckDBValue[]): Promise<DuckDBValue[]> {
    if (columns.length === 0) return [];
    const rows = await this.#database.reader.rows(`SELECT ${columns.join()} FROM ${from}`, values);
    return rows[0] ?? [];
  }
}

function within(column: string, { fromNanos, toNanos }: Period): string {
  return `${column} >= ${fromNanos} AND ${column} < ${toNanos}`;
}

function and({ tenantId, flow }: NumberFilter, values: DuckDBValue[]): string {
  return [
    ...(tenantId === undefined ? [] : [` AND tenant_id = $${values.push(tenantId)}`]),
    ...(flow === undefined ? [] : [` AND flow = $${values.push(flow)}`]),
  ].join('');
}

function numbersOf(value: DuckDBValue): number[] {
  if (typeof value !== 'object' || value === null || !('items' in value)) return [];
  return [...(value.items as readonly unknown[])].map(Number);
}

function standing(times: readonly DuckDBValue[], at: number): Standing {
  const median = times[at] ?? null;
  const totalMs = Number(times[at + 1] ?? 0);
  return median === null ? { totalMs } : { totalMs, medianMs: Number(median) };
}
