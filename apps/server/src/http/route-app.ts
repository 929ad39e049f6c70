import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

/**
 * The app that a group of routes is registered on. Requests and responses have the types of their schemas.
 */
export type RouteApp = Parameters<FastifyPluginCallbackTypebox>[0];
