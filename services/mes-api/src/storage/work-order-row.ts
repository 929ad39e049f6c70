import type { Stage } from '@ordertrace/conventions';
import type { Material } from '@ordertrace/messaging';
import type { WorkOrder } from '../domain/work-order.js';

/** A row of `work_orders`. */
export interface WorkOrderRow {
  seq: string;
  tenant_id: string;
  order_id: string;
  stage: Stage;
  stage_since: Date;
  created_at: Date;
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
  operator: string | null;
  shipping_carrier: string | null;
  tracking_number: string | null;
  reference: string | null;
  purchase_order: string | null;
}

export function workOrderOfRow(row: WorkOrderRow): WorkOrder {
  return {
    tenantId: row.tenant_id,
    orderId: row.order_id,
    stage: row.stage,
    stageSince: row.stage_since,
    createdAt: row.created_at,
    material: row.material,
    quantity: row.quantity,
    ...modelOfRow(row),
    ...offerOfRow(row),
    ...(row.rejection_code !== null && {
      rejection: { reasonCode: row.rejection_code, reason: row.rejection_reason ?? '' },
    }),
    ...(row.operator !== null && { operator: row.operator }),
    ...(row.shipping_carrier !== null && {
      shipping: { carrier: row.shipping_carrier, trackingNumber: row.tracking_number ?? '' },
    }),
    ...(row.reference !== null && { reference: row.reference }),
    ...(row.purchase_order !== null && { purchaseOrder: row.purchase_order }),
  };
}

function modelOfRow({ model_key: key, model_bytes: bytes }: WorkOrderRow): Pick<WorkOrder, 'model'> {
  if (key === null) return {};
  return { model: { key, ...(bytes !== null && { bytes: Number(bytes) }) } };
}

function offerOfRow(row: WorkOrderRow): Pick<WorkOrder, 'offer'> {
  if (row.price_amount === null || row.price_currency === null) return {};
  const price = { amount: row.price_amount, currency: row.price_currency };
  return { offer: { price, weightG: row.weight_g ?? 0, printMinutes: row.print_minutes ?? 0 } };
}

/** All columns except the key and the sequence number, with their values for the order. */
export function columnsOf(order: WorkOrder): Record<string, unknown> {
  return {
    stage: order.stage,
    stage_since: order.stageSince,
    created_at: order.createdAt,
    material: order.material,
    quantity: order.quantity,
    model_key: order.model?.key ?? null,
    model_bytes: order.model?.bytes ?? null,
    price_amount: order.offer?.price.amount ?? null,
    price_currency: order.offer?.price.currency ?? null,
    weight_g: order.offer?.weightG ?? null,
    print_minutes: order.offer?.printMinutes ?? null,
    rejection_code: order.rejection?.reasonCode ?? null,
    rejection_reason: order.rejection?.reason ?? null,
    operator: order.operator ?? null,
    shipping_carrier: order.shipping?.carrier ?? null,
    tracking_number: order.shipping?.trackingNumber ?? null,
    reference: order.reference ?? null,
    purchase_order: order.purchaseOrder ?? null,
  };
}
