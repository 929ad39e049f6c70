import sqlite from 'node-sqlite3-wasm';
import { EventLogError } from '../event-log-error.js';

type Row = Readonly<Record<string, unknown>>;

/** Rows at a time, so that others get their turn between. */
const batchRows = 2000;

/** An SQLite file, opened to be read. Nothing in it is run but plain tables. */
export class SqliteFile {
  readonly #database: sqlite.Database;
  readonly tables: ReadonlyMap<string, string>;

  /** Throws `EventLogError` (`file_damaged`) where it is none that can be read. */
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

  /** A table's name as the file writes it. Throws `EventLogError` (`file_damaged`) where there is none. */
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
      // Of a damaged file the reading has told already.
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

/** Tells once more of an error that its rows have told already. */
function finalize(statement: sqlite.Statement): void {
  try {
    statement.finalize();
  } catch {
    // It is freed all the same.
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
