import { stages } from '@ordertrace/conventions';
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { cloudEvent, describeError, type CloudEvent } from './cloud-event.js';
import { InvalidMessageError } from './errors.js';

/** The queues between the three services; each has one consuming application. */
export const queues = {
  /** Read by mes-api: what the shop says of its orders. */
  mesOrders: 'mes.orders',
  /** Read by calculation-service. */
  calculationRequests: 'calculation.requests',
  /** Read by mes-api: what became of its requests. */
  mesCalculations: 'mes.calculations',
  /** Read by shop-api: what mes-api says of the shop's orders. */
  shopOrders: 'shop.orders',
} as const;

export type QueueName = (typeof queues)[keyof typeof queues];

const order = {
  order_id: Type.String({ minLength: 1, maxLength: 128 }),
  tenant_id: Type.String({ minLength: 1, maxLength: 128 }),
};

/** What the services make orders of. */
export const materials = ['silver-925', 'gold-585', 'gold-750', 'platinum-950', 'brass'] as const;
export type Material = (typeof materials)[number];
export const MaterialSchema = Type.Unsafe<Material>({ type: 'string', enum: [...materials] });

/** Most pieces of one order. */
export const maxQuantity = 1000;
export const QuantitySchema = Type.Integer({ minimum: 1, maximum: maxQuantity });

/** An amount of money: decimal text with two digits, so that no cent is lost; ISO 4217 currency. */
export const MoneySchema = Type.Object({
  amount: Type.String({ pattern: '^[0-9]{1,12}\\.[0-9]{2}$', examples: ['149.90'] }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', examples: ['EUR'] }),
});
export type Money = Static<typeof MoneySchema>;

const OrderReference = Type.Object(order);

const OrderToMake = Type.Object({
  ...order,
  material: MaterialSchema,
  quantity: QuantitySchema,
  /** The 3D model's key in the model files' store. */
  model_key: Type.String({ minLength: 1, maxLength: 512 }),
});

const Positive = Type.Number({ exclusiveMinimum: 0 });

const Measures = Type.Object({
  /** Of one piece. */
  volume_mm3: Positive,
  surface_mm2: Positive,
  bounding_box_mm: Type.Object({ x: Positive, y: Positive, z: Positive }),
  /** Of all pieces together. */
  weight_g: Positive,
  print_minutes: Positive,
  price: MoneySchema,
});

const Rejection = Type.Object({
  ...order,
  /** Stable, for programs: `model_not_closed`. */
  reason_code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
  /** One sentence for the customer. */
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});

const StageChange = Type.Object({
  ...order,
  stage: Type.Unsafe<(typeof stages)[number]>({ type: 'string', enum: [...stages] }),
  carrier: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  tracking_number: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});

/** Every message type with the queue it goes to and the shape of its data. */
export const orderMessages = {
  'order.submitted': { queue: queues.mesOrders, data: OrderToMake },
  'order.approved': { queue: queues.mesOrders, data: OrderReference },
  'order.cancelled': { queue: queues.mesOrders, data: OrderReference },
  'order.closed': { queue: queues.mesOrders, data: OrderReference },
  'calculation.requested': { queue: queues.calculationRequests, data: OrderToMake },
  'calculation.completed': {
    queue: queues.mesCalculations,
    data: Type.Object({ ...order, ...Measures.properties }),
  },
  'calculation.rejected': { queue: queues.mesCalculations, data: Rejection },
  'order.priced': {
    queue: queues.shopOrders,
    data: Type.Object({
      ...order,
      price: MoneySchema,
      weight_g: Measures.properties.weight_g,
      print_minutes: Measures.properties.print_minutes,
    }),
  },
  'order.rejected': { queue: queues.shopOrders, data: Rejection },
  /** Production moved the order on; carrier and tracking number come with `SHIPPED`. */
  'order.stage_changed': { queue: queues.shopOrders, data: StageChange },
} as const satisfies Record<string, { queue: QueueName; data: TSchema }>;

export type OrderMessageType = keyof typeof orderMessages;
export type OrderMessageData<T extends OrderMessageType> = Static<(typeof orderMessages)[T]['data']>;

/** A message that was read and checked: `switch (message.type)` gives `data` its shape. */
export type OrderMessage = {
  [T in OrderMessageType]: {
    readonly type: T;
    readonly id: string;
    readonly source: string;
    /** When what it tells happened. */
    readonly time: Date;
    readonly data: OrderMessageData<T>;
  };
}[OrderMessageType];

/** A message ready for the outbox. */
export interface OutgoingMessage {
  readonly queue: string;
  readonly event: CloudEvent;
}

export interface OrderMessageOptions {
  /** The application that sends it. */
  readonly source: string;
  /** When it happened; now if left out. */
  readonly time?: Date;
}

/** Makes a message of its data, addressed to its queue. */
export function orderMessage<T extends OrderMessageType>(
  type: T,
  data: OrderMessageData<T>,
  { source, time }: OrderMessageOptions,
): OutgoingMessage {
  const { order_id: orderId, tenant_id: tenantId } = data;
  const event = cloudEvent({ source, type, orderId, tenantId, data, ...(time && { time }) });
  return { queue: orderMessages[type].queue, event };
}

const readers = new Map(
  Object.entries(orderMessages).map(([type, { data }]) => [type, Compile(data as TSchema)]),
);

/**
 * Checks a message's type, data, and that envelope and data name the same order. Throws `InvalidMessageError`
 * that names the field, never its value.
 */
export function readOrderMessage(event: CloudEvent): OrderMessage {
  const reader = readers.get(event.type);
  if (reader === undefined) throw new InvalidMessageError(`unknown message type ${event.type}`);
  if (!reader.Check(event.data)) {
    const [first] = reader.Errors(event.data);
    throw new InvalidMessageError(`${event.type}: data of a wrong shape: ${describeError(first)}`);
  }
  const message = {
    type: event.type,
    id: event.id,
    source: event.source,
    time: new Date(event.time),
    data: event.data,
  } as OrderMessage;
  const { order_id: orderId, tenant_id: tenantId } = message.data;
  if (orderId !== event.orderid || tenantId !== event.tenantid) {
    throw new InvalidMessageError(`${event.type}: envelope and data name different orders`);
  }
  return message;
}
