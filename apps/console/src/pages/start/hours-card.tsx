import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChartLegend } from '../../design/chart/chart-legend.js';
import type { ChartSeries } from '../../design/chart/chart-props.js';
import { Chart } from '../../design/chart/chart.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import type { CardProps } from './card-props.js';
import { NumberCard } from './number-card.js';

const nothing = '–';

/** Hours until a problem is found, acknowledged and resolved. */
export function HoursCard({ numbers: { from, hours }, tenant }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = (millis: number) => format.duration(millis);
  const { now, before, series } = hours;
  const known = (millis: number | null) => (millis === null ? nothing : write(millis));
  const lines: ChartSeries[] = [
    {
      name: t('start.hours.found'),
      colour: '--accent',
      values: series.map((each) => each.found_ms),
    },
    {
      name: t('start.hours.resolved'),
      colour: '--on-track',
      values: series.map((each) => each.resolved_ms),
    },
  ];
  return (
    <NumberCard
      title={t('start.hours.title')}
      value={
        <Link to="/problems" search={{ state: 'resolved', tenant, since: from }}>
          {now.resolved_ms === null ? t('start.hours.none') : write(now.resolved_ms)}
        </Link>
      }
      beside={
        <>
          {t('start.hours.foundAfter', { duration: known(now.found_ms) })}
          {' · '}
          {t('start.hours.problems', { count: now.problems })}
        </>
      }
      change={{ now: now.resolved_ms, before: before.resolved_ms, write }}
    >
      <Chart
        label={t('start.hours.title')}
        instants={series.map((each) => microsOf(each.from))}
        series={lines}
        write={write}
        durations
      />
      <ChartLegend series={lines} />
    </NumberCard>
  );
}
