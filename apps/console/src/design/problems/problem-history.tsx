import type { Problem, ProblemHistoryItem } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../language/use-format.js';
import { actorName } from '../../language/words.js';
import { microsOf } from '../instant.js';

/** Actions on a problem, oldest first, with their notes. */
export function ProblemHistory({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  return (
    <ol className="problem-history" aria-label={t('problems.history')}>
      {problem.history.map((item, index) => (
        <HistoryItem key={index} item={item} />
      ))}
    </ol>
  );
}

function HistoryItem({ item }: { readonly item: ProblemHistoryItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const at = microsOf(item.at);
  return (
    <li className="history-item">
      <time className="faint" dateTime={item.at} title={format.exact(at)}>
        {format.moment(at)}
      </time>
      <span>
        <strong>{actorName(t, item.by)}</strong> <ActionText item={item} />
        {item.note !== null && <q className="history-note">{item.note}</q>}
      </span>
    </li>
  );
}

function ActionText({ item: { action, assignee, by } }: { readonly item: ProblemHistoryItem }) {
  const { t } = useTranslation();
  switch (action) {
    case 'assigned':
      return assignee === null || assignee === undefined
        ? t('problems.did.unassigned')
        : t('problems.did.assigned', { name: assignee });
    case 'resolved':
      return by === 'system' ? t('problems.did.resolvedItself') : t('problems.did.resolved');
    case 'opened':
    case 'updated':
    case 'acknowledged':
    case 'note':
    case 'reopened':
      return t(`problems.did.${action}`);
  }
}
