import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { flowMapQuery } from '../../api/flow-queries.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { useNow } from '../../design/use-now.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { Comparison } from './comparison.js';
import { Deviations } from './deviations.js';
import { FlowFilterBar } from './flow-filter-bar.js';
import { FlowMap } from './flow-map.js';
import type { ChooseFlow } from './flow-search.js';
import { comparisonFilters, flowFilters } from './flow-search.js';
import { LeadTime } from './lead-time.js';
import { Operations } from './operations.js';
import { StageTimes } from './stage-times.js';
import { Variants } from './variants.js';
import './flow-page.css';

const route = getRouteApi('/flow');

/** Process page: variants, times, and steps that became slower. */
export function FlowPage() {
  const { t } = useTranslation();
  usePageTitle(t('flow.title'));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const nowMs = useNow(60_000) / 1000;
  const filters = flowFilters(search, nowMs);
  const map = useQuery(flowMapQuery(filters));
  const choose: ChooseFlow = (part) => {
    void navigate({ search: (before) => ({ ...before, ...part }), resetScroll: false });
  };
  if (map.isError && map.data === undefined) {
    return <ProblemMessage error={map.error} retry={() => void map.refetch()} />;
  }
  return (
    <>
      <div className="flow-head">
        <h1>{t('flow.title')}</h1>
        <FlowFilterBar search={search} choose={choose} />
      </div>
      {map.data?.counting && (
        <p className="panel flow-none" role="status">
          {t('importReport.counting', map.data.counting)}
        </p>
      )}
      {map.data?.orders === 0 && map.data.counting === undefined ? (
        <p className="panel flow-none">{t('flow.none')}</p>
      ) : (
        <>
          <FlowMap map={map.data} search={search} choose={choose} filters={filters} />
          <StageTimes filters={filters} search={search} choose={choose} />
          <Variants filters={filters} search={search} choose={choose} />
          <Deviations filters={filters} />
          {search.variant === undefined && search.source !== 'imported' && <Operations filters={filters} />}
          <LeadTime filters={filters} />
          <Comparison query={comparisonFilters(search, nowMs)} search={search} choose={choose} />
        </>
      )}
    </>
  );
}
