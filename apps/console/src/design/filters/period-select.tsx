import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface PeriodSelectProps<Days extends number> {
  readonly periods: readonly Days[];
  readonly value: Days;
  readonly choose: (days: Days) => void;
}

/** Selects the period in days. */
export function PeriodSelect<Days extends number>({ periods, value, choose }: PeriodSelectProps<Days>) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('start.period')}
      value={String(value)}
      onChange={(chosen) => {
        const days = periods.find((each) => String(each) === chosen);
        if (days !== undefined) choose(days);
      }}
      data={periods.map((days: number) => ({ value: String(days), label: t('start.days', { count: days }) }))}
    />
  );
}
