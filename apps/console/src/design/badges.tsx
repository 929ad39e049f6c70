import type { Situation } from '@ordertrace/model';
import { useTranslation } from 'react-i18next';
import './badges.css';

/** An order's situation; `null` is a closed order's. */
export function SituationBadge({ situation }: { readonly situation: Situation | null }) {
  const { t } = useTranslation();
  const kind = situation ?? 'closed';
  return (
    <span className="badge" data-kind={kind}>
      {t(`situations.${kind}`)}
    </span>
  );
}

/** Marks an order that a demonstration made. */
export function DemonstrationMark() {
  const { t } = useTranslation();
  return (
    <span className="badge-demonstration" title={t('demonstration.long')}>
      {t('demonstration.short')}
    </span>
  );
}
