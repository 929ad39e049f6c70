import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** A column to append: its type and its values, one for each row. */
export interface AppendColumn {
  readonly type: DuckDBType;
  readonly values: readonly DuckDBValue[];
}

const chunkRows = 2048;

/** A connection that runs one piece of work at a time. */
export class SerialConnection {
  #connection: DuckDBConnection;
  #last: Promise<unknown> = Promise.resolve();

  readonly #onDone: () => void;

  /** `onDone` is called after each piece of work. */
  constructor(connection: DuckDBConnection, onDone: () => void = () => undefined) {
    this.#connection = connection;
    this.#onDone = onDone;
  }

  /** Switches to another connection; only within `exclusively`. */
  use(connection: DuckDBConnection): void {
    this.#connection = connection;
  }

  /** Runs `work` after all earlier work. */
  exclusively<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.#last.then(() => work(this.#connection)).finally(this.#onDone);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Runs `work` as one transaction. */
  transaction<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.exclusively(async (connection) => {
      await connection.run('BEGIN');
      try {
        const result = await work(connection);
        await connection.run('COMMIT');
        return result;
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  rows(sql: string, values: DuckDBValue[] = []): Promise<DuckDBValue[][]> {
    return this.exclusively(async (connection) => {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRows();
    });
  }

  async close(): Promise<void> {
    await this.#last;
    this.#connection.closeSync();
  }
}

/** Appends rows given as columns, in chunks. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly AppendColumn[],
): Promise<void> {
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0) return;
  const appender = await connection.createAppender(table);
  const types = columns.map((column) => column.type);
  for (let start = 0; start < rows; start += chunkRows) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns(columns.map(({ values }) => values.slice(start, start + chunkRows)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
