import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessLog, AccessRecord } from './access-log.js';

declare module 'fastify' {
  interface FastifyInstance {
    accessLog: AccessLog | undefined;
  }
}

/** Call it before routes are added. */
export function keepLooks(app: FastifyInstance, log: AccessLog | undefined): void {
  app.decorate('accessLog', log);
}

/**
 * Records that the caller is shown data of these orders. Handlers call it before they respond.
 *
 * @throws ApiError 503 if views can't be stored
 */
export function lookedAt(request: FastifyRequest, look: Omit<AccessRecord, 'person'>): void {
  request.server.accessLog?.record({ ...look, person: request.person });
}
