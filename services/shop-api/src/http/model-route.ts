import { retailTenant } from '@ordertrace/conventions';
import type { ModelStore } from '@ordertrace/model-files';
import {
  addUploadRoute,
  maxModelBytes,
  orderNotFound,
  receiveModel,
  takeStep,
  type Service,
} from '@ordertrace/service-kit';
import { customerSteps, withModel } from '../domain/customer-steps.js';
import type { Model } from '../domain/order.js';
import { findOrder, lockOrder, updateOrder } from '../storage/orders.js';
import { OrderParams, OrderView, viewOf } from './schemas.js';

/** `PUT /orders/{order_id}/model`: the STL file, streamed into the store of model files. */
export function addModelRoute(service: Service, models: ModelStore): void {
  const { http, database, log } = service;
  addUploadRoute(http, {
    url: '/orders/:order_id/model',
    params: OrderParams,
    response: OrderView,
    tags: ['orders'],
    summary: 'The 3D model, STL (binary or ASCII); replaces an earlier one until the order is submitted',
    maxBytes: maxModelBytes,
    receive: async (request, body) => {
      const { order_id: orderId } = request.params as { order_id: string };
      const order = await findOrder(database.pool, orderId);
      if (order === undefined) throw orderNotFound(orderId);
      takeStep(customerSteps, 'model', order.stage);
      const upload = { models, log, tenantId: retailTenant, orderId, body };
      return viewOf(await receiveModel(upload, (model) => giveModel(service, orderId, model)));
    },
  });
}

function giveModel(service: Service, orderId: string, model: Model) {
  return service.change(async (client) => {
    const locked = await lockOrder(client, orderId);
    const order = withModel(locked.order, model);
    await updateOrder(client, order, locked.carrier);
    return { order, replaced: locked.order.model?.key };
  });
}
