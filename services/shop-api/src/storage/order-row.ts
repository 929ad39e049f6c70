import type { Stage } from '@ordertrace/conventions';
import type { Material } from '@ordertrace/messaging';
import type { Cancellation, Order } from '../domain/order.js';

/** A row of `orders`. */
export interface OrderRow {
  seq: string;
  order_id: string;
  stage: Stage;
  stage_since: Date;
  created_at: Date;
  customer_name: string;
  customer_email: string;
  customer_phone: string;
  customer_address: string;
  material: Material;
  quantity: number;
  model_key: string | null;
  model_bytes: string | null;
  price_amount: string | null;
  price_currency: string | null;
  weight_g: number | null;
  print_minutes: number | null;
  rejection_code: string | null;
  rejection_reason: string | null;
  shipping_carrier: string | null;
  tracking_number: string | null;
  payment_reference: string | null;
  cancellation_state: Cancellation['state'] | null;
  cancellation_reason: string | null;
}

export function orderOfRow(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    stage: row.stage,
    stageSince: row.stage_since,
    createdAt: row.created_at,
    customer: {
      name: row.customer_name,
      email: row.customer_email,
      phone: row.customer_phone,
      address: row.customer_address,
    },
    material: row.material,
    quantity: row.quantity,
    ...(row.model_key !== null && { model: { key: row.model_key, bytes: Number(row.model_bytes) } }),
    ...offerOfRow(row),
    ...(row.rejection_code !== null && {
      rejection: { reasonCode: row.rejection_code, reason: row.rejection_reason ?? '' },
    }),
    ...(row.shipping_carrier !== null && {
      shipping: { carrier: row.shipping_carrier, trackingNumber: row.tracking_number ?? '' },
    }),
    ...(row.payment_reference !== null && { paymentReference: row.payment_reference }),
    ...(row.cancellation_state !== null && {
      cancellation: {
        state: row.cancellation_state,
        ...(row.cancellation_reason !== null && { reason: row.cancellation_reason }),
      },
    }),
  };
}

function offerOfRow(row: OrderRow): Pick<Order, 'offer'> {
  if (row.price_amount === null || row.price_currency === null) return {};
  const price = { amount: row.price_amount, currency: row.price_currency };
  return { offer: { price, weightG: row.weight_g ?? 0, printMinutes: row.print_minutes ?? 0 } };
}

/** The mutable columns, with their values for the order. */
export function changingColumns(order: Order): Record<string, unknown> {
  return {
    stage: order.stage,
    stage_since: order.stageSince,
    model_key: order.model?.key ?? null,
    model_bytes: order.model?.bytes ?? null,
    price_amount: order.offer?.price.amount ?? null,
    price_currency: order.offer?.price.currency ?? null,
    weight_g: order.offer?.weightG ?? null,
    print_minutes: order.offer?.printMinutes ?? null,
    rejection_code: order.rejection?.reasonCode ?? null,
    rejection_reason: order.rejection?.reason ?? null,
    shipping_carrier: order.shipping?.carrier ?? null,
    tracking_number: order.shipping?.trackingNumber ?? null,
    payment_reference: order.paymentReference ?? null,
    cancellation_state: order.cancellation?.state ?? null,
    cancellation_reason: order.cancellation?.reason ?? null,
  };
}
