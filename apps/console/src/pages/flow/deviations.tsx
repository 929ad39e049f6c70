import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deviationsQuery } from '../../api/flow-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { OrderLinks } from '../../design/order-links.js';
import { useFormat } from '../../language/use-format.js';
import { activityName } from '../../language/words.js';
import type { FlowFilters } from './flow-search.js';

/** Number of shown pairs of distant stages, those of most orders first. */
const shownPairs = 8;

/** Deviations from the flow file, and pairs of stages that are unusually far apart. */
export function Deviations({ filters }: { readonly filters: FlowFilters }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = useQuery(deviationsQuery(filters));
  const unusual = (found.data?.profile ?? [])
    .filter((pair) => pair.unusual > 0)
    .toSorted((a, b) => b.unusual - a.unusual)
    .slice(0, shownPairs);
  const stages = (names: readonly string[]) =>
    names.map((name) => activityName(t, name, filters.flow)).join(' → ');
  return (
    <section className="section" aria-labelledby="flow-deviations">
      <div className="section-head">
        <h2 id="flow-deviations">{t('flow.deviations.title')}</h2>
      </div>
      {found.isError && <InlineProblem error={found.error} />}
      {found.isPending && <Skeleton height={100} radius="md" />}
      {found.data?.deviations.length === 0 && unusual.length === 0 && (
        <p className="panel flow-none">{t('flow.deviations.none')}</p>
      )}
      <ul className="panel flow-list">
        {found.data?.deviations.map(({ name, activities, orders, share, examples }) => (
          <li key={`${name} ${activities.join()}`} className="flow-way">
            <span className="flow-share">
              <span className="flow-bar" style={{ width: `${share * 100}%` }} aria-hidden="true" />
              <span>{format.percent(share)}</span>
            </span>
            <span>
              <strong>{t(`flow.deviations.${name}`)}</strong> {stages(activities)}
            </span>
            <span className="flow-facts muted">
              {t('flow.orders', { count: orders })}
              <OrderLinks orders={examples} shown={3} />
            </span>
          </li>
        ))}
        {unusual.map(({ from, to, unusual: orders, count, mean_ms: mean, examples }) => (
          <li key={`${from} ${to}`} className="flow-way">
            <span className="flow-share">
              <span className="flow-bar" style={{ width: `${(orders / count) * 100}%` }} aria-hidden="true" />
              <span>{format.percent(orders / count)}</span>
            </span>
            <span>
              <strong>{t('flow.deviations.farApart')}</strong> {stages([from, to])}
            </span>
            <span className="flow-facts muted">
              {t('flow.orders', { count: orders })} ·{' '}
              {t('flow.deviations.usually', { duration: format.duration(mean) })}
              <OrderLinks orders={examples} shown={3} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
