import { definedFields } from '@ordertrace/conventions';
import type { DeadLetter, MessageKey, OpenedDeadLetter, SentMessage } from '@ordertrace/messaging';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HttpServer } from './http-server.js';
import { Problem } from './problem.js';

/** What operators do with messages. `by` is the operator's name. */
export interface MessageActs {
  list(query: { queue?: string; orderId?: string; limit: number }): Promise<DeadLetter[]>;
  open(key: MessageKey): Promise<OpenedDeadLetter | undefined>;
  sendAgain(key: MessageKey, by: string): Promise<'sent' | 'unknown' | 'unreadable'>;
  discard(key: MessageKey, by: string): Promise<boolean>;
  sent(order: { orderId: string; tenantId: string }): Promise<SentMessage[]>;
  sendSentAgain(messageId: string, by: string): Promise<boolean>;
}

const tags = ['messages'];
const security = [{ operator: [] }];
const Text = Type.String({ maxLength: 200, description: 'The queue from which it was received' });
const Nullable = Type.Union([Type.String(), Type.Null()]);

const letter = {
  queue: Type.String(),
  message_id: Type.String(),
  type: Nullable,
  order_id: Nullable,
  tenant_id: Nullable,
  reason: Type.String(),
  deliveries: Type.Integer(),
  first_failed_at: Type.String({ format: 'date-time' }),
  at: Type.String({ format: 'date-time', description: 'When it was given up' }),
};
const DeadLetterView = Type.Object(letter);
const OpenedView = Type.Object({
  ...letter,
  source: Nullable,
  time: Nullable,
  trace_id: Nullable,
  fields: Type.Array(Type.String(), { description: 'Names of its data’s fields; values may be personal' }),
  bytes: Type.Integer(),
});
const SentView = Type.Object({
  message_id: Type.String(),
  queue: Type.String(),
  type: Type.String(),
  order_id: Type.String(),
  tenant_id: Type.String(),
  time: Type.String({ format: 'date-time' }),
  sent_at: Nullable,
  attempts: Type.Integer(),
  last_error: Nullable,
});
const Done = Type.Object({ message_id: Type.String(), by: Type.String() });
const MessageId = Type.String({ maxLength: 256, description: 'The message' });
const KeyParams = Type.Object({ queue: Text, message_id: MessageId });

/** Routes to look at dead letters and at sent messages, to send them again, and to discard them. */
export function addOperatorRoutes(http: HttpServer, acts: MessageActs, operatorOf: OperatorOf): void {
  addReading(http, acts, operatorOf);
  addActs(http, acts, operatorOf);
  addSent(http, acts, operatorOf);
}

type OperatorOf = (request: FastifyRequest) => string;

function addReading(http: HttpServer, acts: MessageActs, operatorOf: OperatorOf): void {
  const list = {
    tags,
    security,
    summary: 'Messages that this service gave up, the newest first, without their data',
    querystring: Type.Object({
      queue: Type.Optional(Text),
      order_id: Type.Optional(Type.String({ maxLength: 128, description: 'Only of this order' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '100 if left out' })),
    }),
    response: { 200: Type.Object({ dead_letters: Type.Array(DeadLetterView) }) },
  };
  http.get('/dead-letters', { schema: list }, async (request) => {
    operatorOf(request);
    const { queue, order_id: orderId, limit = 100 } = request.query;
    const letters = await acts.list({ limit, ...definedFields({ queue, orderId }) });
    return { dead_letters: letters.map(viewOf) };
  });
  const one = {
    tags,
    security,
    summary: 'One dead letter with its envelope and the names of its fields',
    params: KeyParams,
    response: { 200: OpenedView },
  };
  http.get('/dead-letters/:queue/:message_id', { schema: one }, async (request) => {
    operatorOf(request);
    const key = keyOf(request.params);
    const opened = await acts.open(key);
    if (opened === undefined) throw unknownLetter(key);
    const { source = null, time = null, traceId = null, fields, bytes } = opened;
    return { ...viewOf(opened), source, time, trace_id: traceId, fields: [...fields], bytes };
  });
}

