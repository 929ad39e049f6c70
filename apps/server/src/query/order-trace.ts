import { createHash } from 'node:crypto';
import { attribute } from '@ordertrace/conventions';
import {
  hopSpanOf,
  orderTrace,
  stageVisits,
  traceSummaries,
  type HopSpan,
  type OrderState,
  type Span,
} from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { StoredSpan } from '@ordertrace/store';
import type { JourneySource } from './journey.js';
import { distinctSpans } from '../telemetry/distinct-spans.js';
import { journeyInOneForm } from '../telemetry/order-forms.js';

export type OrderTraceSource = Pick<JourneySource, 'store' | 'flows'>;

interface PlacedSpan extends HopSpan {
  readonly environment: string;
}

/** The order as one trace: a root span, a span for each stage, linked to the technical traces. */
export async function spansOfOrderTrace(
  source: OrderTraceSource,
  state: OrderState,
): Promise<readonly Span[]> {
  const { events, ...records } = await journeyInOneForm(source.store, state);
  const spans = distinctSpans(records.spans).map(placedSpan);
  const flow = source.flows().of(state, events);
  const visits = stageVisits(
    flow,
    events.filter((event) => event.type === 'transition'),
  );
  return orderTrace({
    state,
    visits,
    traces: traceSummaries(spans),
    flow,
    environment: spans.findLast((span) => span.environment !== '')?.environment ?? '',
    sha256: (text) => createHash('sha256').update(text).digest(),
  });
}

function placedSpan(stored: StoredSpan): PlacedSpan {
  const span = spanOf(stored);
  const environment = span.resource.attributes.get(attribute.environment);
  return { ...hopSpanOf(span), environment: typeof environment === 'string' ? environment : '' };
}
