import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { attribute } from '@ordertrace/conventions';
import { LogController, type FastifyPluginCallback, type FastifyReply, type FastifyRequest } from 'fastify';
import type { OrderInStage } from './with-order.js';
import { withOrder } from './with-order.js';

export interface OrderHookOptions {
  /**
   * The order a request is about; nothing where it is about none. Runs after the body is parsed and before it
   * is validated. If it fails, the request goes on without an order.
   */
  readonly orderFromRequest: (
    request: FastifyRequest,
  ) => OrderInStage | undefined | Promise<OrderInStage | undefined>;
}

/**
 * A fastify plugin for the whole app: runs each request's handler within the request's order, and names the
 * server span by the route (`POST /orders/{id}/pay`).
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

// Without this, fastify would apply the hooks to routes inside of the plugin only.
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
 * fastify's request log with one line a request, written when the response is sent: by then the order is
 * known. No line holds a query, which may hold personal data.
 */
export class OrderLogController extends LogController {
  override incomingRequest(): void {
    // Nothing is known of the order yet; the line at the end says all.
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
