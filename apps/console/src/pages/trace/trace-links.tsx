import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { linksQuery } from '../../api/queries.js';
import { filledIn } from '../../design/filled-link.js';
import { Icon } from '../../design/icons.js';

/** Link to the trace in Jaeger, if the server knows the address. */
export function TraceLinks({ traceId }: { readonly traceId: string }) {
  const { t } = useTranslation();
  const links = useQuery(linksQuery());
  const jaeger = filledIn(links.data?.jaeger_trace ?? null, { trace_id: traceId });
  return jaeger === undefined ? null : (
    <a href={jaeger} target="_blank" rel="noreferrer" className="outside-link">
      <Icon name="external" size={13} />
      {t('traces.inJaeger')}
    </a>
  );
}
