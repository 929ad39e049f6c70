import { Skeleton } from '@mantine/core';
import type { Journey, OrderKey, OrderWithDiagnosis } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { orderQuery } from '../../api/queries.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { useNow } from '../../design/use-now.js';
import { OrderHead } from './order-head.js';

/** The order for people who may see its situation but not its telemetry. */
export function OrderAlone({ orderKey }: { readonly orderKey: OrderKey }) {
  const { t } = useTranslation();
  const now = useNow();
  const order = useQuery(orderQuery(orderKey));
  if (order.isError) {
    return <ProblemMessage error={order.error} retry={() => void order.refetch()} />;
  }
  if (order.data === undefined) {
    return <Skeleton height={140} />;
  }
  return (
    <>
      <OrderHead journey={withoutTelemetry(order.data)} now={now} />
      <p className="muted">{t('order.telemetryForbidden')}</p>
    </>
  );
}

/** Situation of the order while its telemetry loads. */
export function OrderAhead({ orderKey }: { readonly orderKey: OrderKey }) {
  const now = useNow();
  const order = useQuery(orderQuery(orderKey));
  return order.data === undefined ? (
    <>
      <Skeleton height={24} width={220} mb={12} />
      <Skeleton height={20} width="60%" mb={18} />
      <Skeleton height={52} mb={20} />
    </>
  ) : (
    <OrderHead journey={withoutTelemetry(order.data)} now={now} />
  );
}

function withoutTelemetry(order: OrderWithDiagnosis): Journey {
  const diagnosis = order.diagnosis === null ? null : { ...order.diagnosis, evidence: [] };
  return {
    order: { ...order, diagnosis },
    transitions: [],
    hops: [],
    traces: [],
    work: [],
    logs: [],
    problems: [],
  };
}
