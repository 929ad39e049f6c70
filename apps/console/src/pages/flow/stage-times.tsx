import { Skeleton } from '@mantine/core';
import type { FlowStages } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { flowStagesQuery, stageSeriesQuery } from '../../api/flow-queries.js';
import { ChartLegend } from '../../design/chart/chart-legend.js';
import type { ChartSeries } from '../../design/chart/chart-props.js';
import { Chart } from '../../design/chart/chart.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import { activityName, deadlineName } from '../../language/words.js';
import type { ChooseFlow } from './flow-search.js';
import type { FlowFilters, FlowSearch } from './flow-search.js';

interface StageTimesProps {
  readonly filters: FlowFilters;
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}

/** Stages by the total days that all orders spent there. */
export function StageTimes({ filters, search, choose }: StageTimesProps) {
  const { t } = useTranslation();
  const stages = useQuery(flowStagesQuery(filters));
  const ranked = stages.data?.stages.toSorted((a, b) => a.rank - b.rank) ?? [];
  const most = Math.max(1, ...ranked.map((stage) => stage.total_order_days));
  return (
    <section className="section" aria-labelledby="flow-stages">
      <div className="section-head">
        <h2 id="flow-stages">{t('flow.stages.title')}</h2>
      </div>
      {stages.isError && <InlineProblem error={stages.error} />}
      {stages.isPending && <Skeleton height={200} radius="md" />}
      {ranked.length > 0 && (
        <div className="panel flow-table-room" tabIndex={0} role="group" aria-labelledby="flow-stages">
          <table className="flow-table">
            <thead>
              <tr>
                <th scope="col">{t('flow.stage')}</th>
                <th scope="col">{t('flow.stages.days')}</th>
                <th scope="col">{t('flow.stages.entered')}</th>
                <th scope="col">{t('flow.stages.open')}</th>
                <th scope="col">{t('flow.median')}</th>
                <th scope="col">{t('flow.p90')}</th>
                <th scope="col">{t('flow.stages.deadline')}</th>
              </tr>
            </thead>
            <tbody>
              {ranked.map((stage) => (
                <StageRow key={stage.stage} stage={stage} most={most} search={search} choose={choose} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {search.stage !== undefined && <OverTime filters={filters} stage={search.stage} />}
    </section>
  );
}

interface StageRowProps extends Omit<StageTimesProps, 'filters'> {
  readonly stage: FlowStages['stages'][number];
  readonly most: number;
}

function StageRow({ stage, most, search, choose }: StageRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const isChosen = search.stage === stage.stage;
  const { tenant } = search;
  return (
    <tr data-chosen={isChosen}>
      <th scope="row">
        <button
          type="button"
          className="plain-button flow-name"
          aria-pressed={isChosen}
          onClick={() => {
            choose({ stage: isChosen ? undefined : stage.stage });
          }}
        >
          {activityName(t, stage.stage, search.flow)}
        </button>
      </th>
      <td className="flow-bar-cell">
        <span
          className="flow-bar"
          style={{ width: `${(stage.total_order_days / most) * 100}%` }}
          aria-hidden="true"
        />
        <span>
          {stage.times === null
            ? '–'
            : t('flow.stages.inDays', { days: format.count(Math.round(stage.total_order_days)) })}
        </span>
      </td>
      <td>{format.count(stage.entered)}</td>
      <td>
        {stage.open === 0 ? (
          '–'
        ) : (
          <Link to="/orders" search={{ stage: stage.stage, tenant }}>
            {format.count(stage.open)}
          </Link>
        )}
      </td>
      <td>{stage.times === null ? '–' : format.duration(stage.times.median_ms)}</td>
      <td>{stage.times === null ? '–' : format.duration(stage.times.p90_ms)}</td>
      <td className="muted">{stage.deadline === null ? '–' : deadlineName(t, stage.deadline)}</td>
    </tr>
  );
}

/** Times of one stage by week. */
function OverTime({ filters, stage }: { readonly filters: FlowFilters; readonly stage: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const series = useQuery(stageSeriesQuery({ ...filters, stage, interval: 'week' }));
  const weeks = series.data?.series ?? [];
  const lines: ChartSeries[] = [
    { name: t('flow.p90'), colour: '--text-3', dashed: true, values: weeks.map((week) => week.p90_ms) },
    { name: t('flow.median'), colour: '--accent', filled: true, values: weeks.map((week) => week.median_ms) },
  ];
  return (
    <div className="panel flow-details">
      <h3>{t('flow.stages.overTime', { stage: activityName(t, stage, filters.flow) })}</h3>
      {series.isError && <InlineProblem error={series.error} />}
      <Chart
        label={t('flow.stages.overTime', { stage: activityName(t, stage, filters.flow) })}
        instants={weeks.map((week) => microsOf(week.from))}
        series={lines}
        write={(millis) => format.duration(millis)}
        durations
      />
      <ChartLegend series={lines} />
    </div>
  );
}
