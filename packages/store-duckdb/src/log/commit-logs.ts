import type { StoreFolder } from '../files/store-folder.js';
import type { StoreMark } from '../files/store-mark.js';
import { CommitLog, readCommitLog, type LoggedBatch } from './commit-log.js';
import type { Replayed } from './replay-logs.js';

/** The logs of the recent batches. Appends go to the last one. */
export class CommitLogs {
  readonly #folder: StoreFolder;
  readonly #mark: StoreMark;
  #logs: readonly CommitLog[] = [];
  #next = 1;

  constructor(folder: StoreFolder, mark: StoreMark) {
    this.#folder = folder;
    this.#mark = mark;
  }

  /** The files with their acknowledged bytes. */
  get files(): { readonly path: string; readonly bytes: number }[] {
    return this.#logs.map(({ path, length }) => ({ path, bytes: length }));
  }

  /** Opens the logs of an earlier start, and creates a new one behind them. */
  async reopen({ logs: replayed, nextLog }: Replayed): Promise<void> {
    this.#next = nextLog;
    const logs: CommitLog[] = [];
    for (const { path, isDamaged } of replayed) logs.push(await CommitLog.reopen(path, isDamaged));
    this.#logs = [...logs, await this.#create()];
  }

  /** Appends a commit. After a failed sync the content of the file is unknown, so the next commit starts a new one. */
  async append(batches: readonly LoggedBatch[]): Promise<void> {
    if (this.#logs.at(-1)?.hasFailed !== false) this.#logs = [...this.#logs, await this.#create()];
    const log = this.#logs.at(-1);
    await log?.append(batches);
    this.#mark.noteCommit(batches[0]?.commit ?? 0n, log?.length ?? 0);
  }

  /** Directs appends to a new log. Returns the logs before it. */
  async rotate(): Promise<readonly CommitLog[]> {
    const before = this.#logs;
    const next = await this.#create();
    this.#logs = [...before, next];
    return before;
  }

  /** Removes logs whose batches are in a run. */
  async remove(logs: readonly CommitLog[]): Promise<void> {
    this.#logs = this.#logs.filter((log) => !logs.includes(log));
    for (const log of logs) await log.remove();
  }

  /** Logs whose acknowledged parts can't be read back. */
  damaged(): string[] {
    return this.#logs.flatMap(({ path, length }) => {
      const name = this.#folder.nameOf(path);
      const gap = readCommitLog(path).gaps.find(({ from }) => from < length);
      return gap === undefined ? [] : [`${name} is damaged from byte ${gap.from} on.`];
    });
  }

  async close(): Promise<void> {
    for (const log of this.#logs) await log.close();
  }

  async #create(): Promise<CommitLog> {
    const number = this.#next++;
    const log = await CommitLog.create(this.#folder.log(number));
    this.#mark.noteLog(number);
    return log;
  }
}
