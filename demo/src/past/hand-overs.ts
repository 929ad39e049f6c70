import { attribute } from '@ordertrace/conventions';
import type { Random } from '../random.js';
import { messageKinds } from './message-kinds.js';
import type { Fault, MessageType } from './story.js';
import type { PlainAttributes, ServiceName, SpanPoint, TraceWriter } from './trace-writer.js';

const databases: Readonly<Record<ServiceName, string>> = {
  'shop-api': 'ordertrace_shop',
  'mes-api': 'ordertrace_mes',
  'calculation-service': 'ordertrace_calculation',
};

export interface RequestInput {
  readonly service: ServiceName;
  readonly method: 'POST' | 'PUT';
  readonly route: string;
  /** Route with the order ID filled in. */
  readonly path: string;
  readonly status: number;
  readonly at: number;
  readonly statements: readonly string[];
}

/** Requests and messages, as they appear in the services' telemetry. */
export class HandOvers {
  readonly #writer: TraceWriter;
  readonly #random: Random;
  readonly #fault: Fault | undefined;

  constructor(writer: TraceWriter, random: Random, fault: Fault | undefined) {
    this.#writer = writer;
    this.#random = random;
    this.#fault = fault;
  }

  /** A request from outside. `inside` runs after its database work. */
  request(input: RequestInput, inside: (span: SpanPoint) => void): SpanPoint {
    const { service, method, route, path, status, at } = input;
    const attributes = {
      [attribute.httpMethod]: method,
      [attribute.httpRoute]: route,
      [attribute.httpStatusCode]: status,
      'url.scheme': 'http',
      'url.path': path,
      'server.address': '127.0.0.1',
      'network.protocol.version': '1.1',
    };
    const span = { service, name: `${method} ${route}`, kind: 'server', attributes } as const;
    return this.#writer.span({ ...span, at, statusCode: String(status) }, (begun) => {
      const stored = this.#database(begun, input.statements);
      inside(stored);
      this.#writer.log(stored, 'request completed', { method, path });
      return stored.at + this.#random.between(0.3, 2);
    });
  }

  /**
   * A message from the outbox and its handling, in which `inside` runs. Returns undefined if the order's
   * fault is the loss of this message, or an error in its handling.
   */
  message(type: MessageType, from: SpanPoint, inside: (span: SpanPoint) => void): SpanPoint | undefined {
    const { queue, to, statements, told } = messageKinds[type];
    const attributes = messageAttributes(queue, this.#messageId());
    const sent = this.#send(queue, from, attributes('send'));
    if (this.#isHitBy('message_not_consumed', type)) return undefined;
    const at = sent.at + this.#random.logNormal(6, 0.8);
    if (this.#isHitBy('failed_with_error', type)) {
      this.#fail(type, { ...sent, at }, attributes('process'));
      return undefined;
    }
    const span = { service: to, name: `process ${queue}`, kind: 'consumer', at, parent: sent } as const;
    return this.#writer.span({ ...span, attributes: attributes('process'), statusCode: 'OK' }, (begun) => {
      const stored = this.#database(begun, statements);
      inside(stored);
      this.#writer.log(stored, told, { message_type: type });
      return stored.at + this.#random.between(0.2, 1.5);
    });
  }

  #isHitBy(fault: 'message_not_consumed' | 'failed_with_error', type: MessageType): boolean {
    return this.#fault?.type === fault && this.#fault.message === type;
  }

  #send(queue: string, from: SpanPoint, attributes: PlainAttributes): SpanPoint {
    const at = from.at + this.#random.logNormal(25, 0.7);
    const span = {
      service: from.service,
      name: `send ${queue}`,
      kind: 'producer',
      at,
      parent: from,
    } as const;
    return this.#writer.span(
      { ...span, attributes, statusCode: 'OK' },
      () => at + this.#random.between(1, 9),
    );
  }

  #fail(type: MessageType, sent: SpanPoint, attributes: PlainAttributes): void {
    const { queue, to } = messageKinds[type];
    const error = { type: 'DatabaseError', message: 'deadlock detected' };
    const span = {
      service: to,
      name: `process ${queue}`,
      kind: 'consumer',
      at: sent.at,
      parent: sent,
    } as const;
    this.#writer.span({ ...span, attributes, statusCode: 'ERROR', error }, (begun) => {
      const tried = this.#database(begun, ['INSERT']);
      this.#writer.error(tried, `message could not be handled: ${error.message}`);
      return tried.at + this.#random.between(0.2, 1.5);
    });
  }

  #messageId(): string {
    const digits = this.#random.hex(16);
    const groups = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `a${digits.slice(17, 20)}`,
    ];
    return `${groups.join('-')}-${digits.slice(20)}`;
  }

  /** Statements in sequence. Returns the point after the last one. */
  #database(span: SpanPoint, statements: readonly string[]): SpanPoint {
    let at = span.at + this.#random.between(0.2, 1.2);
    const namespace = databases[span.service];
    for (const statement of statements) {
      const query = {
        service: span.service,
        name: `pg.query:${statement} ${namespace}`,
        kind: 'client',
        at,
        parent: span,
        attributes: {
          'db.system.name': 'postgresql',
          'db.namespace': namespace,
          'db.operation.name': statement,
        },
        statusCode: 'OK',
      } as const;
      at =
        this.#writer.span(query, () => at + this.#random.logNormal(1.1, 0.6)).at +
        this.#random.between(0.1, 0.5);
    }
    return { ...span, at };
  }
}

function messageAttributes(
  queue: string,
  messageId: string,
): (operation: 'send' | 'process') => PlainAttributes {
  return (operation) => ({
    [attribute.messagingSystem]: 'rabbitmq',
    [attribute.messagingDestination]: queue,
    [attribute.messagingOperation]: operation,
    [attribute.messagingOperationName]: operation,
    [attribute.messagingMessageId]: messageId,
  });
}
