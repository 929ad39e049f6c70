import sqlite from 'node-sqlite3-wasm';
import { EventLogError } from '../event-log-error.js';

type Row = Readonly<Record<string, unknown>>;

/** Rows per batch; other work runs between batches. */
const batchRows = 2000;

/** An SQLite file, opened for reading. Only plain tables are read; no code in the file is run. */
export class SqliteFile {
  readonly #database: sqlite.Database;
  readonly tables: ReadonlyMap<string, string>;

  /** Throws `EventLogError` (`file_damaged`) if the file is unreadable. */
  constructor(path: string) {
    this.#database = opened(path);
    try {
      this.#database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON');
      const rows = this.#database.all("SELECT name, sql FROM sqlite_master WHERE type = 'table'") as Row[];
      this.tables = new Map(
        rows
          .filter(({ sql }) => typeof sql === 'string' && /^\s*CREATE\s+TABLE/i.test(sql))
          .map(({ name }) => [String(name).toLowerCase(), String(name)]),
      );
    } catch (error) {
      this.close();
      throw unreadable(error);
    }
  }

  /** Name of a table in the file's spelling. Throws `EventLogError` (`file_damaged`) if it does not exist. */
  table(name: string): string {
    const table = this.tables.get(name);
    if (table !== undefined) return table;
    throw new EventLogError('file_damaged', `The SQLite file has no table "${name}".`);
  }

  columns(table: string): readonly string[] {
    try {
      const rows = this.#database.all('SELECT name FROM pragma_table_info(?)', [table]) as Row[];
      return rows.map(({ name }) => String(name));
    } catch (error) {
      throw unreadable(error);
    }
  }

  *rows(sql: string, values: readonly string[] = []): Generator<readonly Row[]> {
    let statement: sqlite.Statement | undefined;
    try {
      statement = this.#database.prepare(sql);
      let batch: Row[] = [];
      for (const row of statement.iterate([...values])) {
        batch.push(row);
        if (batch.length < batchRows) continue;
        yield batch;
        batch = [];
      }
      yield batch;
    } catch (error) {
      throw unreadable(error);
    } finally {
      if (statement) finalize(statement);
    }
  }

  close(): void {
    try {
      this.#database.close();
    } catch {
      // Reading has already reported the damage.
    }
  }
}

function opened(path: string): sqlite.Database {
  try {
    return new sqlite.Database(path, { readOnly: true, fileMustExist: true });
  } catch (error) {
    throw unreadable(error);
  }
}

/** Finalizes a statement. SQLite repeats an error here that its rows have already reported; it is ignored. */
function finalize(statement: sqlite.Statement): void {
  try {
    statement.finalize();
  } catch {
    // It is freed in any case.
  }
}

/** A table's or column's name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

function unreadable(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  const reason = error instanceof Error ? error.message.slice(0, 100) : '';
  return new EventLogError('file_damaged', `The SQLite file can't be read: ${reason}.`, { cause: error });
}
