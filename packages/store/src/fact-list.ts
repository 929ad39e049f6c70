import type { Fact } from '@ordertrace/model';
import type { FactQuery } from './contract.js';
import type { ListPosition } from './problem-list.js';

/** Facts are sorted by time, then ID. */
export function factPosition({ timeNanos, id }: Fact): ListPosition {
  return { value: timeNanos, id };
}

export function matchesFactQuery(fact: Fact, query: FactQuery): boolean {
  const { kinds, subject, order, tenantId, actor, fromNanos, toNanos } = query;
  return (
    (kinds === undefined || kinds.some((kind) => isOfKind(fact.kind, kind))) &&
    (subject === undefined || fact.subject === subject) &&
    (order === undefined || (fact.orderId === order.orderId && fact.tenantId === order.tenantId)) &&
    (tenantId === undefined || fact.tenantId === tenantId) &&
    (actor === undefined || fact.actor === actor) &&
    (fromNanos === undefined || fact.timeNanos >= fromNanos) &&
    (toNanos === undefined || fact.timeNanos < toNanos)
  );
}

function isOfKind(kind: string, asked: string): boolean {
  return asked.endsWith('.') ? kind.startsWith(asked) : kind === asked;
}
