import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import type { StoreChecks } from '@ordertrace/store';
import type { Registry } from 'prom-client';
import { Type } from 'typebox';
import { incompleteFiles } from '../store-checks/incomplete-answers.js';
import { openMetricsType, plainText, plainTextType, wantsOpenMetrics } from '../metrics/index.js';

/** The conditions for a ready server; `/readyz` lists each by name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

export interface HealthRouteOptions {
  /** From `createRegistry`. */
  readonly metrics: Registry;
  readonly readiness: Readiness;
  /** Checks of the store's files; absent if it has none. */
  readonly checks?: StoreChecks | undefined;
}

const Alive = Type.Object({ status: Type.String() });
const Ready = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not_ready')]),
  parts: Type.Record(Type.String(), Type.Boolean(), { description: 'Whether each part is ready' }),
  damaged_files: Type.Optional(
    Type.Array(Type.String(), { description: 'Files whose content answers lack' }),
  ),
});

export const healthRoutes: FastifyPluginCallbackTypebox<HealthRouteOptions> = (app, options, done) => {
  app.get('/healthz', { schema: { summary: 'The process lives', response: { 200: Alive } } }, () => ({
    status: 'ok',
  }));
  app.get(
    '/readyz',
    { schema: { summary: 'It can take and answer', response: { 200: Ready, 503: Ready } } },
    async (_request, reply) => {
      const parts = options.readiness();
      const ready = Object.values(parts).every(Boolean);
      const incomplete = options.checks === undefined ? [] : await incompleteFiles(options.checks);
      return reply.status(ready ? 200 : 503).send({
        status: ready ? 'ready' : 'not_ready',
        parts,
        // Results lack the content of these files; the rest is served.
        ...(incomplete.length > 0 && { damaged_files: incomplete }),
      });
    },
  );
  app.get(
    '/metrics',
    { schema: { summary: 'Prometheus metrics', produces: ['application/openmetrics-text', 'text/plain'] } },
    async (request, reply) => {
      const openMetrics = await options.metrics.metrics();
      return wantsOpenMetrics(request.headers.accept)
        ? reply.type(openMetricsType).send(openMetrics)
        : reply.type(plainTextType).send(plainText(openMetrics));
    },
  );
  done();
};
