import { Tabs } from '@mantine/core';
import type { OrderReference, SpanView, TraceWithLogs } from '@ordertrace/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { TraceLinks } from './trace-links.js';
import { TraceCompared } from './trace-compared.js';
import type { Places } from '../../design/details/places.js';
import { ExploredLogs } from '../../design/logs/explored-logs.js';
import { OrderLinks } from '../../design/order-links.js';
import { serviceColours } from '../../design/service-colours.js';
import { TraceFacts } from '../../design/trace-facts.js';
import { ExploredSpans } from '../../design/waterfall/explored-spans.js';
import { spanKey, spanRows } from '../../design/waterfall/span-rows.js';
import { traceScale } from '../../design/waterfall/waterfall-scale.js';
import { useFormat } from '../../language/use-format.js';

const route = getRouteApi('/traces/$traceId');

/** A loaded trace: waterfall, log lines, orders. */
export function TraceContent({ found: { trace, logs } }: { readonly found: TraceWithLogs }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { view, span, log } = route.useSearch();
  const navigate = route.useNavigate();
  const places = useTracePlaces(trace.trace_id);
  const colours = useMemo(
    () => serviceColours([...trace.services, ...logs.map((line) => line.application_name)]),
    [trace, logs],
  );
  const traces = useMemo(() => [trace], [trace]);
  const chart = useMemo(() => {
    const rows = spanRows(trace);
    return { rows, scale: traceScale(rows) };
  }, [trace]);
  const show = useCallback(
    (part: { span?: string | undefined; log?: string | undefined }) => {
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false });
    },
    [navigate],
  );
  const selectSpan = useCallback(
    (key: string | undefined) => {
      show({ span: key?.split('/').slice(1).join('/') });
    },
    [show],
  );
  const selectLog = useCallback(
    (key: string | undefined) => {
      show({ log: key });
    },
    [show],
  );
  return (
    <>
      <header className="trace-head">
        <h1>{trace.root_name}</h1>
        <TraceFacts trace={trace} />
        <span className="mono faint trace-id">{trace.trace_id}</span>
        <TraceOrders spans={trace.spans} />
        <TraceLinks traceId={trace.trace_id} />
      </header>
      <Tabs
        value={view ?? 'spans'}
        keepMounted={false}
        className="trace-tabs"
        onChange={(value) => {
          void navigate({
            search: value === 'logs' || value === 'compare' ? { view: value } : {},
            resetScroll: false,
          });
        }}
      >
        <Tabs.List aria-label={t('traces.title')}>
          <Tabs.Tab value="spans">{t('waterfall.label')}</Tabs.Tab>
          <Tabs.Tab value="logs">
            {t('logs.label')} <span className="tab-count">{format.count(logs.length)}</span>
          </Tabs.Tab>
          <Tabs.Tab value="compare">{t('compare.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="spans" className="section">
          <ExploredSpans
            {...chart}
            traces={traces}
            colours={colours}
            logs={logs}
            places={places}
            selected={span === undefined ? undefined : spanKey(trace.trace_id, span)}
            onSelect={selectSpan}
          />
        </Tabs.Panel>
        <Tabs.Panel value="logs" className="section">
          {logs.length === 0 ? (
            <p className="muted">{t('logs.noneMatch')}</p>
          ) : (
            <ExploredLogs logs={logs} colours={colours} places={places} selected={log} onSelect={selectLog} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="compare" className="section">
          <TraceCompared trace={trace} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Links to the orders in the trace's spans. */
function TraceOrders({ spans }: { readonly spans: readonly SpanView[] }) {
  const { t } = useTranslation();
  const orders = useMemo(() => ordersOf(spans), [spans]);
  if (orders.length === 0) {
    return null;
  }
  return <OrderLinks orders={orders} label={t('traces.orders')} />;
}

function ordersOf(spans: readonly SpanView[]): OrderReference[] {
  const found = new Map<string, OrderReference>();
  for (const span of spans) {
    for (const orderId of [span.order_id].flat().filter((id) => id !== '')) {
      found.set(`${span.tenant_id} ${orderId}`, { order_id: orderId, tenant_id: span.tenant_id });
    }
  }
  return [...found.values()];
}

/** Links within the trace's page. Spans of other traces link to their own pages. */
function useTracePlaces(own: string): Places {
  return useMemo(
    () => ({
      toSpan: ({ traceId, spanId }, text) => (
        <Link to="/traces/$traceId" params={{ traceId }} search={{ span: spanId }}>
          {text}
        </Link>
      ),
      toLogs: ({ traceId }, text) => (
        <Link
          to="/traces/$traceId"
          params={{ traceId: traceId === '' ? own : traceId }}
          search={{ view: 'logs' }}
        >
          {text}
        </Link>
      ),
    }),
    [own],
  );
}
