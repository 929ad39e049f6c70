import type { TraceView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../language/use-format.js';
import { microsOf } from './instant.js';

/** Summary of a trace in one line: time, duration, size, errors. */
export function TraceFacts({ trace }: { readonly trace: TraceView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const started = microsOf(trace.started_at);
  return (
    <span className="trace-facts muted">
      <span title={format.exact(started)}>{format.moment(started)}</span>
      <span>{format.duration(trace.duration_ms)}</span>
      <span>{t('traces.spans', { count: trace.span_count })}</span>
      {trace.error_count > 0 && (
        <span className="broken-count">{t('traces.errors', { count: trace.error_count })}</span>
      )}
    </span>
  );
}
