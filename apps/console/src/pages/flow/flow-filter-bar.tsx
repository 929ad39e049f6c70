import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orderCountsQuery } from '../../api/queries.js';
import { PeriodSelect } from '../../design/filters/period-select.js';
import { TenantSelect } from '../../design/filters/tenant-select.js';
import { FlowSelect } from '../../design/flows/flow-select.js';
import { tenantsOf } from '../../design/stages/stage-counts.js';
import type { ChooseFlow } from './flow-search.js';
import { flowPeriods, flowSources, usualFlowPeriod, type FlowSearch } from './flow-search.js';

/** Filters of the page: tenant and period. */
export function FlowFilterBar({
  search,
  choose,
}: {
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}) {
  const { t } = useTranslation();
  const counts = useQuery(orderCountsQuery({}));
  const tenants = counts.data === undefined ? [] : tenantsOf(counts.data);
  return (
    <div className="flow-filters" role="group" aria-label={t('orders.filters')}>
      <TenantSelect
        tenants={tenants}
        value={search.tenant}
        choose={(tenant) => {
          choose({ tenant });
        }}
      />
      <FlowSelect
        value={search.flow}
        choose={(flow) => {
          choose({ flow: flow === '' ? undefined : flow });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('flow.source')}
        value={search.source ?? ''}
        onChange={({ currentTarget: { value } }) => {
          choose({ source: flowSources.find((each) => each === value) });
        }}
        data={[
          { value: '', label: t('flow.sources.all') },
          ...flowSources.map((value) => ({ value, label: t(`flow.sources.${value}`) })),
        ]}
      />
      <PeriodSelect
        periods={flowPeriods}
        value={search.days ?? usualFlowPeriod}
        choose={(days) => {
          choose({ days: days === usualFlowPeriod ? undefined : days });
        }}
      />
      {search.variant !== undefined && (
        <button
          type="button"
          className="flow-chosen"
          onClick={() => {
            choose({ variant: undefined });
          }}
        >
          {t('flow.oneWay')} ×
        </button>
      )}
    </div>
  );
}
