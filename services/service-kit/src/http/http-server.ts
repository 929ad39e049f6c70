import { fastifySwagger } from '@fastify/swagger';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { OrderInStage } from '@ordertrace/instrumentation';
import { OrderLogController, orderHook } from '@ordertrace/instrumentation/fastify';
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import type { Logger } from 'pino';
import { refuseUnstorableText } from './storable-text.js';
import { handleError, handleNotFound } from './error-handler.js';
import { serviceDocument, type ServiceContract } from './service-document.js';

export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface HttpServerOptions {
  readonly title: string;
  readonly description: string;
  readonly log: Logger;
  /** What the OpenAPI document of the service says besides its routes. */
  readonly contract: ServiceContract;
  /** The order that a request's URL names, without a look-up. */
  readonly orderFromRequest: (request: FastifyRequest) => OrderInStage | undefined;
}

/** Limit of bodies that are read into memory. Models are streamed and have their own limit. */
const bodyLimitBytes = 256 * 1024;
const requestTimeoutMs = 120_000;

/**
 * An HTTP server with the common parts of all services: checked bodies, problem details, `/openapi.json`, and
 * one log line per request without body, query or address.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { title, description, contract, log, orderFromRequest } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const server = fastify({
    loggerInstance,
    logController: new OrderLogController(),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    // Longer than any id, so that a long one gets the error of the route's schema.
    routerOptions: { maxParamLength: 1024 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.setValidatorCompiler(TypeBoxValidatorCompiler);
  server.setErrorHandler(handleError);
  server.setNotFoundHandler(handleNotFound);
  server.addHook('preValidation', refuseUnstorableText);
  await server.register(fastifySwagger, serviceDocument({ title, description, ...contract }));
  endConnectionsOnClose(server);
  await server.register(orderHook, { orderFromRequest });
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  return server;
}

/** Ends keep-alive connections; they would delay the stop until they time out. */
function endConnectionsOnClose(server: HttpServer): void {
  let isClosing = false;
  server.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done();
  });
}
