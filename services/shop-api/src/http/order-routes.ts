import {
  IdempotencyHeaders,
  idempotent,
  once,
  orderNotFound,
  page,
  pageQuery,
  readCursor,
  type Service,
} from '@ordertrace/service-kit';
import { Type } from 'typebox';
import { pay } from '../domain/customer-steps.js';
import { createOrder, moveOrder } from '../storage/change-order.js';
import { findOrder, listOrders } from '../storage/orders.js';
import {
  OrderList,
  OrderParams,
  OrderRequestSchema,
  OrderView,
  PaymentSchema,
  StageFilter,
  summaryOf,
  viewOf,
} from './schemas.js';

const tags = ['orders'];
const defaultLimit = 50;

/** Routes for placing, reading and paying orders. */
export function addOrderRoutes(service: Service): void {
  addPlacing(service);
  addReading(service);
  addPaying(service);
}

function addPlacing(service: Service): void {
  const schema = {
    tags,
    summary: 'Places an order',
    body: OrderRequestSchema,
    response: { 201: OrderView },
  };
  service.http.post('/orders', { schema }, async (request, reply) => {
    const order = await createOrder(service, request.body);
    return reply.code(201).header('location', `/orders/${order.orderId}`).send(viewOf(order));
  });
}

function addReading({ http, database: { pool } }: Service): void {
  const one = { tags, summary: 'One order', params: OrderParams, response: { 200: OrderView } };
  http.get('/orders/:order_id', { schema: one }, async ({ params: { order_id: orderId } }) => {
    const order = await findOrder(pool, orderId);
    if (order === undefined) throw orderNotFound(orderId);
    return viewOf(order);
  });
  const list = {
    tags,
    summary: 'Orders, the newest first, without their customers',
    querystring: Type.Object({ stage: Type.Optional(StageFilter), ...pageQuery }),
    response: { 200: OrderList },
  };
  http.get('/orders', { schema: list }, async ({ query: { stage, limit = defaultLimit, cursor } }) => {
    const before = readCursor(cursor);
    const rows = await listOrders(pool, {
      limit: limit + 1,
      ...(stage !== undefined && { stage }),
      ...(before !== undefined && { before }),
    });
    const { items, next } = page(rows, limit);
    return { orders: items.map(({ order }) => summaryOf(order)), next };
  });
}

function addPaying(service: Service): void {
  const schema = {
    tags,
    summary: 'Records that the customer paid the price; the same Idempotency-Key pays once',
    params: OrderParams,
    headers: IdempotencyHeaders,
    body: PaymentSchema,
    response: { 200: OrderView },
  };
  service.http.post('/orders/:order_id/pay', { schema, config: { problems: [409, 422] } }, (request) => {
    const { order_id: orderId } = request.params;
    return service.change((client) =>
      once(client, idempotent(request, `pay/${orderId}`), async () => {
        const reference = request.body.payment_reference;
        return viewOf(await moveOrder(client, orderId, (order, at) => pay(order, at, reference)));
      }),
    );
  });
}
