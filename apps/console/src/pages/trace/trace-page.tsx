import { Skeleton } from '@mantine/core';
import { ApiError, type TraceWithLogs } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { traceQuery } from '../../api/queries.js';
import { Message } from '../../design/message.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { TraceContent } from './trace-content.js';
import './trace-page.css';

const route = getRouteApi('/traces/$traceId');

/** One trace with its orders. */
export function TracePage() {
  const { t } = useTranslation();
  const { traceId } = route.useParams();
  usePageTitle(`${t('traces.title')} ${traceId.slice(0, 8)}`);
  const valid = /^[0-9a-f]{32}$/.test(traceId);
  const trace = useQuery({ ...traceQuery(traceId), enabled: valid });
  if (!valid) {
    return <NoTrace text={t('traces.notFound.invalid', { id: traceId })} />;
  }
  if (trace.data !== undefined) {
    return <TraceContent found={trace.data satisfies TraceWithLogs} />;
  }
  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return <NoTrace text={t('traces.notFound.text', { id: traceId })} />;
  }
  return trace.isError ? (
    <ProblemMessage error={trace.error} retry={() => void trace.refetch()} />
  ) : (
    <div role="status" aria-label={t('status.loading')}>
      <Skeleton height={24} width={320} mb={16} />
      <Skeleton height={360} />
    </div>
  );
}

function NoTrace({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Message title={t('traces.notFound.title')} text={text}>
      <Link to="/orders">{t('traces.notFound.list')}</Link>
    </Message>
  );
}
