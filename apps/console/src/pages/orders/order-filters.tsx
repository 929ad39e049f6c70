import { NativeSelect, SegmentedControl } from '@mantine/core';
import { situations } from '@ordertrace/model';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isFiltered, readOrdersSearch, type OrdersSearch } from './orders-search.js';

export interface OrderFiltersProps {
  readonly search: OrdersSearch;
  readonly tenants: readonly string[];
  /** How many orders the list has; undefined while that is not known. */
  readonly count: number | undefined;
}

/** Which orders the list shows; every choice is in the address. */
export function OrderFilters({ search, tenants, count }: OrderFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const choose = (change: Readonly<Record<string, string>>) => {
    void navigate({ to: '/orders', search: readOrdersSearch({ ...search, ...change }) });
  };
  const known = search.tenant === undefined || tenants.includes(search.tenant);
  return (
    <div className="order-filters" role="group" aria-label={t('orders.filters')}>
      <SegmentedControl
        size="xs"
        aria-label={t('orders.show.label')}
        value={search.show ?? 'open'}
        onChange={(show) => {
          choose({ show });
        }}
        data={(['open', 'closed', 'all'] as const).map((value) => ({
          value,
          label: t(`orders.show.${value}`),
        }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('orders.situation')}
        value={search.situation ?? ''}
        onChange={(event) => {
          choose({ situation: event.currentTarget.value });
        }}
        data={[
          { value: '', label: t('orders.anySituation') },
          ...situations.map((value) => ({ value, label: t(`situations.${value}`) })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('orders.tenant')}
        value={search.tenant ?? ''}
        onChange={(event) => {
          choose({ tenant: event.currentTarget.value });
        }}
        data={[
          { value: '', label: t('orders.anyTenant') },
          ...(known ? tenants : [search.tenant ?? '', ...tenants]).map((value) => ({ value, label: value })),
        ]}
      />
      {count !== undefined && <span className="muted">{t('orders.count', { count })}</span>}
      {search.q !== undefined && <span className="muted">{t('orders.matching', { text: search.q })}</span>}
      {isFiltered(search) && (
        <Link to="/orders" search={search.show === undefined ? {} : { show: search.show }}>
          {t('orders.clear')}
        </Link>
      )}
    </div>
  );
}
