import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { flowQuery } from '../../api/queries.js';
import { ChartLegend } from '../../design/chart/chart-legend.js';
import type { ChartSeries } from '../../design/chart/chart-props.js';
import { Chart } from '../../design/chart/chart.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import type { CardProps } from './card-props.js';
import { NumberCard } from './number-card.js';

const nothing = '–';

/** Lead time: from an order's creation to its delivery. */
export function LeadTimeCard({ numbers: { from, to, lead_time }, tenant }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const flow = useQuery(flowQuery());
  const delivered = flow.data?.stages.find((stage) => stage.end)?.name;
  const write = (millis: number) => format.duration(millis);
  const { now, before, series } = lead_time;
  const closedIn = (since: string, until: string) => ({
    show: 'closed' as const,
    stage: delivered,
    tenant,
    closedFrom: since,
    closedTo: until,
    sort: '-last_seen_at' as const,
  });
  const lines: ChartSeries[] = [
    {
      name: t('start.leadTime.p90'),
      colour: '--text-3',
      dashed: true,
      values: series.map((each) => each.p90_ms),
    },
    {
      name: t('start.leadTime.median'),
      colour: '--accent',
      filled: true,
      values: series.map((each) => each.median_ms),
    },
  ];
  return (
    <NumberCard
      title={t('start.leadTime.title')}
      value={
        <Link to="/orders" search={closedIn(from, to)}>
          {now.median_ms === null ? nothing : write(now.median_ms)}
        </Link>
      }
      beside={
        <>
          {t('start.leadTime.orders', { count: now.orders })}
          {now.p90_ms !== null && ` · ${t('start.leadTime.p90Is', { duration: write(now.p90_ms) })}`}
        </>
      }
      change={{ now: now.median_ms, before: before.median_ms, write }}
    >
      <Chart
        label={t('start.leadTime.title')}
        instants={series.map((each) => microsOf(each.from))}
        series={lines}
        write={write}
        durations
        onChoose={(index) => {
          const chosen = series[index];
          if (chosen !== undefined) {
            void navigate({ to: '/orders', search: closedIn(chosen.from, chosen.to) });
          }
        }}
      />
      <ChartLegend series={lines} />
    </NumberCard>
  );
}
