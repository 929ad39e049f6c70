import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { flowQuery } from '../../api/queries.js';
import { useFlowNames } from '../../design/flows/flow-select.js';
import { useFormat } from '../../language/use-format.js';
import { stageName } from '../../language/words.js';
import type { CardProps } from './card-props.js';

/** Time of orders in each stage: the median as a bar, the slowest tenth as a line behind it. */
export function WhereTimeGoes({ numbers: { lead_time }, tenant }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const flow = useQuery(flowQuery());
  const waits = new Map(flow.data?.stages.map((stage) => [stage.name, stage.waits_for]));
  const stages = lead_time.stages.filter((stage) => stage.median_ms !== null);
  const several = useFlowNames().length > 1;
  const longest = Math.max(1, ...stages.map((stage) => stage.p90_ms ?? stage.median_ms ?? 0));
  const part = (millis: number | null) => `${((millis ?? 0) / longest) * 100}%`;
  return (
    <article className="panel number-card">
      <h3>{t('start.where.title')}</h3>
      {stages.length === 0 ? (
        <p className="muted">{t('start.where.none')}</p>
      ) : (
        <ul className="stage-times">
          {stages.map(({ flow: name, stage, median_ms, p90_ms, orders }) => {
            const waitsFor = waits.get(stage) ?? 'unknown';
            return (
              <li key={`${name} ${stage}`} className="stage-time" title={t(`waitsFor.${waitsFor}`)}>
                <Link
                  to="/orders"
                  search={{ stage, tenant, ...(several ? { flow: name } : {}) }}
                  className="stage-time-name"
                >
                  {stageName(t, stage, name)}
                  {several && <span className="faint"> {name}</span>}
                </Link>
                <span className="stage-time-track" data-waits={waitsFor} aria-hidden="true">
                  <span className="stage-time-p90" style={{ width: part(p90_ms) }} />
                  <span className="stage-time-median" style={{ width: part(median_ms) }} />
                </span>
                <span className="stage-time-value">{format.duration(median_ms ?? 0)}</span>
                <span className="stage-time-more faint">
                  {t('start.where.p90', { duration: format.duration(p90_ms ?? 0) })}
                  <span className="hidden-text">{t('start.leadTime.orders', { count: orders })}</span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </article>
  );
}
