import { NativeSelect, SegmentedControl } from '@mantine/core';
import { situations } from '@ordertrace/model';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FlowSelect } from '../../design/flows/flow-select.js';
import { TenantSelect } from '../../design/filters/tenant-select.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import { ExportButton } from './export-button.js';
import {
  ageMs,
  ages,
  isFiltered,
  readOrdersSearch,
  type OrdersSearch,
} from '../../addresses/orders-search.js';

export interface OrderFiltersProps {
  readonly search: OrdersSearch;
  readonly tenants: readonly string[];
  /** Number of orders in the list; undefined while it is unknown. */
  readonly count: number | undefined;
}

/** Filters of the order list. Every choice is in the URL. */
export function OrderFilters({ search, tenants, count }: OrderFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const format = useFormat();
  const choose = (change: Readonly<Record<string, string>>) => {
    void navigate({ to: '/orders', search: readOrdersSearch({ ...search, ...change }) });
  };
  return (
    <div className="list-filters" role="group" aria-label={t('orders.filters')}>
      <SegmentedControl
        size="xs"
        aria-label={t('orders.show.label')}
        value={search.show ?? 'open'}
        onChange={(show) => {
          choose({ show });
        }}
        data={(['open', 'risk', 'left', 'closed', 'all'] as const).map((value) => ({
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
      <TenantSelect
        tenants={tenants}
        value={search.tenant}
        choose={(tenant) => {
          choose({ tenant: tenant ?? '' });
        }}
      />
      <FlowSelect
        value={search.flow}
        choose={(flow) => {
          choose({ flow });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('orders.age')}
        value={search.age ?? ''}
        onChange={(event) => {
          choose({ age: event.currentTarget.value });
        }}
        data={[
          { value: '', label: t('orders.anyAge') },
          ...ages.map((value) => ({
            value,
            label: t('orders.olderThan', { duration: format.durationInWords(ageMs[value]) }),
          })),
        ]}
      />
      {search.closedFrom !== undefined && search.closedTo !== undefined && (
        <span className="muted">
          {t('orders.closedBetween', {
            from: format.moment(microsOf(search.closedFrom)),
            to: format.moment(microsOf(search.closedTo)),
          })}
        </span>
      )}
      {count !== undefined && <span className="muted">{t('orders.count', { count })}</span>}
      {search.q !== undefined && <span className="muted">{t('orders.matching', { text: search.q })}</span>}
      {isFiltered(search) && (
        <Link to="/orders" search={search.show === undefined ? {} : { show: search.show }}>
          {t('orders.clear')}
        </Link>
      )}
      <ExportButton search={search} />
    </div>
  );
}
