import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { flowQuery, orderCountsQuery } from '../../api/queries.js';
import { PeriodSelect } from '../../design/filters/period-select.js';
import { TenantSelect } from '../../design/filters/tenant-select.js';
import { FirstOrder } from '../../design/first-order/first-order.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { StageStrip } from '../../design/stages/stage-strip.js';
import { stageCounts, tenantsOf, totalCount } from '../../design/stages/stage-counts.js';
import { useNow } from '../../design/use-now.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { CauseList } from './cause-list.js';
import { NumberCards } from './number-cards.js';
import { periods, usualPeriod, type StartSearch } from './start-search.js';
import './start-page.css';

const route = getRouteApi('/');

/** Start page: causes that need a person, orders by stage, and the three numbers. */
export function StartPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  usePageTitle(t('start.title'));
  const everything = useQuery(orderCountsQuery({}));
  if (everything.isError && everything.data === undefined) {
    return <ProblemMessage error={everything.error} retry={() => void everything.refetch()} />;
  }
  if (everything.data?.counts.length === 0) {
    return <FirstOrder />;
  }
  const tenants = everything.data === undefined ? [] : tenantsOf(everything.data);
  return (
    <>
      <div className="start-head">
        <h1>{t('start.title')}</h1>
        <StartFilters search={search} tenants={tenants} />
      </div>
      <CauseList tenant={search.tenant} />
      <StagesNow tenant={search.tenant} />
      <NumberCards days={search.days ?? usualPeriod} tenant={search.tenant} />
    </>
  );
}

function StartFilters({
  search,
  tenants,
}: {
  readonly search: StartSearch;
  readonly tenants: readonly string[];
}) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const choose = (part: StartSearch) => {
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false });
  };
  return (
    <div className="start-filters" role="group" aria-label={t('orders.filters')}>
      <TenantSelect
        tenants={tenants}
        value={search.tenant}
        choose={(tenant) => {
          choose({ tenant });
        }}
      />
      <PeriodSelect
        periods={periods}
        value={search.days ?? usualPeriod}
        choose={(days) => {
          choose({ days: days === usualPeriod ? undefined : days });
        }}
      />
    </div>
  );
}

function StagesNow({ tenant }: { readonly tenant: string | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const ofTenant = tenant === undefined ? {} : { tenant };
  const counts = useQuery(orderCountsQuery({ ...ofTenant, open: true, abandoned: false }));
  const flow = useQuery(flowQuery());
  return (
    <section className="section" aria-labelledby="stages-now">
      <div className="section-head">
        <h2 id="stages-now">{t('start.stages')}</h2>
      </div>
      {counts.data === undefined ? (
        <Skeleton height={92} radius="md" />
      ) : (
        <StageStrip
          total={totalCount(counts.data)}
          stages={stageCounts(counts.data, flow.data)}
          search={ofTenant}
          now={now}
        />
      )}
    </section>
  );
}
