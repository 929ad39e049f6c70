import { Tabs } from '@mantine/core';
import type { Journey } from '@ordertrace/api';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { serviceColours } from '../../design/service-colours.js';
import { useNow } from '../../design/use-now.js';
import { useFormat } from '../../language/use-format.js';
import { OrderHead } from './order-head.js';
import { OrderLogs } from './order-logs.js';
import { OrderTraces } from './order-traces.js';
import { OrderWay } from './order-way.js';

const route = getRouteApi('/orders/$orderId');
const views = ['way', 'traces', 'logs'] as const;

export interface OrderJourneyProps {
  readonly journey: Journey;
  /** Time of the shown data if the server has not answered since. Milliseconds. */
  readonly readAt: number | undefined;
}

/** The page of a loaded order. */
export function OrderJourney({ journey, readAt }: OrderJourneyProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { view = 'way' } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const colours = useMemo(() => serviceColours(servicesOf(journey)), [journey]);
  const counts = { way: undefined, traces: journey.traces.length, logs: journey.logs.length };
  const open = (next: string | null) => {
    const chosen = views.find((each) => each === next);
    void navigate({
      search: ({ tenant }) => ({ tenant, view: chosen === 'way' ? undefined : chosen }),
      resetScroll: false,
    });
  };
  return (
    <>
      {readAt !== undefined && (
        <p className="order-stale" role="status">
          {t('status.stale', { time: format.clock(readAt * 1000) })}
        </p>
      )}
      <OrderHead journey={journey} now={now} />
      <Tabs value={view} onChange={open} keepMounted={false} className="order-tabs">
        <Tabs.List aria-label={t('order.sections')}>
          {views.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`order.tabs.${each}`)}{' '}
              {counts[each] !== undefined && <span className="tab-count">{format.count(counts[each])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="way">
          <OrderWay journey={journey} now={now} colours={colours} />
        </Tabs.Panel>
        <Tabs.Panel value="traces">
          <OrderTraces journey={journey} colours={colours} />
        </Tabs.Panel>
        <Tabs.Panel value="logs">
          <OrderLogs journey={journey} colours={colours} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function servicesOf(journey: Journey): Set<string> {
  return new Set(
    [
      ...journey.traces.flatMap((trace) => trace.services),
      ...journey.logs.map((log) => log.application_name),
      ...journey.hops.map((hop) => hop.from.application_name),
    ].filter((service) => service !== ''),
  );
}
