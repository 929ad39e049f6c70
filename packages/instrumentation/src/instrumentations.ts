import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { amqpHooks } from './amqp.js';
import type { InstrumentationConfig, InstrumentationName } from './config.js';
import { lineFields } from './line-fields.js';
import { headerWithoutOrders } from './order-scope.js';

type Create = (config: InstrumentationConfig) => Instrumentation;

/** Excludes attributes that describe a person and don't help to follow an order. */
const noPersonalAttributes = {
  'url.query': undefined,
  'user_agent.original': undefined,
  'client.address': undefined,
};

const create: Record<InstrumentationName, Create> = {
  http: ({ ignoredPaths, trustInboundOrder }) =>
    new HttpInstrumentation({
      ignoreIncomingRequestHook: (request) => ignoredPaths.includes(pathOf(request)),
      // This hook runs before the instrumentation reads the context of the request.
      startIncomingSpanHook: (request) => {
        if (!trustInboundOrder) dropOrders(request.headers);
        return { ...noPersonalAttributes, 'network.peer.address': undefined };
      },
      startOutgoingSpanHook: () => noPersonalAttributes,
    }),
  undici: () => new UndiciInstrumentation({ startSpanHook: () => noPersonalAttributes }),
  // Without a parent span, each statement of a poller would become a separate trace.
  pg: () => new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  amqplib: ({ messageSpans }) =>
    new AmqplibInstrumentation({ ...amqpHooks, useLinksForConsume: messageSpans === 'link' }),
  pino: () =>
    new PinoInstrumentation({ logHook: (_span, record) => void Object.assign(record, lineFields(record)) }),
};

export function createInstrumentations(config: InstrumentationConfig): Instrumentation[] {
  return config.instrumentations.map((name) => create[name](config));
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}

function dropOrders(headers: IncomingHttpHeaders): void {
  const { baggage } = headers;
  if (baggage !== undefined) headers['baggage'] = headerWithoutOrders(String(baggage));
}
