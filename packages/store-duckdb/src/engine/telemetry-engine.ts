import { StoreError, type Appended } from '@ordertrace/store';
import { unpackBatch } from '../bytes/batch-bytes.js';
import type { Unsorted } from '../backup/prepare-backup.js';
import type { CommitLog } from '../log/commit-log.js';
import { CommitLogs } from '../log/commit-logs.js';
import type { Replayed } from '../log/replay-logs.js';
import { EventCache } from '../reading/event-cache.js';
import type { Snapshot } from '../reading/snapshot.js';
import { StoredPages } from '../reading/stored-pages.js';
import { RecentBatch } from '../recent/recent-batch.js';
import type { Database } from '../tables/database.js';
import type { DamageList } from '../files/damage-list.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { StoreMark } from '../files/store-mark.js';
import { allRuns } from '../tables/runs.js';
import { writeNewRun } from './new-run.js';
import { replayNoted } from './replay-noted.js';
import { RunUpkeep, type UpkeepOptions } from './run-upkeep.js';
import { RunList } from '../runs/run-list.js';
import { SeenRecords } from './seen-records.js';
import { storeFailure } from '../failures/store-failure.js';

interface StorageContext {
  readonly folder: StoreFolder;
  readonly database: Database;
  readonly mark: StoreMark;
  readonly damage: DamageList;
}

export interface EngineLimits {
  /** Size at which recent batches become a run. */
  readonly runBytes: number;
  readonly runRows: number;
  readonly upkeep: UpkeepOptions;
  /** Size of the cache of decoded pages. */
  readonly pageCacheBytes: number;
}

/** What was appended, with the number of its commit. */
export interface Committed extends Omit<Appended, 'position'> {
  readonly commit: bigint;
}

/**
 * Recent batches may reach this multiple of a run's size; then appends wait for the run that is being
 * written.
 */
const mostRunsWaiting = 3;
/** Up to this number, records stay in the log at the close; more become a run. */
const fewRows = 20_000;
/** About 40 MB. */
const eventsCached = 100_000;
const retryRunMs = 5000;
/** After this time without an append, recent batches become a run even if they are few. */
const quietMs = 10_000;
const repairHint = 'See: ordertrace store check --repair';

/**
 * Telemetry in two places. Recent batches are in memory and in the commit log, as they came. Runs are
 * immutable files, sorted by order. When the recent batches are large enough, they become a run, while new
 * ones arrive:
 *
 * ```
 * append ──► commit log, recent ──► being written ──► run 3 │ run 2 │ run 1
 * ```
 */
export class TelemetryEngine {
  readonly #folder: StoreFolder;
  readonly #database: Database;
  readonly #damage: DamageList;
  readonly #limits: EngineLimits;
  readonly #pages: StoredPages;
  /** A cache of events in runs. */
  readonly storedEvents = new EventCache(eventsCached);
  readonly runs: RunList;
  readonly upkeep: RunUpkeep;
  readonly #seen: SeenRecords;
  #recent: RecentBatch[] = [];
  #recentSize = { bytes: 0, rows: 0 };
  readonly #logs: CommitLogs;
  #lastCommit = 0n;
  #writing: Promise<void> | undefined;
  #writingCount = 0;
  #quiet: NodeJS.Timeout | undefined;
  #turning: Promise<void> | undefined;
  #appending: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: StoreError; readonly at: number } | undefined;

  private constructor(
    { folder, database, mark, damage }: StorageContext,
    runs: RunList,
    limits: EngineLimits,
  ) {
    this.#folder = folder;
    this.#database = database;
    this.#damage = damage;
    this.#limits = limits;
    this.#logs = new CommitLogs(folder, mark);
    this.#seen = new SeenRecords(folder, damage);
    this.runs = runs;
    this.upkeep = new RunUpkeep({ folder, database, runs, damage }, limits.upkeep);
    this.#pages = new StoredPages(limits.pageCacheBytes, damage);
  }

