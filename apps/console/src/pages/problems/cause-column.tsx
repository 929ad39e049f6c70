import { definedFields } from '@ordertrace/conventions';
import { Skeleton } from '@mantine/core';
import type { Cause } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { causesQuery } from '../../api/problem-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { useFormat } from '../../language/use-format.js';
import type { ProblemsSearch } from './problems-search.js';

/** Causes by size, each with its problems. */
export function CauseColumn({ search }: { readonly search: ProblemsSearch }) {
  const { t } = useTranslation();
  const { state, tenant, flow } = search;
  const causes = useQuery(
    causesQuery({
      ...(state === undefined || state === 'all' ? { state: 'unresolved' } : { state }),
      ...definedFields({ tenant, flow }),
      limit: 200,
    }),
  );
  return (
    <nav className="panel causes" aria-label={t('problems.byCause')}>
      <Link
        to="/problems"
        search={{ ...search, cause: undefined }}
        className="cause-link"
        data-chosen={search.cause === undefined}
      >
        <span>{t('problems.allCauses')}</span>
      </Link>
      {causes.isError && <InlineProblem error={causes.error} />}
      {causes.isPending && <Skeleton height={200} m={10} />}
      {causes.data?.causes.map((cause) => (
        <CauseLink key={cause.cause_id} cause={cause} search={search} />
      ))}
    </nav>
  );
}

function CauseLink({ cause, search }: { readonly cause: Cause; readonly search: ProblemsSearch }) {
  const format = useFormat();
  return (
    <Link
      to="/problems"
      search={{ ...search, cause: cause.cause_id }}
      className="cause-link"
      data-kind={cause.situation}
      data-chosen={search.cause === cause.cause_id}
    >
      <span>{cause.title}</span>
      <span className="cause-link-count">{format.count(cause.count)}</span>
    </Link>
  );
}
