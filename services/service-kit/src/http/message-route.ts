import { createHash, timingSafeEqual } from 'node:crypto';
import {
  cloudEventMediaType,
  type DeadLetters,
  type HttpMessaging,
  type Receipt,
} from '@ordertrace/messaging';
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
  const schema = { tags: ['messages'], params: Type.Object({ queue: Type.String() }) };
  server.post('/messages/:queue', { schema, logLevel: 'warn' }, async (request, reply) => {
    if (!isTrusted(request.headers.authorization, receiver.token)) {
      throw new Problem({ status: 401, code: 'unauthorized', detail: 'MESSAGING_TOKEN must be the same.' });
    }
    const { queue } = request.params;
    return answer(reply, queue, await receiver.receive(queue, request.body));
  });
}

/** `GET /dead-letters`: messages that this service gave up, newest first, without their data. */
export function addDeadLetterRoute(server: HttpServer, deadLetters: DeadLetters): void {
  const querystring = Type.Object({
    queue: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  });
  const schema = { tags: ['messages'], querystring: Type.Partial(querystring) };
  server.get('/dead-letters', { schema }, async ({ query: { queue, limit } }) => {
    const letters = await deadLetters.list({ limit: limit ?? 100, ...(queue !== undefined && { queue }) });
    return {
      dead_letters: letters.map(({ messageId, orderId, tenantId, ...letter }) => ({
        ...letter,
        message_id: messageId,
        order_id: orderId,
        tenant_id: tenantId,
      })),
    };
  });
}

function answer(reply: FastifyReply, queue: string, receipt: Receipt): FastifyReply {
  switch (receipt.outcome) {
    case 'handled':
      return reply.code(204).send();
    case 'dead':
      return reply.code(202).send();
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
