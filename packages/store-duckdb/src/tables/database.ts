import { rename, rm } from 'node:fs/promises';
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
  /** Writes the file anew, so that nothing is left in it of what was deleted. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly memoryLimitMiB: number;
  readonly threads: number;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { path } = options;
  let instance = await openInstance(options);
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
  const compact = (writing: DuckDBConnection, reading: DuckDBConnection) =>
    rewriteFile(options, [writing, reading], instance).then(async (next) => {
      instance = next;
      writer.use(await next.connect());
      reader.use(await next.connect());
    });
  return {
    path,
    writer,
    reader,
    connect: () => instance.connect(),
    analyst,
    compact: () =>
      writer.exclusively((writing) => reader.exclusively((reading) => compact(writing, reading))),
    close: async () => {
      await analyst.close();
      await reader.close();
      await writer.close();
      instance.closeSync();
    },
  };
}

/**
 * Copies all rows into a new file and puts it in the place of the old one, whose free blocks still hold what was
 * deleted. A process killed meanwhile has the one or the other.
 */
async function rewriteFile(
  options: DatabaseOptions,
  connections: readonly DuckDBConnection[],
  instance: DuckDBInstance,
): Promise<DuckDBInstance> {
  const { path } = options;
  const fresh = `${path}.unfinished`;
  const [connection] = connections;
  await rm(fresh, { force: true });
  try {
    await connection?.run(`ATTACH '${fresh.replaceAll("'", "''")}' AS fresh`);
    const names = await connection?.runAndReadAll('SELECT current_database()');
    await connection?.run(`COPY FROM DATABASE "${String(names?.getRows()[0]?.[0])}" TO fresh`);
  } finally {
    await connection?.run('DETACH DATABASE IF EXISTS fresh');
  }
  for (const one of connections) one.closeSync();
  instance.closeSync();
  await rm(`${path}.wal`, { force: true });
  await rename(fresh, path);
  return openInstance(options);
}

function openInstance({ path, memoryLimitMiB, threads }: DatabaseOptions): Promise<DuckDBInstance> {
  return createInstance(path, { memory_limit: `${memoryLimitMiB}MiB`, threads: `${threads}` });
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
