import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { attribute } from '@ordertrace/conventions';
import { LogController, type FastifyPluginCallback, type FastifyReply, type FastifyRequest } from 'fastify';
import type { OrderInStage } from './with-order.js';
import { withOrder } from './with-order.js';

export interface OrderHookOptions {
  /**
   * Finds the order of a request; `undefined` for a request without an order. Runs after the body is parsed
   * and before it is validated. If it fails, the request continues without an order.
   */
  readonly orderFromRequest: (
    request: FastifyRequest,
  ) => OrderInStage | undefined | Promise<OrderInStage | undefined>;
}

/**
 * A Fastify plugin for the whole app. It runs each handler within the order of the request, and names the
 * server span after the route (`POST /orders/{id}/pay`).
 */
export const orderHook: FastifyPluginCallback<OrderHookOptions> = (app, options, ready) => {
  app.addHook('onRequest', (request, _reply, done) => {
    nameByRoute(request);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    const goOn = (order: OrderInStage | undefined) => (order === undefined ? done() : withOrder(order, done));
    try {
      const order = options.orderFromRequest(request);
      if (order instanceof Promise) order.then(goOn, () => done());
      else goOn(order);
    } catch {
      done();
    }
  });
  ready();
};

// Without this symbol, Fastify applies the hooks only to routes inside the plugin.
Object.assign(orderHook, { [Symbol.for('skip-override')]: true });

function nameByRoute(request: FastifyRequest): void {
  const route = request.routeOptions.url?.replace(/:(\w+)/g, '{$1}');
  if (route === undefined) return;
  const metadata = getRPCMetadata(context.active());
  if (metadata !== undefined) metadata.route = route;
  const span = trace.getActiveSpan();
  span?.setAttribute(attribute.httpRoute, route);
  span?.updateName(`${request.method} ${route}`);
}

/**
 * Fastify's request log with one line for each request. It is written with the response, when the order is
 * known. Lines contain no query, which may hold personal data.
 */
export class OrderLogController extends LogController {
  override incomingRequest(): void {
    // The order is not known yet; the line at the end of the request is enough.
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    if (this.isLogDisabled(request)) return;
    const line = { req: request, res: reply, responseTime: reply.elapsedTime };
    if (error) request.log.error({ ...line, err: error }, 'request errored');
    else request.log.info(line, 'request completed');
  }

  override routeNotFound(request: FastifyRequest): void {
    if (!this.isLogDisabled(request)) request.log.info({ req: request }, 'route not found');
  }
}
