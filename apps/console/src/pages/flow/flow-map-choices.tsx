import { NativeSelect } from '@mantine/core';
import type { FlowMapView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { leastShares, stepTimes, type ChooseFlow, type FlowSearch, type StepTime } from './flow-search.js';

/** Options of the map: the times at its steps, and the rarest step that it shows. */
export function FlowMapChoices({
  search,
  choose,
}: {
  readonly search: FlowSearch;
  readonly choose: ChooseFlow;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="push flow-filters" role="group" aria-label={t('flow.map.choices')}>
      <NativeSelect
        size="xs"
        aria-label={t('flow.map.times')}
        value={search.times ?? 'median'}
        onChange={({ currentTarget: { value } }) => {
          const times = stepTimes.find((each) => each === value);
          choose({ times: times === 'median' ? undefined : times });
        }}
        data={stepTimes.map((value) => ({ value, label: t(`flow.map.time.${value}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('flow.map.steps')}
        value={search.steps ?? 'usual'}
        onChange={({ currentTarget: { value } }) => {
          choose({ steps: value === 'main' || value === 'every' ? value : undefined });
        }}
        data={(['main', 'usual', 'every'] as const).map((value) => ({
          value,
          label: t(`flow.map.least.${value}`, { share: format.percent(leastShares[value]) }),
        }))}
      />
    </span>
  );
}

/** The selected time of a step, in milliseconds. Undefined if no intervals were recorded. */
export function timeOfStep(edge: FlowMapView['edges'][number], kind: StepTime): number | undefined {
  switch (kind) {
    case 'median':
      return edge.times.median_ms;
    case 'p90':
      return edge.times.p90_ms;
    case 'waiting':
      return edge.waiting?.median_ms;
    case 'working':
      return edge.working?.median_ms;
  }
}