function addActs(http: HttpServer, acts: MessageActs, operatorOf: OperatorOf): void {
  const again = {
    tags,
    security,
    summary: 'Has the message handled again; one that was handled before has no further effect',
    params: KeyParams,
    response: { 200: Done },
  };
  const config = { problems: [409] };
  http.post('/dead-letters/:queue/:message_id/send-again', { schema: again, config }, async (request) => {
    const by = operatorOf(request);
    const key = keyOf(request.params);
    const outcome = await acts.sendAgain(key, by);
    if (outcome === 'unknown') throw unknownLetter(key);
    if (outcome === 'unreadable') {
      const detail = 'The message is no CloudEvent. It can only be discarded.';
      throw new Problem({ status: 409, code: 'message_unreadable', detail });
    }
    return { message_id: key.messageId, by };
  });
  const discarding = {
    tags,
    security,
    summary: 'Removes the message for good',
    params: KeyParams,
    response: { 200: Done },
  };
  http.post('/dead-letters/:queue/:message_id/discard', { schema: discarding }, async (request) => {
    const by = operatorOf(request);
    const key = keyOf(request.params);
    if (!(await acts.discard(key, by))) throw unknownLetter(key);
    return { message_id: key.messageId, by };
  });
}

function addSent(http: HttpServer, acts: MessageActs, operatorOf: OperatorOf): void {
  const list = {
    tags,
    security,
    summary: 'An order’s messages that this service has sent within 30 days or will send, the newest first',
    querystring: Type.Object({
      order_id: Type.String({ maxLength: 128, description: 'The order' }),
      tenant: Type.Optional(Type.String({ maxLength: 128, description: 'retail if left out' })),
    }),
    response: { 200: Type.Object({ sent_messages: Type.Array(SentView) }) },
  };
  http.get('/sent-messages', { schema: list }, async (request) => {
    operatorOf(request);
    const { order_id: orderId, tenant: tenantId = 'retail' } = request.query;
    return { sent_messages: (await acts.sent({ orderId, tenantId })).map(sentViewOf) };
  });
  const again = {
    tags,
    security,
    summary: 'Sends the message again under its id; a receiver that has handled it does nothing',
    params: Type.Object({ message_id: MessageId }),
    response: { 200: Done },
  };
  http.post('/sent-messages/:message_id/send-again', { schema: again }, async (request) => {
    const by = operatorOf(request);
    const { message_id: messageId } = request.params;
    if (!(await acts.sendSentAgain(messageId, by))) {
      const detail = `There is no sent message ${messageId}; they are kept for 30 days.`;
      throw new Problem({ status: 404, code: 'not_found', detail });
    }
    return { message_id: messageId, by };
  });
}

function keyOf({ queue, message_id: messageId }: { queue: string; message_id: string }): MessageKey {
  return { queue, messageId };
}

function unknownLetter({ queue, messageId }: MessageKey): Problem {
  const detail = `There is no dead letter ${messageId} of ${queue}.`;
  return new Problem({ status: 404, code: 'not_found', detail });
}

function viewOf(one: DeadLetter) {
  const { queue, messageId, type = null, orderId = null, tenantId = null, reason, deliveries, at } = one;
  return {
    queue,
    message_id: messageId,
    type,
    order_id: orderId,
    tenant_id: tenantId,
    reason,
    deliveries,
    first_failed_at: one.firstFailedAt,
    at,
  };
}

function sentViewOf({ messageId, queue, type, orderId, tenantId, time, attempts, ...one }: SentMessage) {
  return {
    message_id: messageId,
    queue,
    type,
    order_id: orderId,
    tenant_id: tenantId,
    time,
    sent_at: one.sentAt ?? null,
    attempts,
    last_error: one.lastError ?? null,
  };
}
