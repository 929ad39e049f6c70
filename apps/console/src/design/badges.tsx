import type { Situation } from '@ordertrace/model';
import { useTranslation } from 'react-i18next';
import './badges.css';

export interface SituationBadgeProps {
  /** `null` is a closed order's. */
  readonly situation: Situation | null;
  /** The customer has left the order. */
  readonly left?: boolean;
}

/** An order's situation. */
export function SituationBadge({ situation, left = false }: SituationBadgeProps) {
  const { t } = useTranslation();
  const kind = left ? 'left' : (situation ?? 'closed');
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
