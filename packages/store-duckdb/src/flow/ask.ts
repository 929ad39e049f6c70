import type { DuckDBValue } from '@duckdb/node-api';

/** The context of a flow query. */
export interface Ask {
  rows(sql: string, values: DuckDBValue[]): Promise<DuckDBValue[][]>;
  /** The text of a step's number. */
  name(id: DuckDBValue): string;
}
