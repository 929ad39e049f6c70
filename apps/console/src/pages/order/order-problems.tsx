import type { Journey, Problem, ProblemAction } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useProblemAction } from '../../api/problem-queries.js';
import { ActionForm } from '../../design/problems/action-form.js';
import { ProblemHistory } from '../../design/problems/problem-history.js';
import { ProblemStateText } from '../../design/problems/problem-state-text.js';
import '../../design/problems/problems.css';

/** The order's unresolved problem with its actions; earlier problems are collapsed. */
export function OrderProblems({ journey }: { readonly journey: Journey }) {
  const { t } = useTranslation();
  const open = journey.problems.filter((problem) => problem.state !== 'resolved');
  const resolved = journey.problems.filter((problem) => problem.state === 'resolved');
  if (journey.problems.length === 0) {
    return null;
  }
  return (
    <section className="panel order-problems" aria-label={t('problems.title')}>
      {open.map((problem) => (
        <OpenProblem key={problem.problem_id} problem={problem} />
      ))}
      {resolved.length > 0 && (
        <details className="order-earlier">
          <summary>{t('problems.earlier', { count: resolved.length })}</summary>
          {resolved.map((problem) => (
            <div key={problem.problem_id} className="order-problem">
              <p className="order-problem-state">
                {problem.reason} <ProblemStateText problem={problem} />
              </p>
              <ProblemHistory problem={problem} />
            </div>
          ))}
        </details>
      )}
    </section>
  );
}

function OpenProblem({ problem }: { readonly problem: Problem }) {
  const { t } = useTranslation();
  const sent = useProblemAction();
  const actions: readonly ProblemAction[] =
    problem.state === 'open' ? ['acknowledge', 'assign', 'note', 'resolve'] : ['assign', 'note', 'resolve'];
  return (
    <div className="order-problem">
      <div className="order-problem-head">
        <ActionForm
          actions={actions}
          busy={sent.isPending}
          error={sent.error}
          onAction={(action, body) => sent.mutateAsync({ problemId: problem.problem_id, action, ...body })}
        />
        <span aria-live="polite">
          <ProblemStateText problem={problem} />
        </span>
        <Link to="/problems" search={{ cause: problem.cause_id }}>
          {t('problems.sameCause')}
        </Link>
      </div>
      <ProblemHistory problem={problem} />
    </div>
  );
}
