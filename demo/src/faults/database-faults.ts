import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Fault of the database for one order. Writing its rows of a table fails (`error`), is dropped in silence
 * (`dropped`), or takes minutes (`slow`).
 */
export type DatabaseFault = 'error' | 'dropped' | 'slow';

const actions: Readonly<Record<DatabaseFault, string>> = {
  error: "RAISE EXCEPTION 'no space left on the device' USING ERRCODE = 'disk_full'",
  dropped: 'RETURN NULL',
  slow: 'PERFORM pg_sleep(300)',
};

export interface FaultyTable {
  readonly table: string;
  /** SQL for the order ID of the row, such as `NEW.order_id`. */
  readonly orderId: string;
  readonly fault: DatabaseFault;
}

/** Faults in the database of one service, made by triggers. The service does not know about them. */
export class DatabaseFaults {
  readonly #client: Client;
  readonly #name: string;

  private constructor(client: Client, { table, fault }: FaultyTable) {
    this.#client = client;
    this.#name = `${fault}_${table}`;
  }

  /** Adds a trigger to the table. It does nothing until an order is injected. */
  static async open(databaseUrl: string, faulty: FaultyTable): Promise<DatabaseFaults> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    // The connection ends with the database; the next query reports the error.
    client.on('error', () => undefined);
    const faults = new DatabaseFaults(client, faulty);
    const name = faults.#name;
    await client.query(`
      CREATE TABLE faults_${name} (order_id text PRIMARY KEY);
      CREATE FUNCTION fault_${name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM faults_${name} WHERE order_id = ${faulty.orderId}) THEN
            ${actions[faulty.fault]};
          END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER fault_${name} BEFORE INSERT OR UPDATE ON ${faulty.table}
        FOR EACH ROW EXECUTE FUNCTION fault_${name}();`);
    return faults;
  }

  async inject(orderId: string): Promise<void> {
    await this.#client.query(`INSERT INTO faults_${this.#name} VALUES ($1)`, [orderId]);
  }

  /** Resolves when `count` writers, of any orders, are blocked by `slow`. Throws after 30 seconds. */
  async untilAtWork(count: number): Promise<void> {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      const { rows } = await this.#client.query<{ held: number }>(
        `SELECT count(*)::int AS held FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'PgSleep' AND pid <> pg_backend_pid()`,
      );
      if ((rows[0]?.held ?? 0) >= count) return;
      await pause(100);
    }
    throw new Error(`Fewer than ${count} writers were held up within 30 seconds.`);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}
