import type { FlowMapView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { activityName } from '../../language/words.js';
import type { ChooseFlow } from './flow-search.js';
import type { FlowFilters } from './flow-search.js';
import { Spectrum } from './spectrum.js';

/** All times of one step of the map. */
export function StepDetails({
  step,
  choose,
  filters,
}: {
  readonly step: FlowMapView['edges'][number];
  readonly choose: ChooseFlow;
  readonly filters: FlowFilters;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = [
    ['times', step.times],
    ['waiting', step.waiting],
    ['working', step.working],
  ] as const;
  return (
    <div className="panel flow-details">
      <div className="section-head">
        <h3>
          {activityName(t, step.from, filters.flow)} → {activityName(t, step.to, filters.flow)}
        </h3>
        <span className="muted">{t('flow.orders', { count: step.orders })}</span>
        <button
          type="button"
          className="plain-button push"
          aria-label={t('flow.close')}
          onClick={() => {
            choose({ from: undefined, to: undefined });
          }}
        >
          ×
        </button>
      </div>
      <div className="flow-table-room" tabIndex={0} role="group" aria-label={t('flow.step.kind')}>
        <table className="flow-table">
          <thead>
            <tr>
              <th scope="col">{t('flow.step.kind')}</th>
              <th scope="col">{t('flow.median')}</th>
              <th scope="col">{t('flow.p90')}</th>
              <th scope="col">{t('flow.mean')}</th>
              <th scope="col">{t('flow.least')}</th>
              <th scope="col">{t('flow.most')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([kind, times]) => (
              <tr key={kind}>
                <th scope="row">{t(`flow.step.${kind}`)}</th>
                {times === null ? (
                  <td colSpan={5} className="faint">
                    {t('flow.step.unknown')}
                  </td>
                ) : (
                  [times.median_ms, times.p90_ms, times.mean_ms, times.min_ms, times.max_ms].map(
                    (millis, index) => <td key={index}>{format.duration(millis)}</td>,
                  )
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Spectrum filters={filters} from={step.from} to={step.to} />
    </div>
  );
}
