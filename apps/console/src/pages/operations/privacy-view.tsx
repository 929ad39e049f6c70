import type { PrivacyAudit } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { privacyAuditQuery } from '../../api/operations-queries.js';
import { microsOf } from '../../design/instant.js';
import { DataTable, type Column } from '../../design/table/data-table.js';
import { consoleTexts as en } from '@ordertrace/words/console';
import { useFormat } from '../../language/use-format.js';
import { Loaded, Nothing } from './loaded.js';

type Stop = PrivacyAudit['stops'][number];

/** Privacy audit: places and reasons of redactions, never the values. */
export function PrivacyView() {
  const { t } = useTranslation();
  const format = useFormat();
  const audit = useQuery(privacyAuditQuery());
  const detectors = en.operations.privacy.detectors;
  const columns: readonly Column<Stop>[] = [
    {
      name: t('operations.privacy.detector'),
      cell: ({ detector }) =>
        isKeyOf(detectors, detector) ? t(`operations.privacy.detectors.${detector}`) : detector,
    },
    { name: t('operations.privacy.place'), cell: ({ place }) => <span className="mono">{place}</span> },
    { name: t('operations.privacy.key'), cell: ({ key }) => <span className="mono">{key}</span> },
    { name: t('operations.count'), cell: ({ count }) => format.count(count), figures: true },
  ];
  return (
    <section className="section" aria-label={t('operations.views.privacy')}>
      <p className="muted operations-about">{t('operations.privacy.about')}</p>
      <Loaded question={audit}>
        {({ since, total, stops }) => {
          const time = format.moment(microsOf(since));
          if (stops.length === 0) return <Nothing text={t('operations.privacy.nothing', { time })} />;
          return (
            <>
              <p>{t('operations.privacy.total', { count: total, time })}</p>
              <DataTable
                label={t('operations.views.privacy')}
                columns={columns}
                rows={stops.toSorted((a, b) => b.count - a.count)}
                keyOf={({ place, key, detector }) => `${place} ${key} ${detector}`}
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function isKeyOf<T extends object>(texts: T, key: string): key is keyof T & string {
  return Object.hasOwn(texts, key);
}
