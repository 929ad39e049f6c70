import { orderRefText, type OrderEvent, type OrderRef } from '@ordertrace/model';
import type { StoredLog, StoredSpan } from '../contract.js';
import {
  technicalRule,
  type Keeping,
  type RetentionCount,
  type RetentionReport,
  type RetentionRequest,
} from '../retention.js';
import { isInSkeleton } from '../skeleton.js';
import type { KeptTelemetry } from './kept-telemetry.js';

type RulesByTrace = ReadonlyMap<string, number>;
type Rule = number | typeof technicalRule | undefined;

const rank: Record<Keeping, number> = { all: 2, skeleton: 1, nothing: 0 };

/** Removes what the rules allow to remove; calls `dropOrder` for orders that are removed whole. */
export async function retainIn(
  kept: KeptTelemetry,
  request: RetentionRequest,
  dropOrder: (order: OrderRef) => void,
): Promise<RetentionReport> {
  const rules = new Map<string, number>();
  const gone: [OrderRef, number][] = [];
  for await (const [order, rule] of request.orders) {
    rules.set(orderRefText(order), rule);
    if (request.rules[rule]?.keep === 'nothing') gone.push([order, rule]);
  }
  const judge = new Judge(kept, request, rules);
  const spans = judge.removedSpans();
  const logs = judge.removedLogs();
  const names = [...request.rules.map(({ name }) => name), technicalRule];
  const removed = names.map((rule, index): RetentionCount => {
    const of = (rules: ReadonlyMap<unknown, Rule>) =>
      [...rules.values()].filter((one) => (one === technicalRule ? rule === technicalRule : one === index))
        .length;
    return {
      rule,
      spans: of(spans),
      logs: of(logs),
      orders: gone.filter(([, one]) => one === index).length,
      bytes: 0,
    };
  });
  if (!request.dryRun) {
    kept.keepOnly({ span: (span) => !spans.has(span), log: (log) => !logs.has(log) });
    for (const [order] of gone) {
      const isOnly = request.rules[judge.rule(order.orderId, '') ?? -1]?.keep === 'nothing';
      kept.dropOrder(order, isOnly);
      dropOrder(order);
    }
  }
  return { removed: removed.filter((count) => count.spans + count.logs + count.orders > 0) };
}

class Judge {
  readonly #kept: KeptTelemetry;
  readonly #request: RetentionRequest;
  readonly #rules: RulesByTrace;
  readonly #namings = new Map<string, OrderRef[]>();

  constructor(kept: KeptTelemetry, request: RetentionRequest, rules: RulesByTrace) {
    this.#kept = kept;
    this.#request = request;
    this.#rules = rules;
    const add = (traceId: string | undefined, orders: readonly OrderRef[]) => {
      if (traceId !== undefined && orders.length > 0)
        this.#namings.set(traceId, [...(this.#namings.get(traceId) ?? []), ...orders]);
    };
    for (const { traceId, orders } of [...kept.spans, ...kept.logs]) add(traceId, orders);
    for (const event of kept.events) add(event.traceId, [event]);
  }

  /** The rule of an order. For an order without a tenant, it is the rule of this ID that keeps most. */
  rule(orderId: string, tenantId: string): number | undefined {
    if (tenantId !== '') return this.#rules.get(orderRefText({ tenantId, orderId }));
    const ofId = [...this.#rules].filter(([text]) => text.endsWith(`\n${orderId}`)).map(([, rule]) => rule);
    return ofId.length === 0 ? undefined : this.#most(ofId);
  }

  #most(rules: readonly number[]): number {
    const keeps = (rule: number) => rank[this.#request.rules[rule]?.keep ?? 'all'];
    return rules.reduce((a, b) => (keeps(b) > keeps(a) || (keeps(a) === keeps(b) && b < a) ? b : a));
  }

  #ruleOf(orders: readonly OrderRef[], time: bigint): Rule {
    if (orders.length === 0) {
      const before = this.#request.technicalBeforeNanos;
      return before !== undefined && time < before ? technicalRule : undefined;
    }
    const withTenant = new Set(
      orders.filter(({ tenantId }) => tenantId !== '').map(({ orderId }) => orderId),
    );
    const rules = orders
      .filter(({ tenantId, orderId }) => tenantId !== '' || !withTenant.has(orderId))
      .map(({ orderId, tenantId }) => this.rule(orderId, tenantId));
    const known = rules.filter((rule) => rule !== undefined);
    return known.length < rules.length ? undefined : this.#most(known);
  }

  #ruleOfRecord({ traceId, orders }: StoredSpan | StoredLog | OrderEventLike, time: bigint): Rule {
    return this.#ruleOf(traceId === undefined ? orders : (this.#namings.get(traceId) ?? []), time);
  }

  #goes(rule: Rule, inSkeleton: () => boolean): boolean {
    if (rule === undefined) return false;
    const keep = rule === technicalRule ? 'nothing' : (this.#request.rules[rule]?.keep ?? 'all');
    return keep === 'nothing' || (keep === 'skeleton' && !inSkeleton());
  }

  removedSpans(): Map<StoredSpan, Rule> {
    const answered = new Set(
      this.#kept.spans
        .filter(({ kind }) => kind === 'server')
        .map(({ traceId, parentSpanId }) => `${traceId} ${parentSpanId ?? ''}`),
    );
    const removed = new Map<StoredSpan, Rule>();
    for (const span of this.#kept.spans) {
      const rule = this.#ruleOfRecord(span, span.startNanos);
      const isAnswered = answered.has(`${span.traceId} ${span.spanId}`);
      const isRoot = span.parentSpanId === undefined;
      if (this.#goes(rule, () => isInSkeleton({ kind: span.kind, isRoot, isAnswered })))
        removed.set(span, rule);
    }
    return removed;
  }

  removedLogs(): Map<StoredLog, Rule> {
    const removed = new Map<StoredLog, Rule>();
    for (const log of this.#kept.logs) {
      const rule = this.#ruleOfRecord(log, log.timeNanos);
      if (this.#goes(rule, () => log.eventName !== '')) removed.set(log, rule);
    }
    return removed;
  }
}

interface OrderEventLike {
  readonly traceId?: OrderEvent['traceId'];
  readonly orders: readonly OrderRef[];
}
