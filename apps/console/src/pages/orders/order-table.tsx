import type { Order } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DemonstrationMark, RiskMark, SituationBadge } from '../../design/badges.js';
import { Icon } from '../../design/icons.js';
import { microsOf } from '../../design/instant.js';
import { stageName } from '../../language/words.js';
import { useFormat } from '../../language/use-format.js';
import type { OrderSort, OrdersSearch } from '../../addresses/orders-search.js';

export interface OrderTableProps {
  readonly orders: readonly Order[];
  readonly search: OrdersSearch;
  /** The present, in microseconds. */
  readonly now: number;
}

/** One order per row, each row a link. On a narrow screen a row becomes a block of lines. */
export function OrderTable({ orders, search, now }: OrderTableProps) {
  const { t } = useTranslation();
  return (
    <table className="order-table">
      <thead>
        <tr>
          <SortHeader column="order_id" name={t('orders.columns.order')} search={search} />
          <th scope="col">{t('orders.columns.tenant')}</th>
          <th scope="col">{t('orders.columns.stage')}</th>
          <SortHeader column="stage_since" name={t('orders.columns.since')} search={search} />
          <th scope="col">{t('orders.columns.situation')}</th>
          <th scope="col">{t('orders.columns.reason')}</th>
          <SortHeader column="created_at" name={t('orders.columns.created')} search={search} />
          <SortHeader column="last_seen_at" name={t('orders.columns.lastSeen')} search={search} />
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow key={`${order.tenant_id} ${order.order_id}`} order={order} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function OrderRow({ order, now }: { readonly order: Order; readonly now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const since = microsOf(order.stage_since);
  const reason = order.reason ?? undefined;
  const tenant = order.tenant_id === '' ? {} : { tenant: order.tenant_id };
  return (
    <tr className="order-row">
      <td className="order-cell-id">
        <Link
          to="/orders/$orderId"
          params={{ orderId: order.order_id }}
          search={tenant}
          className="order-link"
        >
          {order.order_id}
        </Link>
        {order.demonstration === true && <DemonstrationMark />}
      </td>
      <td className="order-cell-tenant muted">{order.tenant_id}</td>
      <td className="order-cell-stage" title={order.stage}>
        {stageName(t, order.stage, order.flow)}
      </td>
      <td className="order-cell-since" title={t('orders.since', { time: format.exact(since) })}>
        <span className="order-age">
          {order.closed_at === null ? format.duration((now - since) / 1000) : noAge}
        </span>{' '}
        <span className="faint">{format.moment(since)}</span>
      </td>
      <td className="order-cell-situation">
        <SituationBadge situation={order.situation} left={order.abandoned === true} />
        {order.at_risk === true && <RiskMark finish={order.predicted_finish} />}
      </td>
      <td className="order-cell-reason muted" title={reason}>
        {reason}
      </td>
      <td className="order-cell-created faint">
        {order.created_at === null ? noAge : format.moment(microsOf(order.created_at))}
      </td>
      <td className="order-cell-seen faint">{format.moment(microsOf(order.last_seen_at))}</td>
    </tr>
  );
}

const noAge = '–';

interface SortHeaderProps {
  readonly column: OrderSort;
  readonly name: string;
  readonly search: OrdersSearch;
}

/** Heading that sorts by its column; a second click reverses the order. */
function SortHeader({ column, name, search }: SortHeaderProps) {
  const { t } = useTranslation();
  const sort = search.sort ?? 'stage_since';
  const rising = sort === column;
  const falling = sort === `-${column}`;
  const next = rising ? (`-${column}` as const) : column;
  const order = rising ? 'ascending' : falling ? 'descending' : undefined;
  return (
    <th scope="col" aria-sort={order} className={`order-head-${column}`}>
      <Link
        to="/orders"
        search={{ ...search, sort: next === 'stage_since' ? undefined : next }}
        className="sort-link"
        title={t('orders.sortBy', { column: name })}
        activeProps={{ 'aria-current': undefined }}
      >
        {name}
        {order !== undefined && <Icon name={rising ? 'up' : 'down'} size={12} />}
      </Link>
    </th>
  );
}
