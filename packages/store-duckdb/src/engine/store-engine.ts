import type { OrderRef } from '@ordertrace/model';
import { compareTexts, type StoreDamage, type StoreStatistics } from '@ordertrace/store';
import { prepareBackup, type PreparedBackup } from '../backup/prepare-backup.js';
import type { CommittedChange } from '../bytes/packed-events.js';
import { telemetryAfter, type FollowRequest } from '../reading/follow.js';
import { recordsInPieces } from '../reading/order-pieces.js';
import { streamRecords, type StreamChunk, type StreamRequest } from '../reading/record-stream.js';
import { packTelemetry } from '../reading/result-batch.js';
import { holdRuns, type Snapshot } from '../reading/snapshot.js';
import { FlowQueries } from '../flow/flow-queries.js';
import { NumbersReader } from '../tables/company-numbers.js';
import { openDatabase, type Database } from '../tables/database.js';
import { FactsTable } from '../tables/facts.js';
import { ProblemStatesTable } from '../tables/problem-states.js';
import { allTenants } from '../tables/order-mentions.js';
import { OrderStatesTable } from '../tables/order-states.js';
import { operationsOf, servicesOf, type NamedOperation } from './catalogue.js';
import { ErasureEngine } from './erasure-engine.js';
import { RetentionEngine } from './retention-engine.js';
import { DamageList } from '../files/damage-list.js';
import { StoreFolder } from '../files/store-folder.js';
import { StoreMark } from '../files/store-mark.js';
import { syncFolder } from '../files/sync-folder.js';
import { refuseMissingTables } from './missing-tables.js';
import { readChanges, readEvents, readTenants } from './order-queries.js';
import { StoreCheck } from './store-check.js';
import { TelemetryEngine, type EngineLimits } from './telemetry-engine.js';

export interface EngineOptions extends EngineLimits {
  readonly path: string;
  readonly memoryLimitMiB: number;
  readonly threads: number;
}

export interface OrdersRequest {
  readonly orders: readonly OrderRef[];
  readonly withStates: boolean;
  readonly withProblems: boolean;
}

interface EngineContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly telemetry: TelemetryEngine;
  readonly mark: StoreMark;
  readonly damage: DamageList;
}

/** The store, in its own thread. */
export class StoreEngine {
  readonly telemetry: TelemetryEngine;
  readonly check: StoreCheck;
  readonly states: OrderStatesTable;
  readonly retention: RetentionEngine;
  readonly erasure: ErasureEngine;
  readonly facts: FactsTable;
  readonly problems: ProblemStatesTable;
  readonly flow: FlowQueries;
  readonly numbers: NumbersReader;
  readonly #folder: StoreFolder;
  readonly #database: Database;
  readonly #mark: StoreMark;
  readonly #damage: DamageList;

  private constructor({ folder, database, telemetry, mark, damage }: EngineContext) {
    this.#folder = folder;
    this.#database = database;
    this.#mark = mark;
    this.#damage = damage;
    this.telemetry = telemetry;
    this.check = new StoreCheck({ folder, database, telemetry, damage });
    this.states = new OrderStatesTable(database);
    this.retention = new RetentionEngine(telemetry, database);
    this.erasure = new ErasureEngine(telemetry, database);
    this.facts = new FactsTable(database);
    this.problems = new ProblemStatesTable(database);
    this.flow = new FlowQueries(database.analyst);
    this.numbers = new NumbersReader(database);
  }

  static async open(options: EngineOptions): Promise<StoreEngine> {
    const folder = new StoreFolder(options.path);
    const { memoryLimitMiB, threads } = options;
    refuseMissingTables(folder);
    const mark = StoreMark.open(folder.mark, folder.database);
    const database = await openDatabase({ path: folder.database, mark, memoryLimitMiB, threads });
    mark.noteTables();
    syncFolder(folder.database);
    folder.removeOldBackups();
    const damage = new DamageList();
    if (mark.wasLost && database.hadFormat) damage.note(lostMark);
    try {
      const telemetry = await TelemetryEngine.open({ folder, database, mark, damage }, options);
      return new StoreEngine({ folder, database, telemetry, mark, damage });
    } catch (error) {
      await database.close();
      mark.close();
      throw error;
    }
  }

