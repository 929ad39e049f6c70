import { join } from 'node:path';
import {
  DOUBLE,
  DuckDBInstance,
  INTEGER,
  TIMESTAMP_NS,
  timestampNanosValue,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { appendColumns } from './serial-connection.js';

/** `timestamp` is nanoseconds since the epoch; `json` is a text of JSON. All may be null. */
export type ParquetType = 'text' | 'integer' | 'double' | 'timestamp' | 'json';
export type ParquetValue = string | number | bigint | null;

export interface ParquetTable {
  /** The prefix of the file names; a number follows. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ParquetType }[];
  /** The most rows of one file, and in memory. */
  readonly rowsPerFile: number;
}

const types: Readonly<Record<ParquetType, { readonly sql: string; readonly type: DuckDBType }>> = {
  text: { sql: 'VARCHAR', type: VARCHAR },
  integer: { sql: 'INTEGER', type: INTEGER },
  double: { sql: 'DOUBLE', type: DOUBLE },
  timestamp: { sql: 'TIMESTAMP_NS', type: TIMESTAMP_NS },
  json: { sql: 'JSON', type: VARCHAR },
};

/** Writes rows into Parquet files in a folder by DuckDB. A file is written when enough rows have arrived. */
export class ParquetFiles {
  readonly #folder: string;
  readonly #table: ParquetTable;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #rows: (readonly ParquetValue[])[] = [];
  #files = 0;
  #written = 0;

  private constructor(folder: string, table: ParquetTable, duckdb: [DuckDBInstance, DuckDBConnection]) {
    this.#folder = folder;
    this.#table = table;
    [this.#instance, this.#connection] = duckdb;
  }

  static async open(folder: string, table: ParquetTable): Promise<ParquetFiles> {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MiB' });
    return new ParquetFiles(folder, table, [instance, await instance.connect()]);
  }

  /** Rows that are written or waiting. */
  get rows(): number {
    return this.#written + this.#rows.length;
  }

  get files(): number {
    return this.#files;
  }

  async add(rows: readonly (readonly ParquetValue[])[]): Promise<void> {
    const { rowsPerFile } = this.#table;
    for (const row of rows) {
      this.#rows.push(row);
      if (this.#rows.length >= rowsPerFile) await this.#writeFile();
    }
  }

  /** Writes the waiting rows. Without any rows, it writes one empty file, so that the columns can be read. */
  async close(): Promise<void> {
    try {
      if (this.#rows.length > 0 || this.#files === 0) await this.#writeFile();
    } finally {
      this.#connection.closeSync();
      this.#instance.closeSync();
    }
  }

  async #writeFile(): Promise<void> {
    const { name, columns } = this.#table;
    const rows = this.#rows;
    this.#rows = [];
    const file = join(this.#folder, `${name}-${(this.#files + 1).toString().padStart(5, '0')}.parquet`);
    const declared = columns.map((column) => `"${column.name}" ${types[column.type].sql}`);
    await this.#connection.run(`CREATE OR REPLACE TABLE rows (${declared.join()})`);
    await appendColumns(
      this.#connection,
      'rows',
      columns.map(({ type }, index) => ({
        type: types[type].type,
        values: rows.map((row) => duckdbValue(type, row[index] ?? null)),
      })),
    );
    await this.#connection.run(
      `COPY rows TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
    );
    await this.#connection.run('DROP TABLE rows');
    this.#files++;
    this.#written += rows.length;
  }
}

function duckdbValue(type: ParquetType, value: ParquetValue): DuckDBValue {
  return type === 'timestamp' && typeof value === 'bigint' ? timestampNanosValue(value) : value;
}
