import { situations, type Situation } from '@ordertrace/model';
import type { OrderListQuery } from '@ordertrace/api';

export const orderSorts = ['order_id', 'stage_since', 'created_at', 'last_seen_at'] as const;
export type OrderSort = (typeof orderSorts)[number];

/** What the address of the list says. Anything it can't mean is left out. */
export interface OrdersSearch {
  readonly q?: string | undefined;
  readonly tenant?: string | undefined;
  readonly stage?: string | undefined;
  readonly situation?: Situation | undefined;
  readonly show?: 'closed' | 'all' | undefined;
  readonly sort?: `${'' | '-'}${OrderSort}` | undefined;
}

export function readOrdersSearch(search: Readonly<Record<string, unknown>>): OrdersSearch {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[]) =>
    values.find((value) => value === search[name]);
  const sorts = orderSorts.flatMap((sort) => [sort, `-${sort}`] as const);
  return withoutUndefined({
    q: text('q'),
    tenant: text('tenant'),
    stage: text('stage'),
    situation: oneOf('situation', situations),
    show: oneOf('show', ['closed', 'all'] as const),
    sort: oneOf('sort', sorts),
  });
}

/** Open orders, longest in their stage first, unless the address says otherwise. */
export function orderListQuery(search: OrdersSearch): OrderListQuery {
  return {
    ...filtersOf(search),
    ...(search.stage === undefined ? {} : { stage: search.stage }),
    ...(search.situation === undefined ? {} : { situation: search.situation }),
    sort: search.sort ?? 'stage_since',
    limit: 100,
  };
}

/** The filters that the counts share with the list: the counts show all stages and situations beside each other. */
export function filtersOf(search: OrdersSearch): Pick<OrderListQuery, 'q' | 'tenant' | 'open'> {
  return {
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(search.tenant === undefined ? {} : { tenant: search.tenant }),
    ...(search.show === 'all' ? {} : { open: search.show !== 'closed' }),
  };
}

export function isFiltered(search: OrdersSearch): boolean {
  const { q, tenant, stage, situation } = search;
  return [q, tenant, stage, situation].some((value) => value !== undefined);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
