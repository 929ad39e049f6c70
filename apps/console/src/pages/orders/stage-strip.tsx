import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stageName } from '../../language/words.js';
import { useFormat } from '../../language/use-format.js';
import type { OrdersSearch } from './orders-search.js';
import { troubles, type StageCount } from './stage-counts.js';

export interface StageStripProps {
  readonly total: StageCount;
  readonly stages: readonly StageCount[];
  readonly search: OrdersSearch;
}

/** How many orders stand in each stage, each a link to them; the ones that need someone in their colours. */
export function StageStrip({ total, stages, search }: StageStripProps) {
  const { t } = useTranslation();
  return (
    <nav className="stage-strip panel" aria-label={t('orders.stages')}>
      <StageCell count={total} name={t('orders.allStages')} search={{ ...search, stage: undefined }} />
      {stages.map((count) => (
        <StageCell
          key={count.stage}
          count={count}
          name={stageName(t, count.stage)}
          search={{ ...search, stage: count.stage }}
        />
      ))}
    </nav>
  );
}

interface StageCellProps {
  readonly count: StageCount;
  readonly name: string;
  readonly search: OrdersSearch;
}

function StageCell({ count, name, search }: StageCellProps) {
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
    </Link>
  );
}
