import { retailTenant } from '@ordertrace/conventions';
import { openModelStore } from '@ordertrace/model-files';
import {
  startService,
  type RunningService,
  type ServiceConfig,
  type ServiceDefinition,
} from '@ordertrace/service-kit';
import type { FastifyRequest } from 'fastify';
import { isOrderId } from './domain/order.js';
import { addModelRoute } from './http/model-route.js';
import { addOrderRoutes } from './http/order-routes.js';
import { OrderSummary, OrderView } from './http/schemas.js';
import { addStepRoutes } from './http/step-routes.js';
import { subscribeToShopOrders } from './messages/shop-orders.js';
import { migrations } from './storage/migrations.js';

/** Starts the Shop API with its configuration. */
export function startShopApi(
  config: ServiceConfig,
  overrides: Pick<ServiceDefinition, 'events' | 'log'> = {},
): Promise<RunningService> {
  const { url, ...access } = config.models;
  const models = openModelStore(url, access);
  return startService(config, {
    ...overrides,
    title: 'Shop API',
    description: 'Takes retail orders with their 3D models, payments, and the goods’ arrival.',
    contract: {
      tags: { orders: 'Retail orders of the shop' },
      schemas: { Order: OrderView, OrderSummary },
    },
    migrations,
    orderFromRequest,
    setUp: async (service) => {
      addOrderRoutes(service);
      addStepRoutes(service);
      addModelRoute(service, models);
      await subscribeToShopOrders(service);
      return { models: () => models.check() };
    },
  });
}

function orderFromRequest({ params }: FastifyRequest) {
  const { order_id: orderId } = params as { order_id?: string };
  const isOne = orderId !== undefined && isOrderId(orderId);
  return isOne ? { orderId, tenantId: retailTenant } : undefined;
}
