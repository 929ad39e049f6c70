import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { flowsQuery } from '../../api/queries.js';

export interface FlowSelectProps {
  readonly value: string | undefined;
  /** Called with an empty text for orders of all flows. */
  readonly choose: (flow: string) => void;
}

/** Selects a flow. Renders nothing if there is only one. */
export function FlowSelect({ value = '', choose }: FlowSelectProps) {
  const { t } = useTranslation();
  const names = useFlowNames();
  if (names.length < 2 && value === '') return null;
  const known = value === '' || names.includes(value) ? names : [value, ...names];
  return (
    <NativeSelect
      size="xs"
      aria-label={t('orders.flow')}
      value={value}
      onChange={(event) => {
        choose(event.currentTarget.value);
      }}
      data={[
        { value: '', label: t('orders.anyFlow') },
        ...known.map((name) => ({ value: name, label: name })),
      ]}
    />
  );
}

/** Names of all flows, the default one first. Empty until they are loaded. */
export function useFlowNames(): readonly string[] {
  const flows = useQuery(flowsQuery());
  const known = flows.data?.flows ?? [];
  return known.toSorted((a, b) => Number(b.default) - Number(a.default)).map(({ name }) => name);
}
