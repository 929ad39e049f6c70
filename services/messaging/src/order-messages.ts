import { stages } from '@ordertrace/conventions';
import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { cloudEvent, describeError, type CloudEvent } from './cloud-event.js';
import { InvalidMessageError } from './errors.js';

/** The queues between the three services. Each has one consuming application. */
export const queues = {
  /** Read by mes-api: the shop's messages about its orders. */
  mesOrders: 'mes.orders',
  /** Read by calculation-service. */
  calculationRequests: 'calculation.requests',
  /** Read by mes-api: the results of its requests. */
  mesCalculations: 'mes.calculations',
  /** Read by shop-api: messages of mes-api about the shop's orders. */
  shopOrders: 'shop.orders',
} as const;

export type QueueName = (typeof queues)[keyof typeof queues];

const order = {
  order_id: Type.String({ minLength: 1, maxLength: 128 }),
  tenant_id: Type.String({ minLength: 1, maxLength: 128 }),
};

/** Materials of orders. */
export const materials = ['silver-925', 'gold-585', 'gold-750', 'platinum-950', 'brass'] as const;
export type Material = (typeof materials)[number];
export const MaterialSchema = Type.Unsafe<Material>({ type: 'string', enum: [...materials] });

/** Largest quantity of one order. */
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
  /** Key of the 3D model in the store of model files. */
  model_key: Type.String({ minLength: 1, maxLength: 512 }),
});

const Positive = Type.Number({ exclusiveMinimum: 0 });

const Measures = Type.Object({
  /** Volume of one piece. */
  volume_mm3: Positive,
  surface_mm2: Positive,
  bounding_box_mm: Type.Object({ x: Positive, y: Positive, z: Positive }),
  /** Weight of all pieces together. */
  weight_g: Positive,
  print_minutes: Positive,
  price: MoneySchema,
});

const Rejection = Type.Object({
  ...order,
  /** Stable code for programs: `model_not_closed`. */
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

/** Every message type with its queue and the schema of its data. */
export const orderMessages = {
  'order.submitted': { queue: queues.mesOrders, data: OrderToMake },
  'order.approved': { queue: queues.mesOrders, data: OrderReference },
  /** The customer wants to cancel. Production answers it. */
  'order.cancellation_requested': { queue: queues.mesOrders, data: OrderReference },
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
  /** Production has cancelled the order, as requested. */
  'order.cancellation_accepted': { queue: queues.shopOrders, data: OrderReference },
  /** Production goes on with the order. */
  'order.cancellation_refused': { queue: queues.shopOrders, data: Rejection },
  /** Production moved the order on. `SHIPPED` has carrier and tracking number. */
  'order.stage_changed': { queue: queues.shopOrders, data: StageChange },
} as const satisfies Record<string, { queue: QueueName; data: TSchema }>;

export type OrderMessageType = keyof typeof orderMessages;
export type OrderMessageData<T extends OrderMessageType> = Static<(typeof orderMessages)[T]['data']>;

/** A checked message: `switch (message.type)` gives `data` its type. */
export type OrderMessage = {
  [T in OrderMessageType]: {
    readonly type: T;
    readonly id: string;
    readonly source: string;
    /** Time of the reported event. */
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
  /** The sending application. */
  readonly source: string;
  /** Time of the event. Default: now. */
  readonly time?: Date;
}

/** Creates a message from its data, addressed to its queue. */
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
 * Checks the message's type and data, and that envelope and data name the same order. Throws
 * `InvalidMessageError`, which names the field, never its value.
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
