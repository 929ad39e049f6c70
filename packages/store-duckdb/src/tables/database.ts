import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '@ordertrace/store';
import { prepareSchema } from './schema.js';
import { SerialConnection } from './serial-connection.js';

/** The DuckDB file, with one connection that writes and one that reads meanwhile. */
export interface Database {
  readonly path: string;
  readonly writer: SerialConnection;
  readonly reader: SerialConnection;
  /** One more connection, to be closed by whom asked for it. */
  connect(): Promise<DuckDBConnection>;
  /** Reads too, for statistics: what takes long must not keep an order waiting. */
  readonly analyst: SerialConnection;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly memoryLimitMiB: number;
  readonly threads: number;
}

export async function openDatabase({ path, memoryLimitMiB, threads }: DatabaseOptions): Promise<Database> {
  const instance = await createInstance(path, {
    memory_limit: `${memoryLimitMiB}MiB`,
    threads: `${threads}`,
  });
  const connection = await instance.connect();
  try {
    await prepareSchema(connection, path);
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  const writer = new SerialConnection(connection);
  const reader = new SerialConnection(await instance.connect());
  const analyst = new SerialConnection(await instance.connect());
  return {
    path,
    writer,
    reader,
    connect: () => instance.connect(),
    analyst,
    close: async () => {
      await analyst.close();
      await reader.close();
      await writer.close();
      instance.closeSync();
    },
  };
}

async function createInstance(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, options);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/lock/i.test(text)) throw lockedError(path, error);
    throw new StoreError('broken', `The store's database ${path} can't be opened: ${text}`, { cause: error });
  }
}

export function lockedError(path: string, cause?: unknown): StoreError {
  return new StoreError(
    'locked',
    `The store ${path} is open in another process: stop that one, or give this one another folder.`,
    { cause },
  );
}
