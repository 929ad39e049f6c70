import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChartLegend } from '../../design/chart/chart-legend.js';
import type { ChartSeries } from '../../design/chart/chart-props.js';
import { Chart } from '../../design/chart/chart.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import type { CardProps } from './card-props.js';
import { NumberCard } from './number-card.js';

const kinds = ['failed', 'lost', 'stuck'] as const;

/** Number of lost, failed and stuck orders. */
export function UnresolvedCard({ numbers: { unresolved }, tenant }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { now, before, series } = unresolved;
  const sum = (of: typeof now | typeof before) => kinds.reduce((total, kind) => total + of[kind], 0);
  const lines: ChartSeries[] = kinds.map((kind) => ({
    name: t(`situations.${kind}`),
    colour: `--${kind}`,
    values: series.map((each) => each[kind]),
  }));
  return (
    <NumberCard
      title={t('start.unresolved.title')}
      value={
        <Link to="/problems" search={{ tenant }}>
          {format.count(sum(now))}
        </Link>
      }
      beside={
        <span className="number-kinds">
          {kinds.map((kind) => (
            <Link
              key={kind}
              to="/orders"
              search={{ situation: kind, tenant }}
              data-kind={kind}
              className="number-kind"
            >
              {t('orders.troubled', { count: now[kind], situation: t(`situations.${kind}`) })}
            </Link>
          ))}
          <span>{t('start.unresolved.of', { count: now.open })}</span>
        </span>
      }
      change={{ now: sum(now), before: sum(before), write: format.count }}
    >
      <Chart
        label={t('start.unresolved.title')}
        instants={series.map((each) => microsOf(each.at))}
        series={lines}
        write={(value) => format.count(Math.round(value))}
      />
      <ChartLegend series={lines} />
    </NumberCard>
  );
}
