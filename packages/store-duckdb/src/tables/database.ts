import { rename, rm } from 'node:fs/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { StoreError } from '@ordertrace/store';
import { isDamage } from '../failures/store-failure.js';
import type { StoreMark } from '../files/store-mark.js';
import { prepareSchema } from './schema.js';
import { SerialConnection } from './serial-connection.js';

/** The DuckDB file, with one connection that writes and others that read meanwhile. */
export interface Database {
  readonly path: string;
  readonly writer: SerialConnection;
  readonly reader: SerialConnection;
  /** Reads single orders' states: a look-up asks for them while the other reader is at the order's events. */
  readonly stateReader: SerialConnection;
  /** Reads too, for statistics: what takes long must not keep an order waiting. */
  readonly analyst: SerialConnection;
  /** Runs `work` with a connection of its own, beside all others. */
  aside<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Writes the file anew, so that nothing is left in it of what was deleted. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly path: string;
  /** Notes how much of the tables is on disk. */
  readonly mark: StoreMark;
  readonly memoryLimitMiB: number;
  readonly threads: number;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { path } = options;
  for (const left of [freshPath(path), `${freshPath(path)}.wal`]) await rm(left, { force: true });
  let instance = await openInstance(options);
  const connection = await instance.connect();
  try {
    await prepareSchema(connection, path);
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
  const asides = new Asides();
  return {
    path,
    writer,
    reader,
    stateReader,
    analyst,
    aside: (work) => asides.run(() => instance.connect(), work),
    compact: () =>
      asides.without(() =>
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

/** Where a file is written that is to replace the one at `path`. */
function freshPath(path: string): string {
  return `${path}.unfinished`;
}

/** Runs `work` when none of the connections does anything else. */
function alone(
  connections: readonly SerialConnection[],
  work: (connections: readonly DuckDBConnection[]) => Promise<void>,
): Promise<void> {
  const [first, ...others] = connections;
  if (first === undefined) return work([]);
  return first.exclusively((connection) => alone(others, (rest) => work([connection, ...rest])));
}

/** Work with connections of its own, which the file can't be changed under. */
class Asides {
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

  /** Runs `work` when all others have ended; new ones wait until it has. */
  without(work: () => Promise<void>): Promise<void> {
    const done = Promise.allSettled(this.#running).then(work);
    this.#without = done.catch(() => undefined);
    return done;
  }
}

/**
 * Copies all rows into a new file and puts it in the place of the old one, whose free blocks still hold what was
 * deleted. A process killed meanwhile has the one or the other. Ends with the file open, whatever happens.
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
 * A query is planned by the columns' statistics of one moment and may run after the next commit: a text longer than any
 * that the plan knew of would come out cut, and a key beyond them not at all. So plans are made without statistics.
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
