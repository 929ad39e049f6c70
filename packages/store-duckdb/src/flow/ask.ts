import type { DuckDBValue } from '@duckdb/node-api';

/** What a question is answered from. */
export interface Ask {
  rows(sql: string, values: DuckDBValue[]): Promise<DuckDBValue[][]>;
  /** The text of a step's number. */
  name(id: DuckDBValue): string;
}
