import {
  earlier,
  flowAnswers,
  orderRefText,
  passesFlowFilter,
  type Fact,
  type FlowQuestion,
  type FlowQuestions,
  type OrderHistory,
  type OrderRef,
  type OrderState,
  type ProblemState,
  type TelemetryBatch,
} from '@ordertrace/model';
import type {
  Appended,
  FactPage,
  FactQuery,
  LogQuery,
  OrderCount,
  OrderFilter,
  OrderPage,
  OrderQuery,
  OrderSave,
  SpanQuery,
  Store,
  StoredLog,
  StoredSpan,
  StoreStatistics,
} from '../contract.js';
import { StoreError } from '../errors.js';
import type { CausePage, CauseQuery, ProblemPage, ProblemQuery } from '../problem-contract.js';
import { matchesProblemFilter } from '../problem-list.js';
import type { CompanyNumbers } from '../number-contract.js';
import { countLeadTimes, countProblemHours, countUnresolved } from './count-numbers.js';
import { KeptFacts } from './kept-facts.js';
import { KeptProblems } from './kept-problems.js';
import { eventsOfOrder } from '../naming.js';
import {
  compareCounts,
  comparePositions,
  compareTexts,
  cursorPosition,
  cursorText,
  matchesFilter,
  positionOf,
} from '../order-list.js';
import { byLogTime, bySpanStart } from '../records.js';
import { matchesLogQuery, matchesSpanQuery } from '../search.js';
import { eraseIn } from './kept-erasure.js';
import { retainIn } from './kept-retention.js';
import { KeptTelemetry } from './kept-telemetry.js';
import type { ErasureRequest, RetentionRequest } from '../retention.js';

