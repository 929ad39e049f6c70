import { PrivacyAudit } from '@ordertrace/api';
import type { Gate } from '@ordertrace/privacy';
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

export interface AuditRouteOptions {
  readonly gate: Pick<Gate, 'counts'>;
}

export const auditRoutes: FastifyPluginCallbackTypebox<AuditRouteOptions> = (app, { gate }, done) => {
  const since = new Date().toISOString();
  app.get(
    '/audit/privacy',
    {
      schema: {
        summary: 'What the privacy gate stopped since the server started: where and why, never the values',
        response: { 200: PrivacyAudit },
      },
    },
    () => {
      const stops = gate.counts();
      return { since, total: stops.reduce((sum, { count }) => sum + count, 0), stops };
    },
  );
  done();
};
