import {
  earlier,
  flowAnswers,
  orderRefText,
  passesFlowFilter,
  type FlowQuestion,
  type FlowQuestions,
  type OrderHistory,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import type {
  OrderCount,
  OrderFilter,
  OrderPage,
  OrderQuery,
  OrderSave,
  OrderSaveReport,
  SavedOrder,
} from '../order-contract.js';
import type { Position } from '../position.js';
import { distinctSave, withoutOrders } from '../order-save.js';
import {
  compareCounts,
  comparePositions,
  cursorPosition,
  cursorText,
  matchesFilter,
  positionOf,
} from '../order-list.js';
import { matchesProblemFilter } from '../problem-list.js';
import type { KeptProblems } from './kept-problems.js';

/** The saved states and histories of orders. */
export class KeptOrders {
  readonly states = new Map<string, SavedOrder>();
  readonly #histories = new Map<string, OrderHistory>();
  readonly #problems: KeptProblems;
  savedPosition: Position | undefined;

  constructor(problems: KeptProblems) {
    this.#problems = problems;
  }

  save(save: OrderSave): OrderSaveReport {
    const distinct = distinctSave(save);
    const refused = distinct.orders.filter(
      (order) => order.version !== this.states.get(orderRefText(order))?.version,
    );
    const { orders, histories = [], remove = [], position } = withoutOrders(distinct, refused);
    for (const ref of remove) {
      this.states.delete(orderRefText(ref));
      this.#histories.delete(orderRefText(ref));
    }
    for (const order of orders)
      this.states.set(orderRefText(order), { ...order, version: (order.version ?? 0) + 1 });
    for (const history of histories) this.#histories.set(orderRefText(history), history);
    this.savedPosition = position ?? this.savedPosition;
    return { refused: refused.map(({ tenantId, orderId }) => ({ tenantId, orderId })) };
  }

  drop(order: OrderRef): void {
    this.states.delete(orderRefText(order));
  }

  all(): SavedOrder[] {
    return [...this.states.values()];
  }

  flow<Q extends FlowQuestion>(question: Q, query: FlowQuestions[Q][0]): FlowQuestions[Q][1] {
    const histories = [...this.#histories].filter(([key, history]) =>
      passesFlowFilter(history, this.states.get(key)?.diagnosis?.situation, query.filter),
    );
    return flowAnswers[question](
      histories.map(([, history]) => history),
      query,
    );
  }

  byRef(refs: readonly OrderRef[]): SavedOrder[] {
    return refs.map((ref) => this.states.get(orderRefText(ref))).filter((order) => order !== undefined);
  }

  page(query: OrderQuery): OrderPage {
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
  }

  counts(filter: OrderFilter): OrderCount[] {
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
  }

  toCheck({ nowNanos, limit }: { readonly nowNanos: bigint; readonly limit: number }): SavedOrder[] {
    return this.all()
      .filter((order) => checkTime(order) <= nowNanos)
      .sort((a, b) => (checkTime(a) < checkTime(b) ? -1 : 1))
      .slice(0, limit);
  }

  #historyMatches(order: OrderRef, { source, firstFromNanos, firstToNanos }: OrderFilter): boolean {
    if (source === undefined && firstFromNanos === undefined && firstToNanos === undefined) return true;
    const history = this.#histories.get(orderRefText(order));
    const filter = {
      ...(source !== undefined && { source }),
      ...(firstFromNanos !== undefined && { fromNanos: firstFromNanos }),
      ...(firstToNanos !== undefined && { toNanos: firstToNanos }),
    };
    return history !== undefined && passesFlowFilter(history, undefined, filter);
  }

  #matching(filter: OrderFilter): SavedOrder[] {
    const orders = this.all().filter(
      (order) => matchesFilter(order, filter) && this.#historyMatches(order, filter),
    );
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
}

const never = 2n ** 63n;

function checkTime(order: OrderState): bigint {
  return order.checkNanos ?? never;
}
