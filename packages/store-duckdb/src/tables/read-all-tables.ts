import type { Database } from './database.js';

/** Reads every value of every table. Returns what DuckDB can't read, one sentence for each table. */
export function readAllTables(database: Database): Promise<string[]> {
  return database.onOwnConnection(async (connection) => {
    const damage: string[] = [];
    const tables = await connection.runAndReadAll(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_type = 'BASE TABLE'",
    );
    for (const [table] of tables.getRows())
      try {
        await connection.runAndReadAll(`SELECT bit_xor(hash(t)) FROM "${String(table)}" AS t`);
      } catch (error) {
        damage.push(`Table ${String(table)} can't be read: ${error instanceof Error ? error.message : ''}`);
      }
    return damage;
  });
}
