import type { Situation } from '@ordertrace/model';
import type { Order } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../language/use-format.js';
import { microsOf } from './instant.js';
import './badges.css';

export interface SituationBadgeProps {
  /** `null` for a closed order. */
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

/** Marks an order that will probably miss its deadline. */
export function RiskMark({ finish }: { readonly finish: Order['predicted_finish'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (finish === undefined) return null;
  return (
    <span
      className="badge"
      data-kind="slow"
      title={t('orders.risk.long', { time: format.exact(microsOf(finish)) })}
    >
      {t('orders.risk.short')}
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
