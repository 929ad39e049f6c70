import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { leadTimeQuery } from '../../api/flow-queries.js';
import { ChartLegend } from '../../design/chart/chart-legend.js';
import type { ChartSeries } from '../../design/chart/chart-props.js';
import { Chart } from '../../design/chart/chart.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { microsOf } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import type { FlowFilters } from './flow-search.js';

/** Lead time from the first to the last step, over time and by tenant. */
export function LeadTime({ filters }: { readonly filters: FlowFilters }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lead = useQuery(leadTimeQuery(filters));
  const weeks = lead.data?.series ?? [];
  const write = (millis: number) => format.duration(millis);
  const lines: ChartSeries[] = [
    { name: t('flow.p90'), colour: '--text-3', dashed: true, values: weeks.map((week) => week.p90_ms) },
    { name: t('flow.median'), colour: '--accent', filled: true, values: weeks.map((week) => week.median_ms) },
  ];
  return (
    <section className="section" aria-labelledby="flow-lead">
      <div className="section-head">
        <h2 id="flow-lead">{t('flow.lead.title')}</h2>
        {lead.data !== undefined && (
          <span className="muted">{t('flow.orders', { count: lead.data.orders })}</span>
        )}
      </div>
      {lead.isError && <InlineProblem error={lead.error} />}
      <div className="flow-lead">
        <div className="panel flow-details">
          <Chart
            label={t('flow.lead.title')}
            instants={weeks.map((week) => microsOf(week.from))}
            series={lines}
            write={write}
            durations
          />
          <ChartLegend series={lines} />
        </div>
        <div className="panel flow-table-room" tabIndex={0} role="group" aria-labelledby="flow-lead">
          <table className="flow-table">
            <thead>
              <tr>
                <th scope="col">{t('orders.tenant')}</th>
                <th scope="col">{t('flow.count')}</th>
                <th scope="col">{t('flow.median')}</th>
                <th scope="col">{t('flow.p90')}</th>
              </tr>
            </thead>
            <tbody>
              {lead.data?.by_tenant.map((tenant) => (
                <tr key={tenant.tenant_id}>
                  <th scope="row">
                    {tenant.tenant_id === '' ? (
                      '–'
                    ) : (
                      <Link to="/flow" search={(before) => ({ ...before, tenant: tenant.tenant_id })}>
                        {tenant.tenant_id}
                      </Link>
                    )}
                  </th>
                  <td>{format.count(tenant.orders)}</td>
                  <td>{write(tenant.median_ms)}</td>
                  <td>{write(tenant.p90_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}
