import type { AlertDelivery } from '@ordertrace/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { deliveriesQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { LoadMore } from '../../design/load-more.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';

/** All alert deliveries and their results. */
export function AlertsView() {
  const { t } = useTranslation();
  const deliveries = useInfiniteQuery(deliveriesQuery());
  return (
    <section className="section" aria-label={t('operations.views.alerts')}>
      <p className="muted operations-about">{t('operations.alerts.about')}</p>
      <Loaded question={deliveries}>
        {({ pages }) => {
          const all = pages.flatMap((page): AlertDelivery[] => page.deliveries);
          if (all.length === 0) return <Nothing text={t('operations.alerts.nothing')} />;
          return (
            <>
              <Deliveries deliveries={all} />
              <LoadMore list={deliveries} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Deliveries({ deliveries }: { readonly deliveries: readonly AlertDelivery[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<AlertDelivery>[] = [
    { name: t('operations.at'), cell: ({ at }) => format.momentExact(microsOf(at)) },
    { name: t('operations.alerts.channel'), cell: ({ channel }) => channel },
    {
      name: t('operations.state'),
      cell: ({ outcome, error }) => (
        <span data-state={outcome === 'delivered' ? 'good' : 'bad'}>
          {t(`operations.alerts.outcomes.${outcome}`)}
          {error !== null && <span className="muted">{` ${error}`}</span>}
        </span>
      ),
    },
    {
      name: t('operations.alerts.problems'),
      cell: ({ problems, cause_id: cause }) => (
        <Link to="/problems" search={{ cause }}>
          {t('problems.count', { count: problems })}
        </Link>
      ),
    },
    { name: t('operations.alerts.attempt'), cell: ({ attempt }) => format.count(attempt), figures: true },
  ];
  return (
    <DataTable
      label={t('operations.views.alerts')}
      columns={columns}
      rows={deliveries}
      keyOf={({ at, channel, alert_id: alert, attempt }) => `${at} ${channel} ${alert} ${attempt}`}
    />
  );
}
