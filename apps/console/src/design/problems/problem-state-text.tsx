import type { Problem } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { actorName } from '../../language/words.js';
import { microsOf } from '../instant.js';

/** The handling state of a problem in a few words. */
export function ProblemStateText({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (timestamp: string | null) => (timestamp === null ? '' : format.moment(microsOf(timestamp)));
  const assigned = problem.assignee === null ? '' : t('problems.assignedTo', { name: problem.assignee });
  switch (problem.state) {
    case 'open':
      return <span className={assigned === '' ? 'muted' : ''}>{assigned || t('problems.nobody')}</span>;
    case 'acknowledged':
      return (
        <span>
          {t('problems.acknowledgedBy', {
            name: problem.acknowledged_by ?? '',
            time: time(problem.acknowledged_at),
          })}
          {assigned !== '' && `; ${assigned}`}
        </span>
      );
    case 'resolved':
      return (
        <span className="muted">
          {problem.resolved_by === 'system'
            ? t('problems.resolvedItself', { time: time(problem.resolved_at) })
            : t('problems.resolvedBy', {
                name: actorName(t, problem.resolved_by ?? ''),
                time: time(problem.resolved_at),
              })}
        </span>
      );
  }
}
