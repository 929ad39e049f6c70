import type { Journey, TraceView } from '@ordertrace/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icons.js';
import { TraceFacts } from '../../design/trace-facts.js';
import { ExploredSpans } from '../../design/waterfall/explored-spans.js';
import { joinedRows, spanRows, type TraceRow } from '../../design/waterfall/span-rows.js';
import { joinedScale, traceScale } from '../../design/waterfall/waterfall-scale.js';
import { TraceLinks } from '../trace/trace-links.js';
import { useOrderPlaces } from './order-places.js';

const route = getRouteApi('/orders/$orderId');

export interface OrderTracesProps {
  readonly journey: Journey;
  readonly colours: ReadonlyMap<string, string>;
}

/** All traces of the order as one waterfall, or only one of them. */
export function OrderTraces({ journey, colours }: OrderTracesProps) {
  const { t } = useTranslation();
  const { trace: traceId, span } = route.useSearch();
  const navigate = route.useNavigate();
  const places = useOrderPlaces(journey);
  const only = journey.traces.find((trace) => trace.trace_id === traceId);
  const chart = useMemo(() => {
    if (only !== undefined) {
      const rows = spanRows(only);
      return { rows, scale: traceScale(rows) };
    }
    const rows = joinedRows(journey.traces);
    return { rows, scale: joinedScale(rows) };
  }, [journey.traces, only]);
  const select = useCallback(
    (key: string | undefined) => {
      void navigate({ search: (search) => ({ ...search, span: key }), replace: true, resetScroll: false });
    },
    [navigate],
  );
  const openTrace = useCallback(
    (row: TraceRow) => {
      void navigate({
        search: (search) => ({ ...search, trace: row.traceId, span: undefined }),
        resetScroll: false,
      });
    },
    [navigate],
  );
  if (journey.traces.length === 0) {
    return <p className="muted">{t('traces.none')}</p>;
  }
  return (
    <section className="section" aria-label={t('traces.list')}>
      {only === undefined ? <AllTraces traces={journey.traces} /> : <OneTrace trace={only} />}
      <ExploredSpans
        key={only?.trace_id}
        {...chart}
        traces={only === undefined ? journey.traces : [only]}
        colours={colours}
        logs={journey.logs}
        places={places}
        selected={span}
        onSelect={select}
        onTrace={openTrace}
      />
    </section>
  );
}

function AllTraces({ traces }: { readonly traces: readonly TraceView[] }) {
  const { t } = useTranslation();
  const spans = traces.reduce((sum, trace) => sum + trace.span_count, 0);
  const errors = traces.reduce((sum, trace) => sum + trace.error_count, 0);
  return (
    <div className="section-head">
      <h2>{t('traces.all')}</h2>
      <span className="muted">
        {t('traces.together', { count: traces.length, spans: t('traces.spans', { count: spans }) })}
      </span>
      {errors > 0 && <span className="broken-count">{t('traces.errors', { count: errors })}</span>}
      <span className="faint push keys-hint">{t('waterfall.keys')}</span>
    </div>
  );
}

function OneTrace({ trace }: { readonly trace: TraceView }) {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const { tenant } = route.useSearch();
  return (
    <div className="section-head">
      <Link
        to="/orders/$orderId"
        params={{ orderId }}
        search={{ tenant, view: 'traces' }}
        className="all-traces"
        resetScroll={false}
      >
        <Icon name="back" size={14} />
        {t('traces.all')}
      </Link>
      <h2>{trace.root_name}</h2>
      <TraceFacts trace={trace} />
      <span className="push trace-ways">
        <TraceLinks traceId={trace.trace_id} />
        <Link to="/traces/$traceId" params={{ traceId: trace.trace_id }} search={{ view: 'compare' }}>
          {t('compare.tab')}
        </Link>
        <Link to="/traces/$traceId" params={{ traceId: trace.trace_id }}>
          {t('traces.page')}
        </Link>
      </span>
    </div>
  );
}