  /** The result in chunks; `undefined` from time to time, when other work may run. */
  stream(request: StreamRequest): Generator<StreamChunk | undefined, void> {
    return streamRecords(this.telemetry.snapshot(), request);
  }

  telemetryAfter(query: FollowRequest) {
    const { place, spans, logs } = telemetryAfter(this.telemetry.snapshot(), query);
    return { place, packed: packTelemetry(spans, logs) };
  }

  events(orders: readonly OrderRef[]) {
    return this.#whileHeld((snapshot) =>
      readEvents(snapshot, { reader: this.#database.reader, cache: this.telemetry.storedEvents }, orders),
    );
  }

  /**
   * All data of these orders from one snapshot: events, states and problems on request, and a stream of their
   * records. Read the stream to its end, or return it.
   */
  async orders({ orders, withStates, withProblems }: OrdersRequest) {
    const snapshot = this.telemetry.snapshot();
    const release = holdRuns(snapshot);
    const source = { reader: this.#database.reader, cache: this.telemetry.storedEvents };
    try {
      const [events, states, problems] = await Promise.all([
        readEvents(snapshot, source, orders),
        withStates ? this.states.byRef(orders) : [],
        withProblems ? this.problems.ofOrders(orders) : [],
      ]);
      return { events, states, problems, records: releasing(recordsInPieces(snapshot, orders), release) };
    } catch (error) {
      release();
      throw error;
    }
  }

  tenantsOfOrders(orderIds: readonly string[]) {
    return readTenants(this.telemetry.snapshot(), this.#database.reader, orderIds);
  }

  /** Repeats the read if a merge moved rows during it, because it could miss them. */
  async changes(after: { readonly commit: bigint; readonly limit: number }): Promise<CommittedChange[]> {
    const { runs } = this.telemetry;
    for (;;) {
      const isInRuns = runs.all.some((run) => run.lastCommit > after.commit);
      if (isInRuns) await runs.settled();
      const { moves } = runs;
      const changes = await readChanges(this.telemetry.snapshot(), this.#database.reader, after);
      if (!isInRuns || moves === runs.moves) return changes;
    }
  }

  async #whileHeld<T>(read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const snapshot = this.telemetry.snapshot();
    const release = holdRuns(snapshot);
    try {
      return await read(snapshot);
    } finally {
      release();
    }
  }

  services(): string[] {
    return servicesOf(this.telemetry.snapshot());
  }

  operations(service: string): NamedOperation[] {
    return operationsOf(this.telemetry.snapshot(), service);
  }

  async tenants(): Promise<string[]> {
    const { recent } = this.telemetry.snapshot();
    const tenants = new Set(await allTenants(this.#database.reader));
    for (const batch of recent) for (const { order } of batch.changes()) tenants.add(order.tenantId);
    tenants.delete('');
    return [...tenants].sort(compareTexts);
  }

  async statistics(): Promise<StoreStatistics> {
    const orders = await this.states.count();
    const { recent, runs } = this.telemetry.snapshot();
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    return {
      spans: sum([...runs, ...recent].map((part) => part.spans)),
      logs: sum([...runs, ...recent].map((part) => part.logs)),
      orders,
      bytesOnDisk: this.#folder.bytes(),
    };
  }

  prepareBackup(): Promise<PreparedBackup> {
    return prepareBackup({
      folder: this.#folder,
      database: this.#database,
      unsortedAfter: (commit) => this.telemetry.unsortedAfter(commit),
    });
  }

  /** The known damage. */
  damage(): readonly StoreDamage[] {
    return this.#damage.all;
  }

  async close(): Promise<void> {
    await this.telemetry.close();
    await this.#database.close();
    this.#mark.close();
  }
}

/** Folders of the older format have no mark. */
const lostMark: StoreDamage = {
  kind: 'damaged',
  file: 'store.mark',
  detail:
    'store.mark was damaged or missing at the start, and is written again. A missing end of another file could not be noticed.',
  isIncomplete: false,
};

/** Calls `release` when a started generator ends. */
function* releasing<T>(records: Generator<T, void>, release: () => void): Generator<T, void> {
  try {
    yield* records;
  } finally {
    release();
  }
}
