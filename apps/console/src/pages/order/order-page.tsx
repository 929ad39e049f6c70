import { Skeleton } from '@mantine/core';
import { ApiError, type OrderKey } from '@ordertrace/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { journeyQuery } from '../../api/queries.js';
import { Message } from '../../design/message.js';
import { ProblemMessage } from '../../design/problem-message.js';
import { usePageTitle } from '../../design/use-page-title.js';
import { OrderAhead, OrderAlone } from './order-alone.js';
import { OrderJourney } from './order-journey.js';
import './order-page.css';

const route = getRouteApi('/orders/$orderId');

/** One order: place and reason, journey, traces, log lines. */
export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const { tenant } = route.useSearch();
  usePageTitle(t('order.title', { id: orderId }));
  const journey = useQuery(journeyQuery({ orderId, tenantId: tenant }));
  if (journey.data !== undefined) {
    return (
      <OrderJourney journey={journey.data} readAt={journey.isError ? journey.dataUpdatedAt : undefined} />
    );
  }
  if (!journey.isError) {
    return <OrderSkeleton orderKey={{ orderId, tenantId: tenant }} />;
  }
  const { error } = journey;
  if (error instanceof ApiError && error.problem.choices !== undefined) {
    return (
      <ChooseTenant orderId={orderId} tenants={error.problem.choices.map((choice) => choice.tenant_id)} />
    );
  }
  if (error instanceof ApiError && error.status === 403) {
    return <OrderAlone orderKey={{ orderId, tenantId: tenant }} />;
  }
  if (error instanceof ApiError && error.status === 404) {
    return <NoOrder orderId={orderId} />;
  }
  return <ProblemMessage error={error} retry={() => void journey.refetch()} />;
}

function ChooseTenant({
  orderId,
  tenants,
}: {
  readonly orderId: string;
  readonly tenants: readonly string[];
}) {
  const { t } = useTranslation();
  return (
    <Message title={t('order.choose.title', { id: orderId })} text={t('order.choose.text')}>
      <ul className="choose-tenant">
        {tenants.map((tenant) => (
          <li key={tenant}>
            <Link to="/orders/$orderId" params={{ orderId }} search={{ tenant }}>
              {tenant}
            </Link>
          </li>
        ))}
      </ul>
    </Message>
  );
}

function NoOrder({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  return (
    <Message title={t('order.notFound.title', { id: orderId })} text={t('order.notFound.text')}>
      <Link to="/orders" search={{ q: orderId, show: 'all' }}>
        {t('order.notFound.list')}
      </Link>
    </Message>
  );
}

function OrderSkeleton({ orderKey }: { readonly orderKey: OrderKey }) {
  const { t } = useTranslation();
  return (
    <>
      <OrderAhead orderKey={orderKey} />
      <div role="status" aria-label={t('status.loading')} className="order-loading">
        <Skeleton height={320} />
      </div>
    </>
  );
}
