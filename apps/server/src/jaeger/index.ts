import type { FastifyInstance } from 'fastify';
import { classicRoutes, type JaegerOptions } from './classic-routes.js';
import { v3Routes } from './v3-routes.js';

export { jaegerTraces } from './jaeger-json.js';

/** Jaeger's query API, both generations, for Jaeger's page and Grafana's Jaeger source. */
export async function jaegerRoutes(app: FastifyInstance, options: JaegerOptions): Promise<void> {
  // Jaeger's own documentation describes its API.
  app.addHook('onRoute', (route) => {
    route.schema = { hide: true };
  });
  const { store, gate } = options;
  await app.register(classicRoutes, { store, gate });
  await app.register(v3Routes, { store, gate });
}
