import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';

export interface NumberCardProps {
  readonly title: string;
  /** The number, as a link to its orders. */
  readonly value: ReactNode;
  /** Further numbers of the same kind. */
  readonly beside?: ReactNode;
  readonly change: ChangeProps;
  readonly children: ReactNode;
}

/** One number with its change and its trend. */
export function NumberCard({ title, value, beside, change, children }: NumberCardProps) {
  return (
    <article className="panel number-card">
      <h3>{title}</h3>
      <p className="number-line">
        <span className="number-value">{value}</span>
        {beside !== undefined && <span className="muted">{beside}</span>}
      </p>
      <Change {...change} />
      {children}
    </article>
  );
}

export interface ChangeProps {
  readonly now: number | null;
  readonly before: number | null;
  readonly write: (value: number) => string;
}

/** Change against the previous period. Less is better for all numbers here. */
function Change({ now, before, write }: ChangeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (before === null) {
    return <p className="number-change faint">{t('start.nothingBefore')}</p>;
  }
  const share = now === null || before === 0 ? undefined : now / before - 1;
  const trend = share === undefined || Math.abs(share) < 0.005 ? 'same' : share < 0 ? 'better' : 'worse';
  return (
    <p className="number-change" data-trend={trend}>
      {share !== undefined && <strong>{format.signedPercent(share)}</strong>}{' '}
      <span className="muted">{t('start.before', { value: write(before) })}</span>
    </p>
  );
}
