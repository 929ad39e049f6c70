import { rename, rm } from 'node:fs/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '@ordertrace/store';
import { isDamage } from '../failures/store-failure.js';
import type { StoreMark } from '../files/store-mark.js';
import { prepareSchema } from './schema.js';
import { SerialConnection } from './serial-connection.js';

/** The DuckDB file, with one connection for writes and others for concurrent reads. */
export interface Database {
  readonly path: string;
  /** Whether the file had this program's format before it was opened. */
  readonly hadFormat: boolean;
  readonly writer: SerialConnection;
  readonly reader: SerialConnection;
  /** Reads the states of single orders, while the other reader reads their events. */
  readonly stateReader: SerialConnection;
  /** Reads statistics, so that long queries don't delay the reads of orders. */
  readonly analyst: SerialConnection;
  /** Runs `work` with a separate connection. */
  onOwnConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Rewrites the file, so that no deleted data remains in it. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly path: string;
  /** Records how much of the tables is on disk. */
  readonly mark: StoreMark;
  readonly memoryLimitMiB: number;
  readonly threads: number;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { path } = options;
  for (const left of [freshPath(path), `${freshPath(path)}.wal`]) await rm(left, { force: true });
  let instance = await openInstance(options);
  const connection = await instance.connect();
  let hadFormat: boolean;
  try {
    hadFormat = await prepareSchema(connection, path);
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  const writer = new SerialConnection(connection, () => options.mark.noteTables());
  const reader = new SerialConnection(await instance.connect());
  const stateReader = new SerialConnection(await instance.connect());
  const analyst = new SerialConnection(await instance.connect());
  const all = [writer, reader, stateReader, analyst];
  const ownConnections = new OwnConnections();
  return {
    path,
    hadFormat,
    writer,
    reader,
    stateReader,
    analyst,
    onOwnConnection: (work) => ownConnections.run(() => instance.connect(), work),
    compact: () =>
      ownConnections.without(() =>
        alone(all, async (connections) => {
          instance = await rewriteFile(options, connections, instance);
          for (const one of all) one.use(await instance.connect());
        }),
      ),
    close: async () => {
      await analyst.close();
      await stateReader.close();
      await reader.close();
      await writer.close();
      instance.closeSync();
    },
  };
}

/** The path of a file that will replace the one at `path`. */
function freshPath(path: string): string {
  return `${path}.unfinished`;
}

/** Runs `work` while all connections are idle. */
function alone(
  connections: readonly SerialConnection[],
  work: (connections: readonly DuckDBConnection[]) => Promise<void>,
): Promise<void> {
  const [first, ...others] = connections;
  if (first === undefined) return work([]);
  return first.exclusively((connection) => alone(others, (rest) => work([connection, ...rest])));
}

/** Work with separate connections, during which the file must not be replaced. */
class OwnConnections {
  readonly #running = new Set<Promise<unknown>>();
  #without: Promise<unknown> = Promise.resolve();

  async run<T>(
    connect: () => Promise<DuckDBConnection>,
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    await this.#without;
    const connection = await connect();
    const done = work(connection).finally(() => connection.closeSync());
    this.#running.add(done);
    return done.finally(() => this.#running.delete(done));
  }

  /** Runs `work` when all other work has ended; new work waits. */
  without(work: () => Promise<void>): Promise<void> {
    const done = Promise.allSettled(this.#running).then(work);
    this.#without = done.catch(() => undefined);
    return done;
  }
}

/**
 * Copies all rows into a new file that replaces the old one, whose free blocks still hold deleted data. A
 * process killed during this has one of both. It ends with the file open, also after a failure.
 */
async function rewriteFile(
  options: DatabaseOptions,
  connections: readonly DuckDBConnection[],
  instance: DuckDBInstance,
): Promise<DuckDBInstance> {
  const { path, mark } = options;
  const fresh = freshPath(path);
  await rm(fresh, { force: true });
  await copyAll(connections[0], fresh);
  for (const one of connections) one.closeSync();
  instance.closeSync();
  mark.forgetTables();
  await rename(fresh, path).catch(() => undefined);
  return openInstance(options);
}

async function copyAll(connection: DuckDBConnection | undefined, to: string): Promise<void> {
  if (connection === undefined) return;
  await connection.run('CHECKPOINT');
  await connection.run(`ATTACH '${to.replaceAll("'", "''")}' AS fresh`);
  try {
    const names = await connection.runAndReadAll('SELECT current_database()');
    await connection.run(`COPY FROM DATABASE "${String(names.getRows()[0]?.[0])}" TO fresh`);
  } finally {
    await connection.run('DETACH fresh');
  }
}

/**
 * DuckDB plans a query with the column statistics of one moment, but may run it after the next commit. Then
 * longer texts would be truncated, and keys outside the range would be missing. So plans use no statistics.
 */
const withoutStatistics = 'compressed_materialization,statistics_propagation';

function openInstance({ path, memoryLimitMiB, threads }: DatabaseOptions): Promise<DuckDBInstance> {
  return createInstance(path, {
    memory_limit: `${memoryLimitMiB}MiB`,
    threads: `${threads}`,
    disabled_optimizers: withoutStatistics,
  });
}

async function createInstance(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, options);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/could not set lock|conflicting lock/i.test(text)) throw lockedError(path, error);
    const what = isDamage(text)
      ? 'is damaged. Restore a backup, or rebuild it from the other files'
      : "can't be opened";
    throw new StoreError('broken', `The store's database ${path} ${what}: ${text}`, { cause: error });
  }
}

export function lockedError(path: string, cause?: unknown): StoreError {
  return new StoreError(
    'locked',
    `The store ${path} is open in another process: stop that one, or give this one another folder.`,
    { cause },
  );
}
