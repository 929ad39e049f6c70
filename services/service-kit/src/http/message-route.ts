import { createHash, timingSafeEqual } from 'node:crypto';
import { cloudEventMediaType, type HttpMessaging, type Receipt } from '@ordertrace/messaging';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { sendProblem } from './error-handler.js';
import type { HttpServer } from './http-server.js';
import { Problem } from './problem.js';

/** `POST /messages/<queue>`: receives messages that other services push. For the inner network only. */
export function addMessageRoute(server: HttpServer, receiver: HttpMessaging): void {
  server.addContentTypeParser(cloudEventMediaType, { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(new Problem({ status: 400, code: 'invalid_request', detail: 'The body is no JSON.' }));
    }
  });
  const schema = {
    tags: ['messages'],
    summary: 'Takes a message of another service',
    security: [{ messaging: [] }],
    consumes: [cloudEventMediaType],
    params: Type.Object({ queue: Type.String({ description: 'A queue that this service reads' }) }),
    response: {
      204: Type.Null({ description: 'Taken' }),
    },
  };
  server.post('/messages/:queue', { schema, logLevel: 'warn' }, async (request, reply) => {
    if (!isTrusted(request.headers.authorization, receiver.token)) {
      throw new Problem({ status: 401, code: 'unauthorized', detail: 'MESSAGING_TOKEN must be the same.' });
    }
    const { queue } = request.params;
    return answer(reply, queue, await receiver.receive(queue, request.body));
  });
}

function answer(reply: FastifyReply, queue: string, receipt: Receipt): FastifyReply {
  switch (receipt.outcome) {
    case 'taken':
      return reply.code(204).send();
    case 'failed':
      void reply.header('retry-after', Math.max(1, Math.ceil(receipt.retryAfterMs / 1000)));
      return sendProblem(reply, new Problem({ status: 503, code: 'handler_failed' }));
    case 'invalid':
      return sendProblem(
        reply,
        new Problem({ status: 400, code: 'invalid_request', detail: receipt.reason }),
      );
    case 'unknown_queue':
      return sendProblem(reply, new Problem({ status: 404, code: 'unknown_queue', detail: queue }));
  }
}

function isTrusted(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
