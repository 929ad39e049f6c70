import type { Journey, WorkView } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import type { Places } from '../../design/details/places.js';
import { microsOf, microsPerMilli } from '../../design/instant.js';
import { useFormat } from '../../language/use-format.js';
import { useOrderPlaces } from './order-places.js';

/** Work that began and has not ended. Renders nothing if there is none. */
export function WorkInProgress({ journey, now }: { readonly journey: Journey; readonly now: number }) {
  const { t } = useTranslation();
  const places = useOrderPlaces(journey);
  const open = journey.work.filter((work) => work.ended_at === null);
  if (open.length === 0) {
    return null;
  }
  return (
    <section className="section" aria-labelledby="work">
      <div className="section-head">
        <h2 id="work">{t('work.title')}</h2>
      </div>
      <ul className="panel work-list">
        {open.map((work) => (
          <WorkItem key={`${work.started_at} ${work.work}`} work={work} now={now} places={places} />
        ))}
      </ul>
    </section>
  );
}

interface WorkItemProps {
  readonly work: WorkView;
  readonly now: number;
  readonly places: Places;
}

function WorkItem({ work, now, places }: WorkItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = Math.max(0, (now - microsOf(work.started_at)) / microsPerMilli);
  const limit = work.expected_within_ms;
  const late = limit !== null && running > limit;
  return (
    <li className="work-item">
      <span>
        {t('work.running', {
          work: work.work,
          service: work.application_name,
          duration: format.durationInWords(running),
        })}
      </span>
      {limit !== null && (
        <>
          <progress
            className="work-progress"
            data-late={late}
            max={limit}
            value={running}
            aria-label={work.work}
          />
          <span className={late ? 'fact-late' : 'muted'}>
            {late
              ? t('work.overdue', { duration: format.durationInWords(running - limit) })
              : t('work.limit', { duration: format.durationInWords(limit) })}
          </span>
        </>
      )}
      {work.trace_id !== null &&
        work.span_id !== null &&
        places.toSpan({ traceId: work.trace_id, spanId: work.span_id }, t('work.open'))}
    </li>
  );
}
