import { fastifyRateLimit } from '@fastify/rate-limit';
import type { ModelStore } from '@ordertrace/model-files';
import { documentArea, Problem, type HttpServer, type Service } from '@ordertrace/service-kit';
import type { MesConfig } from '../mes-config.js';
import { partnerGate, requirePartner } from './partner-access.js';
import { addPartnerModelRoute } from './partner-model-route.js';
import { addPartnerOrderRoutes } from './partner-routes.js';

/** All of `/partner`: requires a partner's token and limits the rate of each partner. */
export async function addPartnerArea(
  service: Service,
  models: ModelStore,
  config: Pick<MesConfig, 'partners' | 'partnerRequestsPerMinute'>,
): Promise<void> {
  const enter = partnerGate(config.partners);
  await service.http.register(
    async (area: HttpServer) => {
      documentArea(area, { security: 'partner', problems: [429] });
      area.addHook('onRequest', (request, _reply, done) => {
        enter(request);
        done();
      });
      await area.register(fastifyRateLimit, {
        max: config.partnerRequestsPerMinute,
        timeWindow: 60_000,
        keyGenerator: requirePartner,
        errorResponseBuilder: (_request, { after }) =>
          new Problem({
            status: 429,
            code: 'too_many_requests',
            detail: `Your limit is ${config.partnerRequestsPerMinute} requests a minute; try again in ${after}.`,
          }),
      });
      addPartnerOrderRoutes(area, service);
      addPartnerModelRoute(area, service, models);
    },
    { prefix: '/partner' },
  );
}
