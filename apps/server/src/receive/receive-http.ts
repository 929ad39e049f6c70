import type { IncomingMessage } from 'node:http';
import {
  encodeExportResponse,
  encodeRpcStatus,
  rpcCode,
  type Encoding,
  type RpcCode,
  type SenderBounds,
  type Signal,
} from '@ordertrace/otlp';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  isAdmitted,
  type Admission,
  type Ingest,
  type IngestOutcome,
  type Refusal,
  type RefusalReason,
} from './ingest.js';
import { checkSender } from './local-sender.js';
import { addressText, anySender, type Receiver, type ReceiverOptions } from './receiver.js';
import { BodyRefused, readBody, tooLarge, type Body } from './request-body.js';
import { isRefusal } from './senders.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bounds of the telemetry's sender. */
    bounds?: SenderBounds;
    /** Present while the request counts as announced. */
    admission?: Admission;
  }
}

const contentTypes = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
const paths = { '/v1/traces': 'traces', '/v1/logs': 'logs' } as const;

const answers: Readonly<Record<RefusalReason, readonly [status: number, code: RpcCode]>> = {
  malformed: [400, rpcCode.invalidArgument],
  unauthenticated: [401, rpcCode.unauthenticated],
  forbidden: [403, rpcCode.permissionDenied],
  too_large: [413, rpcCode.invalidArgument],
  unsupported: [415, rpcCode.invalidArgument],
  overloaded: [429, rpcCode.resourceExhausted],
  unavailable: [503, rpcCode.unavailable],
  failed: [500, rpcCode.internal],
};

/** Receives OTLP over HTTP: protobuf and JSON, also compressed, on `/v1/traces` and `/v1/logs`. */
export async function receiveHttp(options: ReceiverOptions): Promise<Receiver> {
  const { ingest, host, port, tls, senders = anySender } = options;
  const app = Fastify({
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
    ...(tls !== undefined && { https: { ...tls, minVersion: 'TLSv1.2' } }),
  }) as FastifyInstance;
  // Runs before a byte of the body is read.
  app.addHook('onRequest', async (request) => {
    const checked = await checkSender(senders, request.headers);
    if (isRefusal(checked)) throw new BodyRefused(checked);
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > ingest.limits.maxRequestBytes) throw new BodyRefused(tooLarge(ingest.limits));
    const admission = ingest.admit(length);
    if (!isAdmitted(admission)) throw new BodyRefused(admission);
    request.admission = admission;
    request.bounds = checked;
  });
  for (const hook of ['onResponse', 'onRequestAbort'] as const)
    app.addHook(hook, (request: FastifyRequest) => {
      request.admission?.end();
      return Promise.resolve();
    });
  app.removeAllContentTypeParsers();
  for (const contentType of Object.values(contentTypes)) {
    app.addContentTypeParser(contentType, (request: FastifyRequest, payload: IncomingMessage) =>
      readBody(payload, request.headers['content-encoding'], ingest),
    );
  }
  app.setErrorHandler((error, request, reply) => answerError(ingest, error, request, reply));
  for (const [path, signal] of Object.entries(paths)) addRoute(app, ingest, path, signal);
  app.setNotFoundHandler(answerNoRoute);
  await app.listen({ host, port });
  const address = app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { address: addressText(host, bound), port: bound, close: () => app.close() };
}

function addRoute(app: FastifyInstance, ingest: Ingest, path: string, signal: Signal): void {
  app.post<{ Body: Body | undefined }>(path, async (request, reply) => {
    const encoding = encodingOf(request);
    const bytes = request.body?.bytes ?? new Uint8Array(0);
    // The ingest takes over the reserved bytes of the body; nothing else runs in between.
    request.body?.release();
    request.admission?.end();
    answer(reply, await ingest.ingest({ signal, bytes, encoding, bounds: request.bounds }), {
      signal,
      encoding,
    });
    return reply;
  });
}

/** Answers a request for another path, or with another method. People who look with a browser get JSON. */
function answerNoRoute({ url, method, headers }: FastifyRequest, reply: FastifyReply): void {
  const [path = ''] = url.split('?');
  const isPath = path in paths;
  const message = isPath
    ? `${path} takes POST, not ${method}`
    : `There is no ${path}: OTLP is received at ${Object.keys(paths).join(' and ')}`;
  if (isPath) void reply.header('allow', 'POST');
  const encoding = headers['content-type']?.startsWith(contentTypes.protobuf) === true ? 'protobuf' : 'json';
  const code = isPath ? rpcCode.unimplemented : rpcCode.notFound;
  void reply
    .code(isPath ? 405 : 404)
    .header('content-type', contentTypes[encoding])
    .send(Buffer.from(encodeRpcStatus({ code, message }, encoding)));
}

function encodingOf(request: FastifyRequest): Encoding {
  return request.headers['content-type']?.toLowerCase().startsWith(contentTypes.json) === true
    ? 'json'
    : 'protobuf';
}

interface Answered {
  readonly signal: Signal;
  readonly encoding: Encoding;
}

function answer(reply: FastifyReply, outcome: IngestOutcome, { signal, encoding }: Answered): void {
  void reply.header('content-type', contentTypes[encoding]);
  if (outcome.outcome === 'kept') {
    const { rejected, message } = outcome;
    void reply.send(Buffer.from(encodeExportResponse({ signal, rejected, message }, encoding)));
    return;
  }
  const [status, code] = answers[outcome.reason];
  const { message, retryAfterMs } = outcome;
  if (outcome.reason === 'unauthenticated') void reply.header('www-authenticate', 'Bearer');
  if (retryAfterMs !== undefined)
    void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  const body = encodeRpcStatus(
    { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    encoding,
  );
  void reply.code(status).send(Buffer.from(body));
}

function answerError(ingest: Ingest, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const signal = request.url.startsWith('/v1/logs') ? 'logs' : 'traces';
  const refusal: Refusal = ingest.refuse(signal, refusalOf(error));
  // The rest of the body may still arrive, so the connection can't serve another request.
  void reply.header('connection', 'close');
  request.raw.resume();
  answer(reply, refusal, { signal, encoding: encodingOf(request) });
}

function refusalOf(error: unknown): Omit<Refusal, 'outcome'> {
  if (error instanceof BodyRefused) return error.refusal;
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === 415) {
    return {
      reason: 'unsupported',
      message: `Content-Type must be ${contentTypes.protobuf} or ${contentTypes.json}`,
    };
  }
  if (statusCode !== undefined && statusCode < 500) {
    return { reason: 'malformed', message: 'The request is not one of OTLP over HTTP' };
  }
  return { reason: 'failed', message: 'The server failed on this request' };
}
