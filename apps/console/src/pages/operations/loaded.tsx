import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../design/problem-message.js';

interface Question<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

export interface LoadedProps<Data> {
  readonly question: Question<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** Loaded content of a part of the page; before that, a loading text or the error. */
export function Loaded<Data>({ question, children }: LoadedProps<Data>) {
  const { t } = useTranslation();
  const { data, error, refetch } = question;
  if (data !== undefined) return children(data);
  if (error !== null) return <ProblemMessage error={error} retry={() => void refetch()} />;
  return (
    <div role="status" aria-label={t('status.loading')} className="operations-loading">
      <Skeleton height={220} radius="md" />
    </div>
  );
}

/** Text of an empty view, with its meaning. */
export function Nothing({ text }: { readonly text: string }) {
  return <p className="panel operations-nothing">{text}</p>;
}
