import type {
  Fact,
  FlowQuestion,
  FlowQuestions,
  OrderRef,
  ProblemState,
  TelemetryBatch,
} from '@ordertrace/model';
import type {
  Appended,
  ChangeQuery,
  FactPage,
  FactQuery,
  FollowQuery,
  LogQuery,
  OrderFilter,
  OrderPage,
  OrderQuery,
  OrderRecords,
  OrderSave,
  SpanQuery,
  Store,
  StoredJourney,
  StoredLog,
  StoredSpan,
  StoreStatistics,
} from '../contract.js';
import { CountedPositions } from '../counted-positions.js';
import { StoreError } from '../errors.js';
import type { CausePage, CauseQuery, ProblemPage, ProblemQuery } from '../problem-contract.js';
import type { CompanyNumbers } from '../number-contract.js';
import { countLeadTimes, countProblemHours, countUnresolved } from './count-numbers.js';
import { KeptFacts } from './kept-facts.js';
import { KeptProblems } from './kept-problems.js';
import { distinctOrders, eventsOfOrder } from '../naming.js';
import { compareTexts } from '../order-list.js';
import { byLogTime, bySpanStart } from '../records.js';
import { matchesLogQuery, matchesSpanQuery, textSearch } from '../search.js';
import { eraseIn } from './kept-erasure.js';
import { retainIn } from './kept-retention.js';
import { KeptOrders } from './kept-orders.js';
import { KeptTelemetry } from './kept-telemetry.js';
import type { ErasureRequest, RetentionRequest } from '../retention.js';

/**
 * A store in plain arrays. It is not durable, and every read scans everything. It is the oracle for the other
 * stores.
 */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly capabilities = { durable: false, exactDuplicates: true };
  readonly #kept = new KeptTelemetry();
  readonly positions = new CountedPositions(() => this.#answer(() => this.#kept.commit));
  readonly #facts = new KeptFacts();
  readonly #problems = new KeptProblems();
  readonly #orders = new KeptOrders(this.#problems);
  #closed = false;

  append(batch: TelemetryBatch): Promise<Appended> {
    return this.#answer(() => this.#kept.append(batch));
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
    const found = spans.filter((span) => matchesSpanQuery(span, query)).sort((a, b) => bySpanStart(b, a));
    const hasTexts = textSearch(query);
    if (hasTexts === undefined) yield* found;
    else
      yield* found
        .slice(0, query.mostSearched)
        .filter(({ body, resource, scope }) => hasTexts([body, resource, scope]));
  }

  async *findLogs(query: LogQuery): AsyncIterable<StoredLog> {
    const logs = await this.#answer(() => this.#kept.logs);
    yield* logs.filter((log) => matchesLogQuery(log, query)).sort((a, b) => byLogTime(b, a));
  }

  telemetryAfter(query: FollowQuery) {
    return this.#answer(() => this.#kept.after(query));
  }

  eventsOfOrders(orders: readonly OrderRef[]) {
    return this.#answer(() =>
      orders.flatMap((order) => eventsOfOrder(this.#kept.events, order, this.#kept.tracesOfOrder(order))),
    );
  }

  async *recordsOfOrders(orders: readonly OrderRef[]): AsyncIterable<OrderRecords> {
    yield* await this.#answer(() => distinctOrders(orders).map((order) => this.#kept.recordsOf(order)));
  }

  journeyOf(order: OrderRef): Promise<StoredJourney> {
    return this.#answer(() => ({
      ...this.#kept.recordsOf(order),
      state: this.#orders.byRef([order])[0],
      problems: this.#problems.ofOrders([order]),
    }));
  }

  async tenantsOfOrder(orderId: string) {
    const [tenants = []] = await this.tenantsOfOrders([orderId]);
    return tenants;
  }

  tenantsOfOrders(orderIds: readonly string[]) {
    return this.#answer(() =>
      orderIds.map((orderId) => {
        const tenants = new Set(this.#kept.tenantsOf(orderId));
        if (tenants.size > 1) tenants.delete('');
        return [...tenants].sort(compareTexts);
      }),
    );
  }

  changesAfter(query: ChangeQuery) {
    return this.#answer(() => this.#kept.changesAfter(query));
  }

  saveOrders(save: OrderSave) {
    return this.#answer(() => this.#orders.save(save));
  }

  flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): Promise<FlowQuestions[Q][1]> {
    return this.#answer(() => this.#orders.flow(question, query));
  }

  savedPosition() {
    return this.#answer(() => this.#orders.savedPosition ?? this.positions.start);
  }

  order(ref: OrderRef) {
    return this.#answer(() => this.#orders.byRef([ref])[0]);
  }

  ordersByRef(refs: readonly OrderRef[]) {
    return this.#answer(() => this.#orders.byRef(refs));
  }

  listOrders(query: OrderQuery): Promise<OrderPage> {
    return this.#answer(() => this.#orders.page(query));
  }

  countOrders(filter: OrderFilter) {
    return this.#answer(() => this.#orders.counts(filter));
  }

  ordersToCheck(query: { readonly nowNanos: bigint; readonly limit: number }) {
    return this.#answer(() => this.#orders.toCheck(query));
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
    this.#answer(() => countLeadTimes(this.#orders.all(), query));

  unresolvedAt: CompanyNumbers['unresolvedAt'] = (query) =>
    this.#answer(() =>
      countUnresolved({ orders: this.#orders.all(), problems: this.#problems.all() }, query),
    );

  problemHours: CompanyNumbers['problemHours'] = (query) =>
    this.#answer(() => countProblemHours(this.#problems.all(), query));

  retain(request: RetentionRequest) {
    return this.#answer(() =>
      retainIn(this.#kept, request, (order) => {
        this.#orders.drop(order);
      }),
    );
  }

  erase(request: ErasureRequest) {
    return this.#answer(() =>
      eraseIn(
        { kept: this.#kept, facts: this.#facts, problems: this.#problems, states: this.#orders.states },
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
      orders: this.#orders.states.size,
      bytesOnDisk: 0,
    }));
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #answer<T>(read: () => T | Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreError('closed', 'The store is closed.');
    return read();
  }
}
