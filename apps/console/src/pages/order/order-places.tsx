import type { Journey } from '@ordertrace/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Places } from '../../design/details/places.js';
import { spanKey } from '../../design/waterfall/span-rows.js';

const route = getRouteApi('/orders/$orderId');

/** Links within the order's page. Spans of other traces link to the page of the trace. */
export function useOrderPlaces(journey: Journey): Places {
  const { orderId } = route.useParams();
  const { tenant } = route.useSearch();
  return useMemo(() => {
    const own = new Set(journey.traces.map((trace) => trace.trace_id));
    return {
      toSpan: ({ traceId, spanId }, text) =>
        own.has(traceId) ? (
          <Link
            to="/orders/$orderId"
            params={{ orderId }}
            search={{ tenant, view: 'traces', span: spanKey(traceId, spanId) }}
          >
            {text}
          </Link>
        ) : (
          <Link to="/traces/$traceId" params={{ traceId }} search={{ span: spanId }}>
            {text}
          </Link>
        ),
      toLogs: ({ traceId, spanId }, text) => (
        <Link
          to="/orders/$orderId"
          params={{ orderId }}
          search={{ tenant, view: 'logs', span: spanKey(traceId, spanId) }}
        >
          {text}
        </Link>
      ),
    };
  }, [journey.traces, orderId, tenant]);
}
