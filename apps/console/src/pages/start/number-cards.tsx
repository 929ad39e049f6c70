import { definedFields } from '@ordertrace/conventions';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { numbersQuery } from '../../api/problem-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { useNow } from '../../design/use-now.js';
import type { CardProps } from './card-props.js';
import { HoursCard } from './hours-card.js';
import { LeadTimeCard } from './lead-time-card.js';
import { periodUntil } from './start-search.js';
import { UnresolvedCard } from './unresolved-card.js';
import { WhereTimeGoes } from './where-time-goes.js';

/** The three numbers, each compared with the previous period, and the times by stage. */
export function NumberCards({ days, tenant }: Omit<CardProps, 'numbers'>) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const period = periodUntil(now / 1000, days);
  const numbers = useQuery(numbersQuery({ ...period, ...definedFields({ tenant }) }));
  return (
    <section className="section" aria-labelledby="numbers">
      <div className="section-head">
        <h2 id="numbers">{t('start.numbers', { count: days })}</h2>
      </div>
      {numbers.isError && <InlineProblem error={numbers.error} />}
      {numbers.isPending && <Skeleton height={260} radius="md" />}
      {numbers.data !== undefined && (
        <div className="number-cards">
          <LeadTimeCard numbers={numbers.data} days={days} tenant={tenant} />
          <UnresolvedCard numbers={numbers.data} days={days} tenant={tenant} />
          <HoursCard numbers={numbers.data} days={days} tenant={tenant} />
          <WhereTimeGoes numbers={numbers.data} days={days} tenant={tenant} />
        </div>
      )}
    </section>
  );
}
