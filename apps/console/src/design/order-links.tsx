import type { OrderReference } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';
import './order-links.css';

export interface OrderLinksProps {
  readonly orders: readonly OrderReference[];
  /** Upper limit of the shown orders; default all. */
  readonly shown?: number;
  /** Text before the links. */
  readonly label?: string;
}

/** Links to orders, by ID. */
export function OrderLinks({ orders, shown = orders.length, label }: OrderLinksProps) {
  return (
    <span className="order-links">
      {label !== undefined && <span className="faint">{label}</span>}
      {orders.slice(0, shown).map(({ order_id: orderId, tenant_id: tenant }) => (
        <Link
          key={`${tenant} ${orderId}`}
          to="/orders/$orderId"
          params={{ orderId }}
          search={tenant === '' ? {} : { tenant }}
        >
          {orderId}
        </Link>
      ))}
    </span>
  );
}
