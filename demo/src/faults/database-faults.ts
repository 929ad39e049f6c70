import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * What the database does to an order: a table's rows of it fail to be written (`error`), are dropped in silence
 * (`dropped`), or writing them takes minutes (`slow`).
 */
export type DatabaseFault = 'error' | 'dropped' | 'slow';

const actions: Readonly<Record<DatabaseFault, string>> = {
  error: "RAISE EXCEPTION 'no space left on the device' USING ERRCODE = 'disk_full'",
  dropped: 'RETURN NULL',
  slow: 'PERFORM pg_sleep(300)',
};

export interface FaultyTable {
  readonly table: string;
  /** SQL that gives the row's order, such as `NEW.order_id`. */
  readonly orderId: string;
  readonly fault: DatabaseFault;
}

/** Faults in one service's own database, put there by triggers: the service knows nothing of them. */
export class DatabaseFaults {
  readonly #client: Client;
  readonly #name: string;

  private constructor(client: Client, { table, fault }: FaultyTable) {
    this.#client = client;
    this.#name = `${fault}_${table}`;
  }

  /** Puts a trigger on the table; nothing happens until an order is injected. */
  static async open(databaseUrl: string, faulty: FaultyTable): Promise<DatabaseFaults> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    // The connection ends with the database; what follows is told by the next query.
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

  /** Resolves once that many writers of any order are held up; for `slow`. Throws after 30 seconds. */
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
