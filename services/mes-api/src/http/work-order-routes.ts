import { withOrder } from '@ordertrace/instrumentation';
import {
  orderNotFound,
  page,
  pageQuery,
  Problem,
  readCursor,
  untraced,
  type Service,
} from '@ordertrace/service-kit';
import { Type } from 'typebox';
import type { Move } from '../domain/move.js';
import { claim, complete, pack, ship } from '../domain/operator-steps.js';
import type { OrderKey, WorkOrder } from '../domain/work-order.js';
import { moveWorkOrder } from '../storage/change-work-order.js';
import { listWorkOrders, tenantsOf } from '../storage/work-orders.js';
import {
  Line,
  OrderParams,
  StageFilter,
  TenantQuery,
  workOrderView,
  WorkOrderList,
  WorkOrderView,
} from './schemas.js';

const tags = ['work orders'];
const defaultLimit = 50;

const ClaimBody = Type.Object({ operator: Line(100) }, { additionalProperties: false });
const ShipBody = Type.Object(
  { carrier: Line(100), tracking_number: Line(100) },
  { additionalProperties: false },
);

/** Routes of the operators. */
export function addWorkOrderRoutes(service: Service): void {
  addList(service);
  const config = { problems: [409] };
  const step = { tags, params: OrderParams, querystring: TenantQuery, response: { 200: WorkOrderView } };

  const claiming = { ...step, summary: 'Takes the order into production', body: ClaimBody };
  service.http.post('/work-orders/:order_id/claim', { schema: claiming, config }, (request) =>
    take(service, request, (order, at) => claim(order, at, request.body.operator)),
  );
  const completing = { ...step, summary: 'All pieces are made' };
  service.http.post('/work-orders/:order_id/complete', { schema: completing, config }, (request) =>
    take(service, request, complete),
  );
  const packing = { ...step, summary: 'All pieces are packed' };
  service.http.post('/work-orders/:order_id/pack', { schema: packing, config }, (request) =>
    take(service, request, pack),
  );
  const shipping = { ...step, summary: 'The parcel is on its way', body: ShipBody };
  service.http.post('/work-orders/:order_id/ship', { schema: shipping, config }, (request) => {
    const { carrier, tracking_number: trackingNumber } = request.body;
    return take(service, request, (order, at) => ship(order, at, { carrier, trackingNumber }));
  });
}

function addList({ http, database: { pool } }: Service): void {
  const querystring = Type.Object({
    stage: Type.Optional(StageFilter),
    tenant: Type.Optional(Type.String({ maxLength: 128, description: 'Only of this tenant' })),
    operator: Type.Optional(Type.String({ maxLength: 100, description: 'Only of this operator' })),
    ...pageQuery,
  });
  const schema = {
    tags,
    summary: 'Work orders, the newest first',
    querystring,
    response: { 200: WorkOrderList },
  };
  http.get('/work-orders', { schema }, async ({ query: { limit = defaultLimit, cursor, ...filters } }) => {
    const before = readCursor(cursor);
    const rows = await listWorkOrders(pool, {
      ...filters,
      limit: limit + 1,
      ...(before !== undefined && { before }),
    });
    const { items, next } = page(rows, limit);
    return { work_orders: items.map(({ order }) => workOrderView(order)), next };
  });
}

interface StepRequest {
  readonly params: { readonly order_id: string };
  readonly query: { readonly tenant?: string };
}

/** Takes one step of an operator and returns the order after it. */
async function take(
  service: Service,
  request: StepRequest,
  decide: (order: WorkOrder, at: Date) => Move | undefined,
): Promise<WorkOrderView> {
  const key = await keyOf(service, request);
  return withOrder(key, async () => {
    const order = await service.change((client) => moveWorkOrder(client, key, decide));
    service.log.info({ stage: order.stage }, 'operator moved the order on');
    return workOrderView(order);
  });
}

/** The order's full key. Throws a `Problem` if the ID alone is ambiguous. */
async function keyOf(service: Service, { params, query }: StepRequest): Promise<OrderKey> {
  const { order_id: orderId } = params;
  if (query.tenant !== undefined) return { orderId, tenantId: query.tenant };
  const tenants = await untraced(() => tenantsOf(service.database.pool, orderId));
  const [tenantId] = tenants;
  if (tenantId === undefined) throw orderNotFound(orderId);
  if (tenants.length === 1) return { orderId, tenantId };
  throw new Problem({
    status: 409,
    code: 'order_ambiguous',
    detail: `Order ${orderId} exists for several tenants: say which with ?tenant=.`,
    extra: { tenants },
  });
}
