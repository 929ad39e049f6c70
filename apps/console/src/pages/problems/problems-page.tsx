import { Skeleton } from '@mantine/core';
import type { Problem } from '@ordertrace/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { problemsQuery } from '../../api/problem-queries.js';
import { LoadMore } from '../../design/load-more.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { BulkBar } from './bulk-bar.js';
import { CauseColumn } from './cause-column.js';
import { useLastVisit } from './last-visit.js';
import { ProblemFilters } from './problem-filters.js';
import { ProblemTable } from './problem-table.js';
import { problemListQuery, type ProblemsSearch } from './problems-search.js';
import { useSelection } from './selection.js';
import './problems-page.css';

const route = getRouteApi('/problems');

/** All problems by cause, with their actions. */
export function ProblemsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const visit = useLastVisit();
  usePageTitle(t('problems.title'));
  return (
    <>
      <h1 className="hidden-text">{t('problems.title')}</h1>
      <div className="problems">
        <CauseColumn search={search} />
        <div className="problems-main">
          <ProblemFilters search={search} visit={visit} />
          <Problems search={search} visit={visit} />
        </div>
      </div>
    </>
  );
}

interface ProblemsProps {
  readonly search: ProblemsSearch;
  readonly visit: string | undefined;
}

function Problems({ search, visit }: ProblemsProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(problemsQuery(problemListQuery(search, visit)));
  const problems = useMemo(
    () => list.data?.pages.flatMap((page): Problem[] => page.problems) ?? [],
    [list.data],
  );
  const total = list.data?.pages[0]?.total ?? 0;
  const selection = useSelection(problems, JSON.stringify(search));
  if (list.data === undefined) {
    return list.isError ? (
      <ProblemMessage error={list.error} retry={() => void list.refetch()} />
    ) : (
      <Skeleton height={320} radius="md" />
    );
  }
  if (problems.length === 0) {
    return (
      <section className="panel problems-none">
        <h2>{t('problems.none.title')}</h2>
        <p className="muted">{t('problems.none.text')}</p>
      </section>
    );
  }
  return (
    <>
      <BulkBar search={search} selection={selection} problems={problems} total={total} />
      <div className="panel" aria-busy={list.isPlaceholderData}>
        <ProblemTable problems={problems} search={search} visit={visit} selection={selection} />
        <LoadMore list={list} />
      </div>
    </>
  );
}
