import { definedFields } from '@ordertrace/conventions';
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { problemCountQuery } from '../../api/problem-queries.js';
import { orderCountsQuery } from '../../api/queries.js';
import { FlowSelect } from '../../design/flows/flow-select.js';
import { TenantSelect } from '../../design/filters/tenant-select.js';
import { microsOf } from '../../design/instant.js';
import { tenantsOf } from '../../design/stages/stage-counts.js';
import { useFormat } from '../../language/use-format.js';
import { stageName } from '../../language/words.js';
import { readProblemsSearch, type ProblemsSearch } from './problems-search.js';

const route = getRouteApi('/problems');

export interface ProblemFiltersProps {
  readonly search: ProblemsSearch;
  readonly visit: string | undefined;
}

/** Filters of the problems. Every choice is in the URL. */
export function ProblemFilters({ search, visit }: ProblemFiltersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  const counts = useQuery(orderCountsQuery({}));
  const choose = (change: Readonly<Record<string, string>>) => {
    void navigate({ search: readProblemsSearch({ ...search, ...change }) });
  };
  const filtered = [
    search.tenant,
    search.flow,
    search.stage,
    search.code,
    search.assignee,
    search.since,
  ].some((value) => value !== undefined);
  return (
    <div className="list-filters problem-filters" role="group" aria-label={t('orders.filters')}>
      <SegmentedControl
        size="xs"
        aria-label={t('problems.state')}
        value={search.state ?? 'unresolved'}
        onChange={(state) => {
          choose({ state });
        }}
        data={(['unresolved', 'open', 'acknowledged', 'resolved', 'all'] as const).map((value) => ({
          value,
          label: t(`problems.states.${value}`),
        }))}
      />
      <TenantSelect
        tenants={counts.data === undefined ? [] : tenantsOf(counts.data)}
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
      <NewSince search={search} visit={visit} />
      {search.since !== undefined && search.since !== 'visit' && (
        <span className="muted">
          {t('problems.openedAfter', { time: format.moment(microsOf(search.since)) })}
        </span>
      )}
      {search.stage !== undefined && <span className="muted">{stageName(t, search.stage)}</span>}
      {search.assignee !== undefined && (
        <span className="muted">{t('problems.assignedTo', { name: search.assignee })}</span>
      )}
      {filtered && (
        <Link to="/problems" search={{ state: search.state, cause: search.cause }}>
          {t('orders.clear')}
        </Link>
      )}
    </div>
  );
}

/** Number of problems since the last visit, as a link to them. */
function NewSince({ search, visit }: ProblemFiltersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = useQuery({
    ...problemCountQuery({ state: 'unresolved', ...definedFields({ opened_after: visit }) }),
    enabled: visit !== undefined,
  });
  if (visit === undefined || count.data === undefined) {
    return null;
  }
  return (
    <Link
      to="/problems"
      search={{ ...search, since: search.since === 'visit' ? undefined : 'visit' }}
      className="new-since"
      data-chosen={search.since === 'visit'}
      title={t('problems.lastVisit', { time: format.moment(microsOf(visit)) })}
    >
      {t('problems.newSince', { count: count.data })}
    </Link>
  );
}
