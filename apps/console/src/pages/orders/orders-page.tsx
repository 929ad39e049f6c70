import { Skeleton } from '@mantine/core';
import type { Order } from '@ordertrace/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { flowQuery, orderCountsQuery, ordersQuery } from '../../api/queries.js';
import { LoadMore } from '../../design/load-more.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { useNow } from '../../design/use-now.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { FirstOrder } from '../../design/first-order/first-order.js';
import { OrderFilters } from './order-filters.js';
import { OrderTable } from './order-table.js';
import { filtersOf, isFiltered, orderListQuery, type OrdersSearch } from '../../addresses/orders-search.js';
import { listedCount, stageCounts, tenantsOf, totalCount } from '../../design/stages/stage-counts.js';
import { StageStrip } from '../../design/stages/stage-strip.js';
import '../../design/first-order/first-order.css';
import './orders-page.css';

const route = getRouteApi('/orders');

/** Order list: counts by stage, and the orders that have been in their stage longest. */
export function OrdersPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  usePageTitle(t('orders.title'));
  const counts = useQuery(orderCountsQuery(filtersOf(search)));
  const ofTenants = useQuery(orderCountsQuery(filtersOf({ ...search, tenant: undefined })));
  const flow = useQuery(flowQuery(search.flow));
  const stages = useMemo(
    () => (counts.data === undefined ? [] : stageCounts(counts.data, flow.data)),
    [counts.data, flow.data],
  );
  return (
    <>
      <h1 className="hidden-text">{t('orders.title')}</h1>
      {counts.data === undefined ? (
        !counts.isError && <Skeleton height={74} radius="md" />
      ) : (
        <StageStrip total={totalCount(counts.data)} stages={stages} search={search} />
      )}
      <OrderFilters
        search={search}
        tenants={ofTenants.data === undefined ? [] : tenantsOf(ofTenants.data)}
        count={counts.data === undefined ? undefined : listedCount(counts.data, search)}
      />
      <OrderResults search={search} />
    </>
  );
}

function OrderResults({ search }: { readonly search: OrdersSearch }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(ordersQuery(orderListQuery(search)));
  const now = useNow();
  const orders = useMemo(() => list.data?.pages.flatMap((page): Order[] => page.orders) ?? [], [list.data]);
  if (list.data === undefined) {
    return list.isError ? (
      <ProblemMessage error={list.error} retry={() => void list.refetch()} />
    ) : (
      <TableSkeleton label={t('status.loading')} />
    );
  }
  if (orders.length === 0) {
    return <NoOrders search={search} />;
  }
  return (
    <div className="panel order-list" aria-busy={list.isPlaceholderData}>
      <OrderTable orders={orders} search={search} now={now} />
      <LoadMore list={list} />
    </div>
  );
}

/** Distinguishes "no matches" from "no orders at all". The latter is a query without filters. */
function NoOrders({ search }: { readonly search: OrdersSearch }) {
  const { t } = useTranslation();
  const everything = useQuery(orderCountsQuery({}));
  if (everything.data?.counts.length === 0 && !isFiltered(search)) {
    return <FirstOrder />;
  }
  return (
    <section className="panel order-none">
      <h2>{t('orders.none.title')}</h2>
      <p className="muted">{t('orders.none.text')}</p>
      <Link to="/orders" search={{ show: 'all' }}>
        {t('orders.clear')}
      </Link>
    </section>
  );
}

function TableSkeleton({ label }: { readonly label: string }) {
  return (
    <div className="panel order-list" role="status" aria-label={label}>
      {Array.from({ length: 12 }, (_, index) => (
        <Skeleton key={index} height={14} m={10} />
      ))}
    </div>
  );
}
