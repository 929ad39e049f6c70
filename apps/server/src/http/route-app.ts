import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';

/** What a group of routes is registered on: requests and answers have the types of their schemas. */
export type RouteApp = Parameters<FastifyPluginCallbackTypebox>[0];
