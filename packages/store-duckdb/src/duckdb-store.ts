import { rm } from 'node:fs/promises';
import type { Fact, FlowQuestion, FlowQuestions, OrderRef, ProblemState } from '@ordertrace/model';
import {
  cursorText,
  distinctSave,
  factPosition,
  listCursor,
  problemPosition,
  positionAt,
  positionOf,
  StoreError,
  withoutOrders,
  type Backup,
  type BackupSource,
  type CheckRequest,
  type StoreChecks,
  type ErasureRequest,
  type CausePage,
  type CauseQuery,
  type CompanyNumbers,
  type FactPage,
  type FactQuery,
  type OrderFilter,
  type OrderPage,
  type OrderQuery,
  type ProblemPage,
  type ProblemQuery,
  type OrderSave,
  type OrderSaveReport,
  type SavedOrder,
  type RetentionRequest,
  type Store,
  type StoredJourney,
} from '@ordertrace/store';
import { backupArchive, filesBeside, storeFiles } from './backup/duckdb-backup.js';
import { joinedOrders } from './reading/joined-orders.js';
import { StateCache } from './reading/state-cache.js';
import { orderStateSave, refOf, stateOf } from './tables/order-state-columns.js';
import { factOf, factRow } from './tables/facts.js';
import { problemOf, problemRow } from './tables/problem-rows.js';
import { unpackEvents } from './bytes/packed-events.js';
import { retainBy } from './worker/retention-call.js';
import { withProgress } from './worker/with-progress.js';
import type { OrdersOpened } from './worker/protocol.js';
import type { StoreThread } from './worker/store-thread.js';
import { TelemetryCalls } from './telemetry-calls.js';

/** About 40 MB. */
const statesCached = 40_000;

export interface StoreLimits {
  /** Most bytes of batches that wait for their commit. */
  readonly queueLimit: number;
  readonly keptBeside: Readonly<Record<string, string>>;
  /** Called when the store is closed. */
  readonly onClosed: () => void;
}

/** The store as other threads use it. */
export class DuckdbStore extends TelemetryCalls implements Store, BackupSource, StoreChecks {
  readonly capabilities = { durable: true, exactDuplicates: false };

  readonly #limits: StoreLimits;

  readonly #states = new StateCache(statesCached);

  #closing: Promise<void> | undefined;

  constructor(thread: StoreThread, limits: StoreLimits) {
    super(thread, limits.queueLimit);
    this.#limits = limits;
  }

  get ended() {
    return this.thread.ended;
  }

