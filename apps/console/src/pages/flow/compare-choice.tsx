import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { orderCountsQuery } from '../../api/queries.js';
import { tenantsOf } from '../../design/stages/stage-counts.js';
import type { ChooseFlow } from './flow-search.js';
import type { FlowSearch } from './flow-search.js';

export interface CompareChoiceProps {
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}

/** Selects the basis of the comparison: the previous period, or another tenant in the same period. */
export function CompareChoice({ search, choose }: CompareChoiceProps) {
  const { t } = useTranslation();
  const counts = useQuery(orderCountsQuery({}));
  const tenants = counts.data === undefined ? [] : tenantsOf(counts.data);
  return (
    <NativeSelect
      className="push"
      size="xs"
      aria-label={t('flow.compare.with')}
      value={search.with ?? ''}
      onChange={({ currentTarget: { value } }) => {
        choose({ with: value === '' ? undefined : value });
      }}
      data={[
        { value: '', label: t('flow.compare.withBefore') },
        ...tenants
          .filter((tenant) => tenant !== search.tenant)
          .map((value) => ({ value, label: t('flow.compare.withTenant', { tenant: value }) })),
      ]}
    />
  );
}