  static async open(parts: StorageContext, limits: EngineLimits): Promise<TelemetryEngine> {
    const { folder, damage } = parts;
    const rows = await allRuns(parts.database.reader);
    const replayed = await replayNoted(parts, rows);
    const commits = replayed.logs.flatMap(({ batches }) => batches.map(({ commit }) => commit));
    const engine = new TelemetryEngine(parts, RunList.open({ folder, damage, rows }, commits), limits);
    engine.#lastCommit = replayed.lastCommit;
    await engine.#takeLogs(replayed);
    engine.upkeep.consider();
    return engine;
  }

  get lastCommit(): bigint {
    return this.#lastCommit;
  }

  snapshot(): Snapshot {
    const { all: runs, movingTo } = this.runs;
    return { recent: this.#recent, runs, pages: this.#pages, orderFiles: this.upkeep.orderFiles, movingTo };
  }

  /** The records that are in no run, up to this commit, and their logs. */
  unsortedAfter(commit: bigint): Unsorted {
    const recent = this.#recent.filter((batch) => batch.commit > commit);
    return {
      lastCommit: this.#lastCommit,
      spans: recent.reduce((sum, batch) => sum + batch.spans, 0),
      logs: recent.reduce((sum, batch) => sum + batch.logs, 0),
      files: this.#logs.files,
    };
  }

  /** Appends batches as one commit. Wait for it before the next call. */
  append(packed: readonly Uint8Array<ArrayBuffer>[]): Promise<Committed[]> {
    clearTimeout(this.#quiet);
    const appended = this.#append(packed, this.#turning);
    this.#appending = appended.catch(() => undefined);
    return appended;
  }

  /** Flushes all appended records into runs. Rejects if that fails. */
  async flush(): Promise<void> {
    clearTimeout(this.#quiet);
    const before = { appending: this.#appending, turning: this.#turning };
    this.#turning = (async () => {
      await before.appending;
      await before.turning;
      await this.#writing;
      this.#failure = undefined;
      if (this.#recent.length > 0) await this.#startRun();
    })().catch((error: unknown) => this.#noteFailure(error));
    await this.#turning;
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /**
   * Refuses an action while data is damaged: unreadable data can't be judged or erased.
   *
   * @throws StoreError with the damaged files
   */
  refuseWhileDamaged(what: string): void {
    const damage = this.#damage.all.find(({ isIncomplete }) => isIncomplete);
    if (damage !== undefined)
      throw new StoreError(
        'broken',
        `${what} waits until the store is repaired. ${damage.detail} ${repairHint}`,
      );
  }

  removeDamagedFiles(): void {
    this.#folder.removeDamaged();
  }

  /** Logs whose acknowledged parts can't be read back. Their content is still in memory. */
  damagedLogs(): string[] {
    return this.#logs.damaged();
  }

  /** Clears the caches after a change. */
  forgetRead(): void {
    this.#pages.clear();
    this.storedEvents.clear();
  }

  async #append(
    packed: readonly Uint8Array<ArrayBuffer>[],
    turning: Promise<void> | undefined,
  ): Promise<Committed[]> {
    await turning;
    await this.#makeRoom();
    const commit = this.#lastCommit + 1n;
    const arrived = packed.map((bytes) => ({ bytes, recent: this.#recentBatch(commit, bytes) }));
    const news = arrived.filter(({ recent }) => !recent.isEmpty);
    if (news.length > 0) {
      try {
        await this.#logs.append(news.map(({ bytes }) => ({ commit, packed: bytes })));
      } catch (error) {
        this.#seen.forget(news.map(({ recent }) => recent));
        throw storeFailure(error, 'writing the commit log');
      }
      this.#lastCommit = commit;
      this.#keep(news.map(({ recent }) => recent));
    }
    await this.#writeRunIfDue();
    this.#awaitQuiet();
    return arrived.map(({ recent: { spans, logs, events, duplicates } }) => ({
      commit: this.#lastCommit,
      spans,
      logs,
      events: events.length,
      duplicates,
    }));
  }

  async close(): Promise<void> {
    clearTimeout(this.#quiet);
    await this.#turning;
    await this.#writing;
    if (this.#recentSize.rows >= fewRows) await this.#startRun().catch(() => undefined);
    await this.#writing;
    await this.upkeep.stop();
    await this.#logs.close();
    this.runs.close();
  }

  /** A log may be replaced only between two appends: an append stops this timer and waits for `#turning`. */
  #awaitQuiet(): void {
    if (this.#recentSize.rows < fewRows) return;
    this.#quiet = setTimeout(() => {
      if (this.#writing !== undefined || this.#failure !== undefined) return;
      this.#turning = this.#startRun().catch((error: unknown) => this.#noteFailure(error));
    }, quietMs).unref();
  }

  #noteFailure(error: unknown): void {
    this.#failure = { error: storeFailure(error, 'writing a run'), at: Date.now() };
  }

  #recentBatch(commit: bigint, bytes: Uint8Array<ArrayBuffer>): RecentBatch {
    return new RecentBatch(unpackBatch(bytes), { commit, bytes: bytes.length, window: this.#seen.window });
  }

  #keep(batches: readonly RecentBatch[]): void {
    this.#recent.push(...batches);
    for (const { bytes, spans, logs, events } of batches) {
      this.#recentSize.bytes += bytes;
      this.#recentSize.rows += spans + logs + events.length;
    }
  }

  async #takeLogs(replayed: Replayed): Promise<void> {
    await this.#logs.reopen(replayed);
    for (const { batches } of replayed.logs)
      this.#keep(batches.map(({ commit, packed }) => this.#recentBatch(commit, packed)));
  }

  /**
   * Waits for the run that is being written if too much data waits behind it. Rejects if runs can't be
   * written.
   */
  async #makeRoom(): Promise<void> {
    const { runBytes, runRows } = this.#limits;
    const isTooMuch = () =>
      this.#recentSize.bytes > runBytes * mostRunsWaiting ||
      this.#recentSize.rows > runRows * mostRunsWaiting;
    if (isTooMuch() && this.#writing === undefined) await this.#writeRunIfDue();
    if (isTooMuch()) await this.#writing;
    if (isTooMuch() && this.#failure !== undefined) throw this.#failure.error;
  }

  async #writeRunIfDue(): Promise<void> {
    const { runBytes, runRows } = this.#limits;
    if (this.#writing !== undefined || this.#recent.length === 0) return;
    if (this.#recentSize.bytes < runBytes && this.#recentSize.rows < runRows) return;
    if (this.#failure !== undefined && Date.now() - this.#failure.at < retryRunMs) return;
    try {
      await this.#startRun();
    } catch (error) {
      this.#noteFailure(error);
    }
  }

  /** Starts to write all recent batches as a run. New batches use a new log. */
  async #startRun(): Promise<void> {
    const batches = [...this.#recent];
    const logs = await this.#logs.rotate();
    this.#writingCount = batches.length;
    this.#writing = this.#writeRun(batches, logs)
      .then(() => {
        this.#failure = undefined;
      })
      .catch((error: unknown) => this.#noteFailure(error))
      .finally(() => {
        this.#writing = undefined;
      });
  }

  async #writeRun(batches: readonly RecentBatch[], logs: readonly CommitLog[]): Promise<void> {
    const number = this.runs.newNumber();
    await writeNewRun({ folder: this.#folder, database: this.#database, number, batches });
    this.runs.add(this.runs.openRun({ number, file: number }));
    this.#recent = this.#recent.slice(this.#writingCount);
    for (const { events } of batches) this.storedEvents.add(events);
    for (const { bytes, spans, logs: rows, events } of batches) {
      this.#recentSize.bytes -= bytes;
      this.#recentSize.rows -= spans + rows + events.length;
    }
    await this.#logs.remove(logs);
    await this.#seen.removeOldFiles();
    this.upkeep.consider();
  }
}
