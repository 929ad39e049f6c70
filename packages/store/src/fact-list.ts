import type { EpochNanos, Fact } from '@ordertrace/model';
import type { FactQuery } from './contract.js';
import { compareTexts } from './order-list.js';

/** Where a page of facts ended. */
export interface FactPosition {
  readonly timeNanos: EpochNanos;
  readonly id: string;
}

/** By time, then id. */
export function compareFacts(a: FactPosition, b: FactPosition): number {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos < b.timeNanos ? -1 : 1;
  return compareTexts(a.id, b.id);
}

export function factCursor({ timeNanos, id }: FactPosition): string {
  return Buffer.from(JSON.stringify([timeNanos.toString(), id])).toString('base64url');
}

/** `undefined` where the text is no cursor. */
export function factPosition(cursor: string): FactPosition | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts)) return undefined;
    const [time, id] = parts as unknown[];
    return typeof time === 'string' && typeof id === 'string' ? { timeNanos: BigInt(time), id } : undefined;
  } catch {
    return undefined;
  }
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
