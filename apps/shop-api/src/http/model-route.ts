import { randomUUID } from 'node:crypto';
import { retailTenant } from '@ordertrace/conventions';
import type { ModelStore } from '@ordertrace/model-files';
import { addUploadRoute, orderNotFound, Problem, takeStep, type Service } from '@ordertrace/service';
import { customerSteps, withModel } from '../domain/customer-steps.js';
import type { Model, Order } from '../domain/order.js';
import { findOrder, lockOrder, updateOrder } from '../storage/orders.js';
import { OrderParams, OrderView, viewOf } from './schemas.js';

/** Largest model file. */
export const maxModelBytes = 50 * 1024 * 1024;

/** `PUT /orders/{order_id}/model`: the STL file as it is, streamed into the model files' store. */
export function addModelRoute(service: Service, models: ModelStore): void {
  addUploadRoute(service.http, {
    url: '/orders/:order_id/model',
    params: OrderParams,
    response: OrderView,
    tags: ['orders'],
    summary: 'The 3D model, STL (binary or ASCII); replaces an earlier one until the order is submitted',
    maxBytes: maxModelBytes,
    receive: async (request, body) => {
      const { order_id: orderId } = request.params as { order_id: string };
      const order = await findOrder(service.database.pool, orderId);
      if (order === undefined) throw orderNotFound(orderId);
      takeStep(customerSteps, 'model', order.stage);
      const model = await keepModel(models, orderId, body);
      return viewOf(await giveModel({ service, models }, orderId, model));
    },
  });
}

/** Every upload gets a key of its own: a model that is being read never changes. */
async function keepModel(
  models: ModelStore,
  orderId: string,
  body: AsyncIterable<Uint8Array>,
): Promise<Model> {
  const key = `${retailTenant}/${orderId}/${randomUUID()}.stl`;
  const { bytes } = await models.put(key, body, { maxBytes: maxModelBytes });
  if (bytes > 0) return { key, bytes };
  await models.delete(key);
  const detail = 'The body is empty; send the model file as it is.';
  throw new Problem({ status: 400, code: 'invalid_request', detail });
}

interface Using {
  readonly service: Service;
  readonly models: ModelStore;
}

async function giveModel({ service, models }: Using, orderId: string, model: Model): Promise<Order> {
  try {
    const { order, replaced } = await service.change(async (client) => {
      const locked = await lockOrder(client, orderId);
      const changed = withModel(locked.order, model);
      await updateOrder(client, changed, locked.carrier);
      return { order: changed, replaced: locked.order.model };
    });
    if (replaced !== undefined) await forget({ service, models }, replaced.key);
    return order;
  } catch (error) {
    await forget({ service, models }, model.key);
    throw error;
  }
}

/** A file that stays behind costs room, nothing else. */
async function forget({ service, models }: Using, key: string): Promise<void> {
  await models.delete(key).catch((error: unknown) => {
    service.log.warn({ err: error }, 'a model that is not used any more could not be deleted');
  });
}
