import { Skeleton } from '@mantine/core';
import type { TraceView } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { healthyTraceQuery } from '../../api/healthy-trace.js';
import { serviceColours } from '../../design/service-colours.js';
import { ComparedTraces } from '../../design/compare/compared-traces.js';
import { InlineProblem } from '../../design/inline-problem.js';
import { TraceFacts } from '../../design/trace-facts.js';

export interface TraceComparedProps {
  readonly trace: TraceView;
}

/** The trace beside the same step of a healthy order. */
export function TraceCompared({ trace }: TraceComparedProps) {
  const { t } = useTranslation();
  const tenant = trace.spans.find((span) => span.tenant_id !== '')?.tenant_id ?? '';
  const healthy = useQuery(healthyTraceQuery(trace, tenant));
  if (healthy.isError) {
    return <InlineProblem error={healthy.error} />;
  }
  if (healthy.data === undefined) {
    return (
      <div role="status" aria-label={t('status.loading')}>
        <Skeleton height={240} />
      </div>
    );
  }
  if (healthy.data === null) {
    return <p className="muted">{t('compare.none')}</p>;
  }
  const { order, trace: other } = healthy.data;
  const colours = serviceColours([...trace.services, ...other.services]);
  return (
    <>
      <p className="section-head">
        <span>{t('compare.with')}</span>
        <Link
          to="/orders/$orderId"
          params={{ orderId: order.orderId }}
          search={{ tenant: order.tenantId, view: 'traces', trace: other.trace_id }}
        >
          {t('order.title', { id: order.orderId })}
        </Link>
        <TraceFacts trace={other} />
      </p>
      <ComparedTraces here={trace} there={other} colours={colours} />
    </>
  );
}
