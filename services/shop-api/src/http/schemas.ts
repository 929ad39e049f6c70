import { retailTenant, stages, type Stage } from '@ordertrace/conventions';
import { MaterialSchema, MoneySchema, QuantitySchema } from '@ordertrace/messaging';
import { Type, type Static } from 'typebox';
import { possibleFor } from '../domain/customer-steps.js';
import type { Cancellation, Order } from '../domain/order.js';

const StageSchema = Type.Unsafe<Stage>({ type: 'string', enum: [...stages] });
export const StageFilter = Type.Unsafe<Stage>({ ...StageSchema, description: 'Only in this stage' });

const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

const CustomerSchema = Type.Object(
  {
    name: Line(200),
    email: Type.String({ format: 'email', maxLength: 254 }),
    phone: Type.String({ pattern: '^\\+?[0-9][0-9 ()./-]{3,29}$' }),
    address: Line(500),
  },
  { additionalProperties: false },
);

export const OrderRequestSchema = Type.Object(
  { customer: CustomerSchema, material: MaterialSchema, quantity: QuantitySchema },
  { additionalProperties: false },
);

export const PaymentSchema = Type.Object({ payment_reference: Line(200) }, { additionalProperties: false });

/** No pattern: a text that can't be an ID is an unknown order. */
export const OrderParams = Type.Object({
  order_id: Type.String({ maxLength: 128, description: 'The order' }),
});

const summary = {
  order_id: Type.String({ examples: ['40217'] }),
  tenant_id: Type.String(),
  stage: StageSchema,
  stage_since: Type.String({ format: 'date-time' }),
  created_at: Type.String({ format: 'date-time' }),
  material: MaterialSchema,
  quantity: QuantitySchema,
  price: Type.Union([MoneySchema, Type.Null()]),
  possible: Type.Array(Type.String(), { description: 'What can be done with the order now' }),
};

/** An order in a list: without the customer. */
export const OrderSummary = Type.Object(summary);
export type OrderSummary = Static<typeof OrderSummary>;

const CancellationView = Type.Object(
  {
    state: Type.Unsafe<Cancellation['state']>({
      type: 'string',
      enum: ['requested', 'accepted', 'refused'],
    }),
    reason: Type.Union([Type.String(), Type.Null()]),
    refund_due: Type.Boolean({ description: 'It is accepted, and the customer has paid' }),
  },
  { description: 'The request to cancel an order that production knows, with its answer' },
);

export const OrderView = Type.Object({
  ...summary,
  customer: CustomerSchema,
  model: Type.Union([Type.Object({ bytes: Type.Integer() }), Type.Null()]),
  weight_g: Type.Union([Type.Number(), Type.Null()]),
  print_minutes: Type.Union([Type.Number(), Type.Null()]),
  rejection: Type.Union([Type.Object({ reason_code: Type.String(), reason: Type.String() }), Type.Null()]),
  shipping: Type.Union([
    Type.Object({ carrier: Type.String(), tracking_number: Type.String() }),
    Type.Null(),
  ]),
  cancellation: Type.Union([CancellationView, Type.Null()]),
});
export type OrderView = Static<typeof OrderView>;

export const OrderList = Type.Object({
  orders: Type.Array(OrderSummary),
  next: Type.Union([Type.String(), Type.Null()]),
});

export function summaryOf(order: Order): OrderSummary {
  return {
    order_id: order.orderId,
    tenant_id: retailTenant,
    stage: order.stage,
    stage_since: order.stageSince.toISOString(),
    created_at: order.createdAt.toISOString(),
    material: order.material,
    quantity: order.quantity,
    price: order.offer?.price ?? null,
    possible: possibleFor(order),
  };
}

export function viewOf(order: Order): OrderView {
  const { rejection, shipping } = order;
  return {
    ...summaryOf(order),
    customer: order.customer,
    model: order.model === undefined ? null : { bytes: order.model.bytes },
    weight_g: order.offer?.weightG ?? null,
    print_minutes: order.offer?.printMinutes ?? null,
    rejection: rejection ? { reason_code: rejection.reasonCode, reason: rejection.reason } : null,
    shipping: shipping ? { carrier: shipping.carrier, tracking_number: shipping.trackingNumber } : null,
    cancellation: cancellationOf(order),
  };
}

function cancellationOf({ cancellation, paymentReference }: Order): OrderView['cancellation'] {
  if (cancellation === undefined) return null;
  const { state, reason = null } = cancellation;
  return { state, reason, refund_due: state === 'accepted' && paymentReference !== undefined };
}
