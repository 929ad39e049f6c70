import { Button, Textarea, TextInput } from '@mantine/core';
import type { ProblemAction, ProblemActionBody } from '@ordertrace/api';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { InlineProblem } from '../inline-problem.js';

export interface ActionFormProps {
  /** Available actions. */
  readonly actions: readonly ProblemAction[];
  readonly busy: boolean;
  readonly error: Error | null;
  /** Resolves when the action is done; rejects if it was refused. */
  readonly onAction: (action: ProblemAction, body: ProblemActionBody) => Promise<unknown>;
}

/** Form for actions on one or many problems: one click, or with a note or a name if needed. */
export function ActionForm({ actions, busy, error, onAction }: ActionFormProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ProblemAction>();
  const buttons = useRef<HTMLDivElement>(null);
  const back = () => {
    setOpen(undefined);
    buttons.current?.focus();
  };
  const start = (action: ProblemAction) => {
    if (action === 'acknowledge' || action === 'reopen') {
      setOpen(undefined);
      onAction(action, {}).then(back, () => undefined);
    } else {
      setOpen(open === action ? undefined : action);
    }
  };
  return (
    <div
      className="problem-actions"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && open !== undefined) back();
      }}
    >
      <div
        ref={buttons}
        tabIndex={-1}
        className="action-buttons"
        role="group"
        aria-label={t('problems.actionGroup')}
      >
        {actions.map((action) => (
          <Button
            key={action}
            size="xs"
            variant={action === 'acknowledge' ? 'filled' : 'default'}
            disabled={busy}
            aria-expanded={action === 'acknowledge' || action === 'reopen' ? undefined : open === action}
            onClick={() => {
              start(action);
            }}
          >
            {t(`problems.actions.${action}`)}
          </Button>
        ))}
      </div>
      {open !== undefined && (
        <ActionDetails
          key={open}
          action={open}
          busy={busy}
          onAction={async (body) => {
            await onAction(open, body);
            back();
          }}
        />
      )}
      {error !== null && <InlineProblem error={error} />}
    </div>
  );
}

interface ActionDetailsProps {
  readonly action: ProblemAction;
  readonly busy: boolean;
  readonly onAction: (body: ProblemActionBody) => Promise<unknown>;
}

function ActionDetails({ action, busy, onAction }: ActionDetailsProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [assignee, setAssignee] = useState('');
  const assigns = action === 'assign';
  const ready = assigns || action === 'resolve' || note.trim() !== '';
  return (
    <form
      className="action-form"
      onSubmit={(event) => {
        event.preventDefault();
        const said = note.trim() === '' ? {} : { note: note.trim() };
        onAction(assigns ? { assignee: assignee.trim(), ...said } : said).catch(() => undefined);
      }}
    >
      {assigns && (
        <TextInput
          size="xs"
          autoFocus
          autoComplete="off"
          label={t('problems.assignee')}
          description={t('problems.assigneeHint')}
          value={assignee}
          onChange={(event) => {
            setAssignee(event.currentTarget.value);
          }}
        />
      )}
      <Textarea
        size="xs"
        rows={2}
        autoFocus={!assigns}
        label={action === 'note' ? t('problems.note') : t('problems.noteMaybe')}
        description={t('problems.noteHint')}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <Button size="xs" variant="filled" type="submit" disabled={busy || !ready}>
        {t(`problems.actions.${action}`)}
      </Button>
    </form>
  );
}