/** A store in plain arrays: nothing outlives the process, every read looks at everything. The oracle for others. */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly #kept = new KeptTelemetry();
  readonly #facts = new KeptFacts();
  readonly #problems = new KeptProblems();
  readonly #states = new Map<string, OrderState>();
  readonly #histories = new Map<string, OrderHistory>();
  #savedCommit = 0n;
  #closed = false;

  append(batch: TelemetryBatch): Promise<Appended> {
    return this.#answer(() => this.#kept.append(batch));
  }

  async *spansOfOrder(order: OrderRef): AsyncIterable<StoredSpan> {
    const traces = await this.#answer(() => this.#kept.tracesOfOrder(order));
    yield* this.#kept.spans.filter((span) => traces.has(span.traceId)).sort(bySpanStart);
  }

  async *logsOfOrder(order: OrderRef): AsyncIterable<StoredLog> {
    yield* await this.#answer(() => this.#kept.logsOfOrder(order).sort(byLogTime));
  }

  async *spansOfTrace({ traceId }: { readonly traceId: string }): AsyncIterable<StoredSpan> {
    const spans = await this.#answer(() => this.#kept.spans);
    yield* spans.filter((span) => span.traceId === traceId).sort(bySpanStart);
  }

  async *logsOfTrace({ traceId }: { readonly traceId: string }): AsyncIterable<StoredLog> {
    const logs = await this.#answer(() => this.#kept.logs);
    yield* logs.filter((log) => log.traceId === traceId).sort(byLogTime);
  }

  async *findSpans(query: SpanQuery): AsyncIterable<StoredSpan> {
    const spans = await this.#answer(() => this.#kept.spans);
    yield* spans.filter((span) => matchesSpanQuery(span, query)).sort((a, b) => bySpanStart(b, a));
  }

  async *findLogs(query: LogQuery): AsyncIterable<StoredLog> {
    const logs = await this.#answer(() => this.#kept.logs);
    yield* logs.filter((log) => matchesLogQuery(log, query)).sort((a, b) => byLogTime(b, a));
  }

  telemetryAfter(query: { readonly commit: bigint; readonly limitBytes: number }) {
    return this.#answer(() => this.#kept.after(query));
  }

  eventsOfOrders(orders: readonly OrderRef[]) {
    return this.#answer(() =>
      orders.flatMap((order) => eventsOfOrder(this.#kept.events, order, this.#kept.tracesOfOrder(order))),
    );
  }

  tenantsOfOrder(orderId: string) {
    return this.#answer(() => {
      const tenants = new Set(
        this.#kept.changes
          .filter(({ order }) => order.orderId === orderId)
          .map(({ order }) => order.tenantId),
      );
      if (tenants.size > 1) tenants.delete('');
      return [...tenants].sort(compareTexts);
    });
  }

  changesAfter({ commit, limit }: { readonly commit: bigint; readonly limit: number }) {
    return this.#answer(() => {
      const later = this.#kept.changes.filter((change) => change.commit > commit);
      const commits = [...new Set(later.map((change) => change.commit))];
      const last = commits[Math.min(limit, commits.length) - 1] ?? commit;
      return later.filter((change) => change.commit <= last);
    });
  }

  saveOrders(save: OrderSave) {
    return this.#answer(() => {
      for (const ref of save.remove ?? []) {
        this.#states.delete(orderRefText(ref));
        this.#histories.delete(orderRefText(ref));
      }
      for (const order of save.orders) this.#states.set(orderRefText(order), order);
      for (const history of save.histories ?? []) this.#histories.set(orderRefText(history), history);
      this.#savedCommit = save.commit;
    });
  }

  flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]> {
    return this.#answer(() => {
      const histories = [...this.#histories].filter(([key, history]) =>
        passesFlowFilter(history, this.#states.get(key)?.diagnosis?.situation, query.filter),
      );
      return flowAnswers[question](
        histories.map(([, history]) => history),
        query,
      );
    });
  }

  savedCommit() {
    return this.#answer(() => this.#savedCommit);
  }

  order(ref: OrderRef) {
    return this.#answer(() => this.#states.get(orderRefText(ref)));
  }

  ordersByRef(refs: readonly OrderRef[]) {
    return this.#answer(() =>
      refs.map((ref) => this.#states.get(orderRefText(ref))).filter((order) => order !== undefined),
    );
  }

  listOrders(query: OrderQuery): Promise<OrderPage> {
    return this.#answer(() => {
      const sign = query.descending ? -1 : 1;
      const after = query.cursor === undefined ? undefined : cursorPosition(query.cursor);
      const found = this.#matching(query)
        .map((order) => ({ order, position: positionOf(order, query.sort) }))
        .filter(({ position }) => after === undefined || comparePositions(position, after) * sign > 0)
        .sort((a, b) => comparePositions(a.position, b.position) * sign);
      const orders = found.slice(0, query.limit).map(({ order }) => order);
      const last = found[query.limit - 1];
      if (last === undefined || found.length <= query.limit) return { orders };
      return { orders, next: cursorText(last.position) };
    });
  }

  countOrders(filter: OrderFilter) {
    return this.#answer(() => {
      const counts = new Map<string, OrderCount>();
      for (const order of this.#matching(filter)) {
        const { tenantId, stage, diagnosis } = order;
        const key = JSON.stringify([tenantId, stage, diagnosis?.situation]);
        const known = counts.get(key);
        const count = (known?.count ?? 0) + 1;
        const { stageSinceNanos } = order;
        const oldestNanos = earlier(known?.oldestNanos ?? stageSinceNanos, stageSinceNanos);
        const situation = diagnosis === undefined ? {} : { situation: diagnosis.situation };
        counts.set(key, { tenantId, stage, ...situation, count, oldestNanos });
      }
      return [...counts.values()].sort(compareCounts);
    });
  }

  ordersToCheck({ nowNanos, limit }: { readonly nowNanos: bigint; readonly limit: number }) {
    return this.#answer(() =>
      [...this.#states.values()]
        .filter((order) => order.closedNanos === undefined && checkTime(order) <= nowNanos)
        .sort((a, b) => (checkTime(a) < checkTime(b) ? -1 : 1))
        .slice(0, limit),
    );
  }

  appendFacts(facts: readonly Fact[]): Promise<void> {
    return this.#answer(() => this.#facts.append(facts));
  }

  facts(query: FactQuery): Promise<FactPage> {
    return this.#answer(() => this.#facts.page(query));
  }

  saveProblems(save: {
    readonly facts: readonly Fact[];
    readonly problems: readonly ProblemState[];
  }): Promise<void> {
    return this.#answer(() => {
      this.#facts.append(save.facts);
      this.#problems.save(save.problems);
    });
  }

  problemsById(problemIds: readonly string[]) {
    return this.#answer(() => this.#problems.byId(problemIds));
  }

  problemsOfOrders(orders: readonly OrderRef[]) {
    return this.#answer(() => this.#problems.ofOrders(orders));
  }

  listProblems(query: ProblemQuery): Promise<ProblemPage> {
    return this.#answer(() => this.#problems.page(query));
  }

  listCauses(query: CauseQuery): Promise<CausePage> {
    return this.#answer(() => this.#problems.causes(query));
  }

  leadTimes: CompanyNumbers['leadTimes'] = (query) =>
    this.#answer(() => countLeadTimes([...this.#states.values()], query));

  unresolvedAt: CompanyNumbers['unresolvedAt'] = (query) =>
    this.#answer(() =>
      countUnresolved({ orders: [...this.#states.values()], problems: this.#problems.all() }, query),
    );

  problemHours: CompanyNumbers['problemHours'] = (query) =>
    this.#answer(() => countProblemHours(this.#problems.all(), query));
  retain(request: RetentionRequest) {
    return this.#answer(() =>
      retainIn(this.#kept, request, (order) => {
        this.#states.delete(orderRefText(order));
      }),
    );
  }

  erase(request: ErasureRequest) {
    return this.#answer(() =>
      eraseIn(
        { kept: this.#kept, facts: this.#facts, problems: this.#problems, states: this.#states },
        request,
      ),
    );
  }

  services() {
    return this.#answer(() => {
      const services = [...this.#kept.spans, ...this.#kept.logs].map((record) => record.service);
      return [...new Set(services)].sort(compareTexts);
    });
  }

  operations({ service }: { readonly service: string }) {
    return this.#answer(() => {
      const operations = new Map(
        this.#kept.spans
          .filter((span) => span.service === service)
          .map(({ name, kind }) => [JSON.stringify([name, kind]), { name, kind }]),
      );
      return [...operations.values()].sort(
        (a, b) => compareTexts(a.name, b.name) || compareTexts(a.kind, b.kind),
      );
    });
  }

  tenants() {
    return this.#answer(() => {
      const tenants = new Set(this.#kept.changes.map(({ order }) => order.tenantId));
      tenants.delete('');
      return [...tenants].sort(compareTexts);
    });
  }

  statistics(): Promise<StoreStatistics> {
    return this.#answer(() => ({
      spans: this.#kept.spans.length,
      logs: this.#kept.logs.length,
      orders: this.#states.size,
      bytesOnDisk: 0,
      lastCommit: this.#kept.commit,
    }));
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #matching(filter: OrderFilter): OrderState[] {
    const orders = [...this.#states.values()].filter((order) => matchesFilter(order, filter));
    const { problem } = filter;
    if (problem === undefined) return orders;
    const state = problem === 'none' ? 'unresolved' : problem;
    const having = new Set(
      this.#problems
        .all()
        .filter((one) => matchesProblemFilter(one, { state }))
        .map(orderRefText),
    );
    return orders.filter((order) => having.has(orderRefText(order)) === (problem !== 'none'));
  }

  #answer<T>(read: () => T | Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError('closed', 'The store is closed.'));
    return Promise.resolve(read());
  }
}

const never = 2n ** 63n;

function checkTime(order: OrderState): bigint {
  return order.checkNanos ?? never;
}
