import type { OrderRef } from '@ordertrace/model';
import type { Store, StoredLog, StoredSpan } from '@ordertrace/store';
import { Recent } from '../../metrics/recent.js';
import type { ForwardFilter } from './targets.js';

export interface Selected {
  readonly spans: readonly StoredSpan[];
  readonly logs: readonly StoredLog[];
}

type Source = Pick<Store, 'spansOfTrace' | 'eventsOfOrders'>;

/** Most traces that are known to name an order, so that they are not read whole again. */
const rememberedTraces = 50_000;

/**
 * Selects the committed records for a target. A trace that names its order late is sent whole, including
 * earlier spans; so some spans may be sent twice.
 */
export class Selection {
  readonly #store: Source;
  readonly #filter: ForwardFilter;
  readonly #whole = new Recent(rememberedTraces);

  constructor(store: Source, filter: ForwardFilter) {
    this.#store = store;
    this.#filter = filter;
  }

  async of(selected: Selected): Promise<Selected> {
    const { onlyOrders, services } = this.#filter;
    const ofService = ({ service }: StoredSpan | StoredLog) => services?.has(service) ?? true;
    const chosen = onlyOrders ? await this.#ofOrders(selected) : selected;
    if (services === undefined) return chosen;
    return { spans: chosen.spans.filter(ofService), logs: chosen.logs.filter(ofService) };
  }

  async #ofOrders({ spans, logs }: Selected): Promise<Selected> {
    const traces = new Map<string, TraceRecords>();
    for (const span of spans) recordsIn(traces, span.traceId).spans.push(span);
    const free: StoredLog[] = [];
    for (const log of logs) {
      if (log.traceId === undefined) free.push(log);
      else recordsIn(traces, log.traceId).logs.push(log);
    }
    const kept = { spans: [] as StoredSpan[], logs: [] as StoredLog[] };
    for (const [traceId, parts] of traces) await this.#addTrace(kept, traceId, parts);
    for (const log of free) if (await this.#counts(log.orders, log.timeNanos)) kept.logs.push(log);
    return kept;
  }

  async #addTrace(kept: { spans: StoredSpan[]; logs: StoredLog[] }, traceId: string, parts: TraceRecords) {
    const { spans, whole } = await this.#wholeTrace(traceId, parts);
    const orders = [...whole, ...parts.logs].flatMap((record) => record.orders);
    if (!orders.some((order) => this.#isTenant(order))) return;
    for (const span of spans) if (await this.#counts(orders, span.startNanos)) kept.spans.push(span);
    for (const log of parts.logs) if (await this.#counts(orders, log.timeNanos)) kept.logs.push(log);
  }

  /** The new spans of a trace, and all of its spans when it first names an order. */
  async #wholeTrace(
    traceId: string,
    parts: TraceRecords,
  ): Promise<{ spans: StoredSpan[]; whole: StoredSpan[] }> {
    const whole: StoredSpan[] = [];
    for await (const span of this.#store.spansOfTrace({ traceId })) whole.push(span);
    const names = [...whole, ...parts.logs].some(({ orders }) => orders.length > 0);
    return { spans: names && this.#whole.add(traceId) ? whole : parts.spans, whole };
  }

  #isTenant({ tenantId }: OrderRef): boolean {
    return this.#filter.tenants?.has(tenantId) ?? true;
  }

  async #counts(orders: readonly OrderRef[], timeNanos: bigint): Promise<boolean> {
    const own = orders.filter((order) => this.#isTenant(order));
    if (own.length === 0) return false;
    if (!this.#filter.contractOnly) return true;
    const events = await this.#store.eventsOfOrders(own);
    const entered = (stage: string) =>
      events.find((event) => event.type === 'transition' && event.stage === stage)?.timeNanos;
    const approved = entered('APPROVED');
    const shipped = entered('SHIPPED');
    return approved !== undefined && timeNanos >= approved && (shipped === undefined || timeNanos <= shipped);
  }
}

interface TraceRecords {
  readonly spans: StoredSpan[];
  readonly logs: StoredLog[];
}

function recordsIn(traces: Map<string, TraceRecords>, traceId: string): TraceRecords {
  const known = traces.get(traceId);
  if (known !== undefined) return known;
  const parts = { spans: [], logs: [] };
  traces.set(traceId, parts);
  return parts;
}
