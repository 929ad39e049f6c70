import type { LogView, SpanView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { microsOf, microsPerMilli } from '../instant.js';
import { logText, severityName } from './log-text.js';
import { DetailsPanel } from './details-panel.js';
import { nineFields, otherAttributes } from './nine-fields.js';
import type { Places } from './places.js';
import { PropertyList, propertiesOf } from './property-list.js';

export interface SpanDetailsProps {
  readonly span: SpanView;
  /** Log lines of the span. */
  readonly logs: readonly LogView[];
  readonly colour: string | undefined;
  readonly places: Places;
  readonly onClose: () => void;
}

/** All details of a span. */
export function SpanDetails({ span, logs, colour, places, onClose }: SpanDetailsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DetailsPanel kind={t('details.span')} title={span.name} colour={colour} onClose={onClose}>
      <p className="details-line">
        <span className="details-service">{span.application_name}</span>
        <span>{format.duration(span.duration)}</span>
        <span className="muted">{format.exact(microsOf(span.timestamp))}</span>
      </p>
      {span.status === 'error' && (
        <p className="details-error">
          {span.status_message === '' ? t('waterfall.error') : span.status_message}
        </p>
      )}
      <PropertyList title={t('details.fields')} properties={nineFields(span)} />
      <PropertyList title={t('details.attributes')} properties={otherAttributes(span)} />
      <SpanEvents span={span} />
      <SpanLinks span={span} places={places} />
      <SpanLogs span={span} logs={logs} places={places} />
      <PropertyList
        title={t('details.other')}
        properties={[
          { name: t('details.kind'), value: span.kind },
          { name: t('details.status'), value: span.status },
          { name: t('details.parent'), value: span.parent_span_id ?? t('details.none') },
          { name: t('details.scope'), value: `${span.scope.name} ${span.scope.version}`.trim() },
        ]}
      />
      <PropertyList title={t('details.resource')} properties={propertiesOf(span.resource)} />
    </DetailsPanel>
  );
}

function SpanEvents({ span }: { readonly span: SpanView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const start = microsOf(span.timestamp);
  return span.events.map((event, index) => {
    const after = (microsOf(event.timestamp) - start) / microsPerMilli;
    const duration = format.duration(Math.abs(after));
    const when = after < 0 ? t('details.before', { duration }) : t('details.after', { duration });
    return (
      <PropertyList
        key={index}
        title={`${t('details.events')}: ${event.name}, ${when}`}
        properties={propertiesOf(event.attributes)}
      />
    );
  });
}

function SpanLinks({ span, places }: { readonly span: SpanView; readonly places: Places }) {
  const { t } = useTranslation();
  if (span.links.length === 0) {
    return null;
  }
  return (
    <section className="property-section">
      <h3>{t('details.links')}</h3>
      <ul className="details-list">
        {span.links.map((link) => (
          <li key={`${link.trace_id}/${link.span_id}`} className="mono">
            {places.toSpan(
              { traceId: link.trace_id, spanId: link.span_id },
              `${link.trace_id} ${link.span_id}`,
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const shownLines = 20;

function SpanLogs({ span, logs, places }: Pick<SpanDetailsProps, 'span' | 'logs' | 'places'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (logs.length === 0) {
    return null;
  }
  const place = { traceId: span.trace_id, spanId: span.span_id };
  return (
    <section className="property-section">
      <h3>{t('details.logs')}</h3>
      <ul className="details-list">
        {logs.slice(0, shownLines).map((log, index) => (
          <li key={index} className="details-log">
            <span className="faint">{format.clockExact(microsOf(log.timestamp))}</span>
            <span data-severity={severityName(log.severity)}>{logText(log)}</span>
          </li>
        ))}
      </ul>
      {places.toLogs(place, t('details.showLogs'))}
    </section>
  );
}
