import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { microsOf } from '../instant.js';
import { stageName } from '../../language/words.js';
import { useFormat } from '../../language/use-format.js';
import type { OrdersSearch } from '../../addresses/orders-search.js';
import { troubles, type StageCount } from './stage-counts.js';
import './stage-strip.css';

export interface StageStripProps {
  readonly total: StageCount;
  readonly stages: readonly StageCount[];
  readonly search: OrdersSearch;
  /** The present, in microseconds; set it to show the age of the oldest order. */
  readonly now?: number;
}

/** Number of orders in each stage, each a link to them. Orders that need a person have their colours. */
export function StageStrip({ total, stages, search, now }: StageStripProps) {
  const { t } = useTranslation();
  return (
    <nav className="stage-strip panel" aria-label={t('orders.stages')}>
      <StageCell
        count={total}
        name={t('orders.allStages')}
        search={{ ...search, stage: undefined }}
        now={now}
      />
      {stages.map((count) => (
        <StageCell
          key={count.stage}
          count={count}
          name={stageName(t, count.stage)}
          search={{ ...search, stage: count.stage }}
          now={now}
        />
      ))}
    </nav>
  );
}

interface StageCellProps {
  readonly count: StageCount;
  readonly name: string;
  readonly search: OrdersSearch;
  readonly now: number | undefined;
}

function StageCell({ count, name, search, now }: StageCellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Link
      to="/orders"
      search={search}
      className="stage-cell"
      data-empty={count.count === 0}
      activeOptions={{ includeSearch: true, exact: true, explicitUndefined: true }}
      activeProps={{ 'aria-current': 'true' }}
    >
      <span className="stage-cell-name">{name}</span>
      <span className="stage-cell-count">{format.count(count.count)}</span>
      <span className="stage-cell-troubles">
        {troubles.map((trouble) => {
          const troubled = count.troubled.get(trouble) ?? 0;
          const text = t('orders.troubled', { count: troubled, situation: t(`situations.${trouble}`) });
          return troubled === 0 ? null : (
            <span key={trouble} className="stage-cell-trouble" data-kind={trouble} title={text}>
              <span aria-hidden="true">{format.count(troubled)}</span>
              <span className="hidden-text">{text}</span>
            </span>
          );
        })}
      </span>
      {now !== undefined && (
        <span className="stage-cell-age">
          {count.oldestSince !== undefined &&
            t('start.oldest', { duration: format.duration((now - microsOf(count.oldestSince)) / 1000) })}
        </span>
      )}
    </Link>
  );
}
