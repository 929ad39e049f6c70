import type { Problem, ProblemAction } from '@ordertrace/api';
import { useTranslation } from 'react-i18next';
import { useProblemActions } from '../../api/problem-queries.js';
import { ActionForm } from '../../design/problems/action-form.js';
import '../../design/problems/problems.css';
import type { ProblemsSearch } from './problems-search.js';
import type { Selection } from './selection.js';

const mostAtOnce = 1000;

export interface BulkBarProps {
  readonly search: ProblemsSearch;
  readonly selection: Selection;
  readonly problems: readonly Problem[];
  readonly total: number;
}

/** Number of problems, and actions on the chosen ones or on all of a cause. */
export function BulkBar({ search, selection, problems, total }: BulkBarProps) {
  const { t } = useTranslation();
  const sent = useProblemActions();
  const chosen = [...selection.chosen].slice(0, mostAtOnce);
  const cause = search.state === undefined ? search.cause : undefined;
  const whole = cause !== undefined && total > problems.length && chosen.length === problems.length;
  const actions: readonly ProblemAction[] =
    search.state === 'resolved' ? ['reopen', 'note'] : ['acknowledge', 'assign', 'note', 'resolve'];
  return (
    <div className="bulk-bar">
      <span className="muted" aria-live="polite">
        {chosen.length === 0
          ? t('problems.count', { count: total })
          : whole
            ? t('problems.chosenCause', { count: total })
            : t('problems.chosen', { count: chosen.length })}
      </span>
      {chosen.length > 0 && (
        <ActionForm
          actions={actions}
          busy={sent.isPending}
          error={sent.error}
          onAction={async (action, body) => {
            const which = whole ? { cause_id: cause } : { problem_ids: chosen };
            await sent.mutateAsync({ action, ...which, ...body });
            selection.chooseAll(false);
          }}
        />
      )}
      {sent.data !== undefined && sent.data.refused.length > 0 && (
        <span role="alert" className="fact-late">
          {t('problems.refused', {
            count: sent.data.refused.length,
            reason: sent.data.refused[0]?.detail ?? '',
          })}
        </span>
      )}
    </div>
  );
}
