import { definedFields } from '@ordertrace/conventions';
import { Skeleton } from '@mantine/core';
import type { Cause } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { causesQuery } from '../../api/problem-queries.js';
import { SituationBadge } from '../../design/badges.js';
import { Icon } from '../../design/icons.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { microsOf } from '../../design/instant.js';
import { OrderLinks } from '../../design/order-links.js';
import { useNow } from '../../design/use-now.js';
import { useFormat } from '../../language/use-format.js';
import { actorName } from '../../language/words.js';

const shownCauses = 6;

/** Causes of unresolved problems, the longest waiting first. */
export function CauseList({ tenant }: { readonly tenant: string | undefined }) {
  const { t } = useTranslation();
  const causes = useQuery(causesQuery({ state: 'unresolved', limit: 200, ...definedFields({ tenant }) }));
  const all = causes.data?.causes ?? [];
  const problems = all.reduce((sum, cause) => sum + cause.count, 0);
  const shown = all.toSorted(longestFirst).slice(0, shownCauses);
  return (
    <section className="section" aria-labelledby="needs-someone">
      <div className="section-head">
        <h2 id="needs-someone">{t('start.needsSomeone')}</h2>
        {problems > 0 && (
          <Link to="/problems" search={tenant === undefined ? {} : { tenant }}>
            {t('start.allProblems', { count: problems, causes: t('problems.causes', { count: all.length }) })}
          </Link>
        )}
      </div>
      {causes.isError && <InlineProblem error={causes.error} />}
      {causes.isPending && <Skeleton height={160} radius="md" />}
      {causes.data !== undefined && all.length === 0 && (
        <p className="panel start-calm">
          <Icon name="check" size={16} />
          {t('start.nothing')}
        </p>
      )}
      {shown.length > 0 && (
        <ul className="panel cause-list">
          {shown.map((cause) => (
            <CauseRow key={cause.cause_id} cause={cause} tenant={tenant} />
          ))}
        </ul>
      )}
    </section>
  );
}

function longestFirst(one: Cause, other: Cause): number {
  return one.oldest_since < other.oldest_since ? -1 : 1;
}

const shownExamples = 3;

function CauseRow({ cause, tenant }: { readonly cause: Cause; readonly tenant: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const since = microsOf(cause.oldest_since);
  return (
    <li className="cause-row">
      <SituationBadge situation={cause.situation} />
      <Link to="/problems" search={{ cause: cause.cause_id, tenant }} className="cause-title">
        {cause.title}
      </Link>
      <span className="cause-count">{t('problems.orders', { count: cause.count })}</span>
      <span className="cause-age muted" title={format.exact(since)}>
        {t('start.oldest', { duration: format.duration((now - since) / 1000) })}
      </span>
      <span className="cause-owner muted">
        {t('start.owner', { owner: actorName(t, cause.owner) })}
        {cause.acknowledged > 0 && `, ${t('problems.acknowledgedCount', { count: cause.acknowledged })}`}
      </span>
      <span className="cause-examples">
        <OrderLinks orders={cause.examples} shown={shownExamples} label={t('start.examples')} />
      </span>
    </li>
  );
}
