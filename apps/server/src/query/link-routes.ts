import { Links } from '@ordertrace/api';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

export interface LinkRouteOptions {
  readonly links?: Links;
}

const nowhere: Links = { jaeger_trace: null, kibana_order: null };

export const linkRoutes: FastifyPluginCallbackTypebox<LinkRouteOptions> = (
  app,
  { links = nowhere },
  done,
) => {
  app.get(
    '/links',
    { schema: { summary: 'Where else traces and orders can be looked at', response: { 200: Links } } },
    () => links,
  );
  done();
};
