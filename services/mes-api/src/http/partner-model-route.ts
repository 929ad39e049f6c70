import type { ModelStore } from '@ordertrace/model-files';
import {
  addUploadRoute,
  maxModelBytes,
  orderNotFound,
  receiveModel,
  takeStep,
  type HttpServer,
  type Service,
} from '@ordertrace/service-kit';
import { partnerSteps, withModel } from '../domain/partner-steps.js';
import type { Model, OrderKey } from '../domain/work-order.js';
import { findForChange, findWorkOrder, updateWorkOrder } from '../storage/work-orders.js';
import { requirePartner } from './partner-access.js';
import { OrderParams, partnerOrderView, PartnerOrderView } from './schemas.js';

/** `PUT /partner/orders/{order_id}/model`: the STL file, streamed into the store of model files. */
export function addPartnerModelRoute(http: HttpServer, service: Service, models: ModelStore): void {
  const { database, log } = service;
  addUploadRoute(http, {
    url: '/orders/:order_id/model',
    params: OrderParams,
    response: PartnerOrderView,
    tags: ['partner orders'],
    summary: 'The 3D model, STL (binary or ASCII); replaces an earlier one until the order is submitted',
    maxBytes: maxModelBytes,
    receive: async (request, body) => {
      const { order_id: orderId } = request.params as { order_id: string };
      const key = { orderId, tenantId: requirePartner(request) };
      const order = await findWorkOrder(database.pool, key);
      if (order === undefined) throw orderNotFound(orderId);
      takeStep(partnerSteps, 'model', order.stage);
      const upload = { models, log, ...key, body };
      return partnerOrderView(await receiveModel(upload, (model) => giveModel(service, key, model)));
    },
  });
}

function giveModel(service: Service, key: OrderKey, model: Model) {
  return service.change(async (client) => {
    const locked = await findForChange(client, key);
    if (locked === undefined) throw orderNotFound(key.orderId);
    const order = withModel(locked.order, model);
    await updateWorkOrder(client, order, locked.carrier);
    return { order, replaced: locked.order.model?.key };
  });
}
