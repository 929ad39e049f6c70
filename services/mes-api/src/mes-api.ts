import { openModelStore } from '@ordertrace/model-files';
import { startService, type RunningService, type ServiceDefinition } from '@ordertrace/service-kit';
import type { FastifyRequest } from 'fastify';
import { isOrderId } from './domain/work-order.js';
import { partnerOf } from './http/partner-access.js';
import { addPartnerArea } from './http/partner-area.js';
import { PartnerOrderView, WorkOrderView } from './http/schemas.js';
import { addWorkOrderRoutes } from './http/work-order-routes.js';
import type { MesConfig } from './mes-config.js';
import { subscribeToCalculations } from './messages/mes-calculations.js';
import { subscribeToMesOrders } from './messages/mes-orders.js';
import { migrations } from './storage/migrations.js';

/** Starts the MES API with its configuration. */
export function startMesApi(
  config: MesConfig,
  overrides: Pick<ServiceDefinition, 'events' | 'log'> = {},
): Promise<RunningService> {
  const { url, ...access } = config.models;
  const models = openModelStore(url, access);
  return startService(config, {
    ...overrides,
    title: 'MES API',
    description: 'Has orders priced and made: work orders for operators, partners’ own orders.',
    contract: {
      tags: { 'work orders': 'Steps of the operators', 'partner orders': "A partner's own orders" },
      schemas: { WorkOrder: WorkOrderView, PartnerOrder: PartnerOrderView },
      securitySchemes: {
        partner: { type: 'http', scheme: 'bearer', description: 'The token that a partner was given' },
      },
    },
    migrations,
    orderFromRequest,
    setUp: async (service) => {
      addWorkOrderRoutes(service);
      await addPartnerArea(service, models, config);
      await subscribeToMesOrders(service);
      await subscribeToCalculations(service);
      return { models: () => models.check() };
    },
  });
}

/** Only the database knows the tenant of a work order; its routes name the order after they have found it. */
function orderFromRequest(request: FastifyRequest) {
  const { order_id: orderId } = request.params as { order_id?: string };
  const tenantId = partnerOf(request);
  const isOne = orderId !== undefined && isOrderId(orderId);
  return isOne && tenantId !== undefined ? { orderId, tenantId } : undefined;
}
