import type { CompareQuery } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { comparisonQuery } from '../../api/flow-queries.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { OrderLinks } from '../../design/order-links.js';
import { useFormat } from '../../language/use-format.js';
import { activityName } from '../../language/words.js';
import { CompareChoice, type CompareChoiceProps } from './compare-choice.js';

const shownSteps = 12;

interface ComparisonProps extends CompareChoiceProps {
  readonly query: CompareQuery;
}

/**
 * Steps that are slower than in the previous period or than with another tenant, with the difference and the
 * slowest orders.
 */
export function Comparison({ query, search, choose }: ComparisonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const compared = useQuery(comparisonQuery(query));
  const steps = compared.data?.edges.filter((edge) => edge.difference_ms !== null).slice(0, shownSteps) ?? [];
  const other = search.with ?? t('flow.compare.before');
  const title = search.with === undefined ? t('flow.compare.title') : t('flow.compare.titleWith');
  const known = (millis: number | undefined) => (millis === undefined ? '–' : format.duration(millis));
  return (
    <section className="section" aria-labelledby="flow-compare">
      <div className="section-head">
        <h2 id="flow-compare">{title}</h2>
        <span className="muted">
          {compared.data !== undefined &&
            t(search.with === undefined ? 'flow.compare.orders' : 'flow.compare.ordersWith', {
              now: format.count(compared.data.orders.now),
              before: format.count(compared.data.orders.before),
            })}
        </span>
        <CompareChoice search={search} choose={choose} />
      </div>
      {compared.isError && <InlineProblem error={compared.error} />}
      {compared.data !== undefined && steps.length === 0 && (
        <p className="panel flow-none">{t('flow.compare.none')}</p>
      )}
      {steps.length > 0 && (
        <div className="panel flow-table-room" tabIndex={0} role="group" aria-labelledby="flow-compare">
          <table className="flow-table">
            <thead>
              <tr>
                <th scope="col">{t('flow.compare.step')}</th>
                <th scope="col">
                  {search.with === undefined
                    ? t('flow.compare.now')
                    : (search.tenant ?? t('orders.anyTenant'))}
                </th>
                <th scope="col">{other}</th>
                <th scope="col">{t('flow.compare.difference')}</th>
                <th scope="col">{t('flow.compare.slowest')}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map(({ from, to, now, before, difference_ms: difference, orders }) => (
                <tr key={`${from} ${to}`}>
                  <th scope="row">
                    {activityName(t, from, search.flow)} → {activityName(t, to, search.flow)}
                  </th>
                  <td>{known(now?.median_ms)}</td>
                  <td>{known(before?.median_ms)}</td>
                  <td data-trend={(difference ?? 0) > 0 ? 'worse' : 'better'}>
                    {(difference ?? 0) > 0 ? '+' : '−'}
                    {format.duration(Math.abs(difference ?? 0))}
                  </td>
                  <td>
                    <OrderLinks orders={orders} shown={3} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
