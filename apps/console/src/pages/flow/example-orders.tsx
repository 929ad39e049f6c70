import type { OrderReference } from '@ordertrace/api';
import { Link } from '@tanstack/react-router';

const shown = 3;

/** Links to some orders. */
export function ExampleOrders({ orders }: { readonly orders: readonly OrderReference[] }) {
  return (
    <span className="flow-examples">
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
