import type { LogView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { logText } from './log-text.js';
import { DetailsPanel } from './details-panel.js';
import { nineFields, otherAttributes } from './nine-fields.js';
import type { Places } from './places.js';
import { PropertyList, propertiesOf, valueText } from './property-list.js';

export interface LogDetailsProps {
  readonly log: LogView;
  readonly colour: string | undefined;
  readonly places: Places;
  readonly onClose: () => void;
}

/** All details of a log line, with a link to its span. */
export function LogDetails({ log, colour, places, onClose }: LogDetailsProps) {
  const { t } = useTranslation();
  const place = { traceId: log.trace_id, spanId: log.span_id };
  return (
    <DetailsPanel kind={t('details.log')} title={logText(log)} colour={colour} onClose={onClose}>
      {log.span_id !== '' && <p className="details-line">{places.toSpan(place, t('details.openSpan'))}</p>}
      {typeof log.body !== 'string' && <pre className="details-body-text mono">{valueText(log.body)}</pre>}
      <PropertyList title={t('details.fields')} properties={nineFields(log)} />
      <PropertyList title={t('details.attributes')} properties={otherAttributes(log)} />
      <PropertyList
        title={t('details.other')}
        properties={[{ name: t('details.severity'), value: `${log.severity_text} (${log.severity})` }]}
      />
      <PropertyList title={t('details.resource')} properties={propertiesOf(log.resource)} />
    </DetailsPanel>
  );
}