  async journeyOf(order: OrderRef): Promise<StoredJourney> {
    const refs = [refOf(order)];
    const open = (withStates: boolean) =>
      this.thread.call('ordersOpen', { orders: refs, withStates, withProblems: true });
    let opened: OrdersOpened | undefined;
    const [state] = await this.#states.statesOf(refs, async () => {
      opened = await open(true);
      return opened.states.map(stateOf);
    });
    const first = opened ?? (await open(false));
    const problems = first.problems.map(problemOf);
    for await (const records of joinedOrders(refs, unpackEvents(first.events), this.thread.pieces(first)))
      return { ...records, state, problems };
    throw new StoreError('broken', 'The store gave no answer about an order.');
  }

  /** Repeats the save without the refused orders until none is left. */
  async saveOrders(save: OrderSave): Promise<OrderSaveReport> {
    const refused: OrderRef[] = [];
    for (let rest = distinctSave(save); ;) {
      const stale = await this.#states.saving(rest, () =>
        this.thread.call('saveOrders', orderStateSave(rest)),
      );
      if (stale.length === 0) return { refused };
      refused.push(...stale);
      rest = withoutOrders(rest, stale);
    }
  }

  async flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]> {
    return (await this.thread.call('flow', { question, query })) as FlowQuestions[Q][1];
  }

  async savedPosition() {
    return positionAt({ commit: await this.thread.call('savedCommit', undefined) });
  }

  async order(ref: OrderRef): Promise<SavedOrder | undefined> {
    const [order] = await this.ordersByRef([ref]);
    return order;
  }

  ordersByRef(refs: readonly OrderRef[]): Promise<readonly SavedOrder[]> {
    return this.#states.statesOf(refs, async (missing) =>
      (await this.thread.call('ordersByRef', missing.map(refOf))).map(stateOf),
    );
  }

  async listOrders(query: OrderQuery): Promise<OrderPage> {
    const found = (await this.thread.call('listOrders', query)).map(stateOf);
    const orders = found.slice(0, query.limit);
    const last = orders.at(-1);
    if (found.length <= query.limit || last === undefined) return { orders };
    return { orders, next: cursorText(positionOf(last, query.sort)) };
  }

  countOrders(query: OrderFilter) {
    return this.thread.call('countOrders', query);
  }

  async ordersToCheck(query: { readonly nowNanos: bigint; readonly limit: number }) {
    return (await this.thread.call('ordersToCheck', query)).map(stateOf);
  }

  appendFacts(facts: readonly Fact[]): Promise<void> {
    return this.thread.call('appendFacts', facts.map(factRow));
  }

  async facts(query: FactQuery): Promise<FactPage> {
    const found = (await this.thread.call('facts', query)).map(factOf);
    const facts = found.slice(0, query.limit);
    const last = facts.at(-1);
    return last === undefined || found.length <= query.limit
      ? { facts }
      : { facts, next: listCursor(factPosition(last)) };
  }

  saveProblems({
    facts,
    problems,
  }: {
    readonly facts: readonly Fact[];
    readonly problems: readonly ProblemState[];
  }): Promise<void> {
    const rows = new Map(problems.map((problem) => [problem.problemId, problemRow(problem)]));
    return this.thread.call('saveProblems', { facts: facts.map(factRow), problems: [...rows.values()] });
  }

  async problemsById(problemIds: readonly string[]): Promise<readonly ProblemState[]> {
    const found = (await this.thread.call('problemsById', problemIds)).map(problemOf);
    const byId = new Map(found.map((problem) => [problem.problemId, problem]));
    return problemIds.map((id) => byId.get(id)).filter((problem) => problem !== undefined);
  }

  async problemsOfOrders(orders: readonly OrderRef[]): Promise<readonly ProblemState[]> {
    return (await this.thread.call('problemsOfOrders', orders.map(refOf))).map(problemOf);
  }

  async listProblems(query: ProblemQuery): Promise<ProblemPage> {
    const { rows, total } = await this.thread.call('listProblems', query);
    const found = rows.map(problemOf);
    const problems = found.slice(0, query.limit);
    const last = problems.at(-1);
    if (last === undefined || found.length <= query.limit) return { problems, total };
    return { problems, total, next: listCursor(problemPosition(last, query.sort)) };
  }

  listCauses(query: CauseQuery): Promise<CausePage> {
    return this.thread.call('listCauses', query);
  }

  leadTimes: CompanyNumbers['leadTimes'] = (query) => this.thread.call('leadTimes', query);

  unresolvedAt: CompanyNumbers['unresolvedAt'] = (query) => this.thread.call('unresolvedAt', query);

  problemHours: CompanyNumbers['problemHours'] = (query) => this.thread.call('problemHours', query);

  retain(request: RetentionRequest) {
    return this.#states.forgetting(() => retainBy(this.thread, request));
  }

  erase({ target, dryRun }: ErasureRequest) {
    return this.#states.forgetting(() => this.thread.call('erase', { target, dryRun }));
  }

  statistics() {
    return this.thread.call('statistics', undefined);
  }

  damage() {
    return this.thread.call('damage', undefined);
  }

  check({ repair, bytesPerSecond, onProgress }: CheckRequest) {
    return withProgress(
      () => this.thread.call('check', { repair, bytesPerSecond }),
      () => this.thread.call('checkProgress', undefined),
      onProgress,
    );
  }

  /** Verifies the checksum of every page first: a backup must not contain damaged data. */
  async backup(): Promise<Backup> {
    const { damage } = await this.check({ repair: false });
    const found = damage.find(({ isIncomplete }) => isIncomplete);
    if (found !== undefined)
      throw new StoreError('broken', `The store is damaged and can't be saved. ${found.detail}`);
    const prepared = await this.thread.call('prepareBackup', undefined);
    const release = () => rm(prepared.folder, { recursive: true, force: true });
    return backupArchive(
      [...storeFiles(prepared), ...filesBeside(this.#limits.keptBeside)],
      prepared,
      release,
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.thread.close().finally(this.#limits.onClosed);
    return this.#closing;
  }
}
