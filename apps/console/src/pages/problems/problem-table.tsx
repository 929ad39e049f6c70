import { Checkbox } from '@mantine/core';
import type { Problem } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SituationBadge } from '../../design/badges.js';
import { Icon } from '../../design/icons.js';
import { microsOf } from '../../design/instant.js';
import { ProblemStateText } from '../../design/problems/problem-state-text.js';
import { useNow } from '../../design/use-now.js';
import { useFormat } from '../../language/use-format.js';
import { stageName } from '../../language/words.js';
import type { ProblemsSearch } from './problems-search.js';
import type { Selection } from './selection.js';

export interface ProblemTableProps {
  readonly problems: readonly Problem[];
  readonly search: ProblemsSearch;
  readonly visit: string | undefined;
  readonly selection: Selection;
}

/** One problem per row: order, reason, time, assignee. */
export function ProblemTable({ problems, search, visit, selection }: ProblemTableProps) {
  const { t } = useTranslation();
  const all = selection.chosen.size === problems.length;
  return (
    <table className="problem-table">
      <thead>
        <tr>
          <th scope="col" className="problem-cell-choose">
            <Checkbox
              size="xs"
              aria-label={t('problems.chooseAll')}
              checked={all}
              indeterminate={!all && selection.chosen.size > 0}
              onChange={(event) => {
                selection.chooseAll(event.currentTarget.checked);
              }}
            />
          </th>
          <th scope="col">{t('orders.columns.order')}</th>
          <th scope="col">{t('orders.columns.stage')}</th>
          <th scope="col">{t('orders.columns.reason')}</th>
          <SortHead search={search} column="since" name={t('problems.since')} />
          <SortHead search={search} column="opened_at" name={t('problems.found')} />
          <th scope="col">{t('problems.who')}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem) => (
          <ProblemRow key={problem.problem_id} problem={problem} visit={visit} selection={selection} />
        ))}
      </tbody>
    </table>
  );
}

interface SortHeadProps {
  readonly search: ProblemsSearch;
  readonly column: 'since' | 'opened_at';
  readonly name: string;
}

function SortHead({ search, column, name }: SortHeadProps) {
  const { t } = useTranslation();
  const sort = search.sort ?? 'since';
  const rising = sort === column;
  const order = rising ? 'ascending' : sort === `-${column}` ? 'descending' : undefined;
  const next = rising ? (`-${column}` as const) : column;
  return (
    <th scope="col" aria-sort={order}>
      <Link
        to="/problems"
        search={{ ...search, sort: next === 'since' ? undefined : next }}
        className="sort-link"
        title={t('orders.sortBy', { column: name })}
      >
        {name}
        {order !== undefined && <Icon name={rising ? 'up' : 'down'} size={12} />}
      </Link>
    </th>
  );
}

interface ProblemRowProps {
  readonly problem: Problem;
  readonly visit: string | undefined;
  readonly selection: Selection;
}

function ProblemRow({ problem, visit, selection }: ProblemRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const since = microsOf(problem.since);
  const opened = microsOf(problem.opened_at);
  const fresh = visit !== undefined && opened > microsOf(visit);
  return (
    <tr className="problem-row" data-chosen={selection.chosen.has(problem.problem_id)}>
      <td className="problem-cell-choose">
        <Checkbox
          size="xs"
          aria-label={t('problems.choose', { order: problem.order_id })}
          checked={selection.chosen.has(problem.problem_id)}
          onChange={(event) => {
            selection.choose(problem.problem_id, event.currentTarget.checked);
          }}
        />
      </td>
      <td>
        <div className="problem-cell-order">
          <Link
            to="/orders/$orderId"
            params={{ orderId: problem.order_id }}
            search={problem.tenant_id === '' ? {} : { tenant: problem.tenant_id }}
            className="problem-order"
          >
            {problem.order_id}
          </Link>
          {fresh && <span className="problem-new">{t('problems.new')}</span>}
          <span className="faint">{problem.tenant_id}</span>
        </div>
      </td>
      <td className="problem-cell-stage">{stageName(t, problem.stage, problem.flow)}</td>
      <td className="problem-cell-reason">
        <SituationBadge situation={problem.situation} /> {problem.reason}
      </td>
      <td className="problem-cell-since" title={format.exact(since)}>
        {format.duration((now - since) / 1000)}
      </td>
      <td className="problem-cell-opened faint" title={format.exact(opened)}>
        {format.moment(opened)}
      </td>
      <td className="problem-cell-who">
        <ProblemStateText problem={problem} />
      </td>
    </tr>
  );
}
