import type { ImportList } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { importsQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';

type Import = ImportList['imports'][number];

/** Event logs that were imported since the server started. */
export function ImportsView() {
  const { t } = useTranslation();
  const imports = useQuery(importsQuery());
  return (
    <section className="section" aria-label={t('operations.views.imports')}>
      <div className="section-head">
        <p className="muted operations-about">{t('operations.imports.about')}</p>
        <Link to="/import">{t('importing.title')}</Link>
      </div>
      <Loaded question={imports}>
        {(data) =>
          data.imports.length === 0 ? (
            <Nothing text={t('operations.imports.nothing')} />
          ) : (
            <Imports imports={data.imports} />
          )
        }
      </Loaded>
    </section>
  );
}

const bad = new Set<Import['state']>(['failed', 'refused', 'stopped']);

function Imports({ imports }: ImportList) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<Import>[] = [
    { name: t('operations.at'), cell: (one) => format.moment(microsOf(one.started_at)) },
    { name: t('importing.log'), cell: ({ log }) => log },
    { name: t('operations.who'), cell: ({ by }) => by },
    {
      name: t('operations.state'),
      cell: ({ state }) => (
        <span data-state={bad.has(state) ? 'bad' : 'good'}>{t(`operations.imports.states.${state}`)}</span>
      ),
    },
    { name: t('operations.imports.events'), cell: ({ events }) => format.count(events), figures: true },
    { name: t('operations.imports.kept'), cell: ({ kept }) => format.count(kept), figures: true },
    { name: t('operations.imports.refused'), cell: ({ refused }) => format.count(refused), figures: true },
  ];
  const label = t('operations.views.imports');
  return <DataTable label={label} columns={columns} rows={imports} keyOf={({ id }) => id} />;
}
