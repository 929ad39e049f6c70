import { stages, type Stage } from '@ordertrace/conventions';
import { MaterialSchema, MoneySchema, QuantitySchema } from '@ordertrace/messaging';
import { possibleSteps } from '@ordertrace/service-kit';
import { Type, type Static } from 'typebox';
import { operatorSteps } from '../domain/operator-steps.js';
import { partnerSteps } from '../domain/partner-steps.js';
import type { WorkOrder } from '../domain/work-order.js';

const StageSchema = Type.Unsafe<Stage>({ type: 'string', enum: [...stages] });
export const StageFilter = Type.Unsafe<Stage>({ ...StageSchema, description: 'Only in this stage' });
export const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

/** No pattern: a text that can't be an ID is an unknown order. */
export const OrderParams = Type.Object({
  order_id: Type.String({ maxLength: 128, description: 'The order' }),
});

/** Needed only if several tenants have an order with the same ID. */
export const TenantQuery = Type.Object({
  tenant: Type.Optional(Type.String({ maxLength: 128, description: 'Whose order' })),
});

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const common = {
  order_id: Type.String({ examples: ['40217'] }),
  tenant_id: Type.String(),
  stage: StageSchema,
  stage_since: Type.String({ format: 'date-time' }),
  created_at: Type.String({ format: 'date-time' }),
  material: MaterialSchema,
  quantity: QuantitySchema,
  shipping: Nullable(Type.Object({ carrier: Type.String(), tracking_number: Type.String() })),
  possible: Type.Array(Type.String(), { description: 'What can be done with the order now' }),
};

/** An order for production: without its price. */
export const WorkOrderView = Type.Object({
  ...common,
  operator: Nullable(Type.String()),
  weight_g: Nullable(Type.Number()),
  print_minutes: Nullable(Type.Number()),
});
export type WorkOrderView = Static<typeof WorkOrderView>;

/** An order for its partner: without internal details. */
export const PartnerOrderView = Type.Object({
  ...common,
  reference: Nullable(Type.String()),
  purchase_order: Nullable(Type.String()),
  model: Nullable(Type.Object({ bytes: Type.Integer() })),
  price: Nullable(MoneySchema),
  weight_g: Nullable(Type.Number()),
  rejection: Nullable(Type.Object({ reason_code: Type.String(), reason: Type.String() })),
});
export type PartnerOrderView = Static<typeof PartnerOrderView>;

const next = Nullable(Type.String());
export const WorkOrderList = Type.Object({ work_orders: Type.Array(WorkOrderView), next });
export const PartnerOrderList = Type.Object({ orders: Type.Array(PartnerOrderView), next });

function commonOf(order: WorkOrder) {
  const { shipping } = order;
  return {
    order_id: order.orderId,
    tenant_id: order.tenantId,
    stage: order.stage,
    stage_since: order.stageSince.toISOString(),
    created_at: order.createdAt.toISOString(),
    material: order.material,
    quantity: order.quantity,
    shipping: shipping ? { carrier: shipping.carrier, tracking_number: shipping.trackingNumber } : null,
    weight_g: order.offer?.weightG ?? null,
  };
}

export function workOrderView(order: WorkOrder): WorkOrderView {
  return {
    ...commonOf(order),
    operator: order.operator ?? null,
    print_minutes: order.offer?.printMinutes ?? null,
    possible: possibleSteps(operatorSteps, order.stage),
  };
}

export function partnerOrderView(order: WorkOrder): PartnerOrderView {
  const { rejection } = order;
  return {
    ...commonOf(order),
    reference: order.reference ?? null,
    purchase_order: order.purchaseOrder ?? null,
    model: order.model?.bytes === undefined ? null : { bytes: order.model.bytes },
    price: order.offer?.price ?? null,
    rejection: rejection ? { reason_code: rejection.reasonCode, reason: rejection.reason } : null,
    possible: possibleSteps(partnerSteps, order.stage),
  };
}
