import { withOrder } from '@ordertrace/instrumentation';
import { MaterialSchema, QuantitySchema } from '@ordertrace/messaging';
import {
  earlierAnswer,
  IdempotencyHeaders,
  idempotent,
  once,
  orderNotFound,
  page,
  pageQuery,
  readCursor,
  untraced,
  type HttpServer,
  type IdempotentRequest,
  type Service,
} from '@ordertrace/service-kit';
import { Type } from 'typebox';
import { approve, cancel, close, submit } from '../domain/partner-steps.js';
import type { Move } from '../domain/move.js';
import type { WorkOrder } from '../domain/work-order.js';
import {
  createPartnerOrder,
  moveWorkOrder,
  newOrderId,
  type PartnerRequest,
} from '../storage/change-work-order.js';
import { findWorkOrder, listWorkOrders } from '../storage/work-orders.js';
import { requirePartner } from './partner-access.js';
import {
  Line,
  OrderParams,
  PartnerOrderList,
  partnerOrderView,
  PartnerOrderView,
  StageFilter,
} from './schemas.js';

const tags = ['partner orders'];
const defaultLimit = 50;

const OrderBody = Type.Object(
  {
    material: MaterialSchema,
    quantity: QuantitySchema,
    reference: Type.Optional(Line(100)),
  },
  { additionalProperties: false },
);
const ApproveBody = Type.Object({ purchase_order: Line(200) }, { additionalProperties: false });

/** Routes for placing and reading a partner's own orders. */
export function addPartnerOrderRoutes(http: HttpServer, service: Service): void {
  addPlacing(http, service);
  addReading(http, service);
  addApproval(http, service);
  addPlainSteps(http, service);
}

function addPlacing(http: HttpServer, service: Service): void {
  const schema = {
    tags,
    summary: 'Places an order; the same Idempotency-Key places one',
    headers: IdempotencyHeaders,
    body: OrderBody,
    response: { 201: PartnerOrderView },
  };
  http.post('/orders', { schema, config: { problems: [422] } }, async (request, reply) => {
    const tenantId = requirePartner(request);
    const asked = idempotent(request, `partner/${tenantId}`);
    // Looked up before a new order gets an ID: no trace may name an order that is then not created.
    const earlier = await untraced(() => earlierAnswer<PartnerOrderView>(service.database.pool, asked));
    const view = earlier ?? (await place(service, asked, { ...request.body, tenantId }));
    return reply.code(201).header('location', `/partner/orders/${view.order_id}`).send(view);
  });
}

async function place(
  service: Service,
  asked: IdempotentRequest,
  wanted: PartnerRequest,
): Promise<PartnerOrderView> {
  const orderId = await newOrderId(service);
  return withOrder({ orderId, tenantId: wanted.tenantId }, () =>
    service.change((client) =>
      once(client, asked, async () => partnerOrderView(await createPartnerOrder(client, orderId, wanted))),
    ),
  );
}

function addReading(http: HttpServer, { database: { pool } }: Service): void {
  const one = {
    tags,
    summary: 'One order',
    params: OrderParams,
    response: { 200: PartnerOrderView },
  };
  http.get('/orders/:order_id', { schema: one }, async (request) => {
    const { order_id: orderId } = request.params;
    const order = await findWorkOrder(pool, { orderId, tenantId: requirePartner(request) });
    if (order === undefined) throw orderNotFound(orderId);
    return partnerOrderView(order);
  });
  const list = {
    tags,
    summary: 'Orders, the newest first',
    querystring: Type.Object({ stage: Type.Optional(StageFilter), ...pageQuery }),
    response: { 200: PartnerOrderList },
  };
  http.get('/orders', { schema: list }, async (request) => {
    const { stage, limit = defaultLimit, cursor } = request.query;
    const before = readCursor(cursor);
    const rows = await listWorkOrders(pool, {
      tenant: requirePartner(request),
      limit: limit + 1,
      ...(stage !== undefined && { stage }),
      ...(before !== undefined && { before }),
    });
    const { items, next } = page(rows, limit);
    return { orders: items.map(({ order }) => partnerOrderView(order)), next };
  });
}

function addApproval(http: HttpServer, service: Service): void {
  const schema = {
    tags,
    summary: 'Orders at the price offered; the same Idempotency-Key does so once',
    params: OrderParams,
    headers: IdempotencyHeaders,
    body: ApproveBody,
    response: { 200: PartnerOrderView },
  };
  http.post('/orders/:order_id/approve', { schema, config: { problems: [409, 422] } }, (request) => {
    const key = { orderId: request.params.order_id, tenantId: requirePartner(request) };
    const purchaseOrder = request.body.purchase_order;
    return service.change((client) =>
      once(client, idempotent(request, `approve/${key.tenantId}`), async () =>
        partnerOrderView(await moveWorkOrder(client, key, (order) => approve(order, purchaseOrder))),
      ),
    );
  });
}

const plainSteps: Readonly<
  Record<string, { summary: string; decide: (order: WorkOrder, at: Date) => Move }>
> = {
  submit: { summary: 'Has the order priced; it needs its model', decide: submit },
  cancel: { summary: 'Cancels the order, before production has begun', decide: cancel },
  close: { summary: 'The goods have arrived', decide: close },
};

function addPlainSteps(http: HttpServer, service: Service): void {
  for (const [name, { summary, decide }] of Object.entries(plainSteps)) {
    const schema = { tags, summary, params: OrderParams, response: { 200: PartnerOrderView } };
    http.post(`/orders/:order_id/${name}`, { schema, config: { problems: [409] } }, async (request) => {
      const key = { orderId: request.params.order_id, tenantId: requirePartner(request) };
      const order = await service.change((client) => moveWorkOrder(client, key, decide));
      service.log.info({ stage: order.stage }, `partner's order ${name}: done`);
      return partnerOrderView(order);
    });
  }
}
