import { definedFields } from '@ordertrace/conventions';
import { situations, type Situation } from '@ordertrace/model';
import type { OrderListQuery } from '@ordertrace/api';

export const orderSorts = ['order_id', 'stage_since', 'created_at', 'last_seen_at'] as const;
export type OrderSort = (typeof orderSorts)[number];

const hourMs = 3_600_000;
export const ages = ['1h', '1d', '3d', '7d', '30d'] as const;
export type Age = (typeof ages)[number];
export const ageMs: Readonly<Record<Age, number>> = {
  '1h': hourMs,
  '1d': 24 * hourMs,
  '3d': 72 * hourMs,
  '7d': 168 * hourMs,
  '30d': 720 * hourMs,
};

/** Search parameters of the order list. Invalid ones are dropped. */
export interface OrdersSearch {
  readonly q?: string | undefined;
  readonly tenant?: string | undefined;
  readonly flow?: string | undefined;
  readonly stage?: string | undefined;
  readonly situation?: Situation | undefined;
  /**
   * `left`: open orders that the customer has left; `risk`: orders that will probably be late. Default: all
   * open orders that the customer has not left.
   */
  readonly show?: 'closed' | 'left' | 'risk' | 'all' | undefined;
  /** Only orders that have been in their stage for longer than this. */
  readonly age?: Age | undefined;
  /** Only orders that closed in this period: RFC 3339, with the start, without the end. */
  readonly closedFrom?: string | undefined;
  readonly closedTo?: string | undefined;
  readonly sort?: `${'' | '-'}${OrderSort}` | undefined;
}

export function readOrdersSearch(search: Readonly<Record<string, unknown>>): OrdersSearch {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === search[name]);
  const instant = (name: string) => {
    const value = text(name);
    return value === undefined || Number.isNaN(Date.parse(value)) ? undefined : value;
  };
  const sorts = orderSorts.flatMap((sort) => [sort, `-${sort}`] as const);
  return definedFields({
    q: text('q'),
    tenant: text('tenant'),
    flow: text('flow'),
    stage: text('stage'),
    situation: oneOf('situation', situations),
    show: oneOf('show', ['closed', 'left', 'risk', 'all'] as const),
    age: oneOf('age', ages),
    closedFrom: instant('closedFrom'),
    closedTo: instant('closedTo'),
    sort: oneOf('sort', sorts),
  });
}

/** Default: open orders, sorted by the time in their stage, longest first. */
export function orderListQuery(search: OrdersSearch, nowMs = Date.now()): OrderListQuery {
  return {
    ...filtersOf(search, nowMs),
    ...definedFields({ stage: search.stage, situation: search.situation }),
    sort: search.sort ?? 'stage_since',
    limit: 100,
  };
}

/**
 * Filters that the counts share with the list. The counts ignore stage and situation, to show all of them.
 */
export function filtersOf(
  search: OrdersSearch,
  nowMs = Date.now(),
): Omit<OrderListQuery, 'stage' | 'situation' | 'sort' | 'limit' | 'cursor'> {
  const { age, closedFrom, closedTo } = search;
  return {
    ...definedFields({ q: search.q, tenant: search.tenant, flow: search.flow }),
    ...shownOf(search),
    ...(age === undefined ? {} : { stage_before: wholeMinute(nowMs - ageMs[age]) }),
    ...definedFields({ closed_from: closedFrom, closed_to: closedTo }),
  };
}

function shownOf({ show }: OrdersSearch): Pick<OrderListQuery, 'open' | 'abandoned' | 'at_risk'> {
  switch (show) {
    case 'all':
      return {};
    case 'closed':
      return { open: false };
    case 'risk':
      return { open: true, at_risk: true };
    case 'left':
      return { open: true, abandoned: true };
    case undefined:
      return { open: true, abandoned: false };
  }
}

/** Rounded to a minute, so that the query stays the same for a minute. */
function wholeMinute(millis: number): string {
  return new Date(Math.floor(millis / 60_000) * 60_000).toISOString();
}

export function isFiltered(search: OrdersSearch): boolean {
  const { q, tenant, flow, stage, situation, age, closedFrom, closedTo } = search;
  return [q, tenant, flow, stage, situation, age, closedFrom, closedTo].some((value) => value !== undefined);
}
