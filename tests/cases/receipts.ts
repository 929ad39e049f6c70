import { agents, httpCall, httpServed, oldHttpCall, statement, grpcCall, grpcServed } from './agents.js';
import { healthy, lost, notConsumed, notReceived, twins, unfinished, type Case } from './case.js';
import type { SpanHandle, Story } from './story.js';
import { messagesBefore, requestsBefore } from './ways.js';

const kafka = agents['kafka-java'];

const sameReceiver = 'Proof of receipt: a receiver’s span by parent, link, message id or shared span id.';
const below =
  'Proof of receipt: a span or log record of the receiving application below the sender, also where the span between is missing or unfinished.';
const answered = 'Proof of receipt: a 2xx answer or gRPC OK.';
const looking = 'A GET, HEAD or OPTIONS is never lost, recognised by the method in every convention.';
const refused = 'Negative evidence: refused, dead-lettered, expired, timed out, process ended.';

function childrenOf(story: Story, handler: SpanHandle, times: readonly number[]): void {
  for (const at of times) statement(story, story.cast.billing, { at, under: handler, names: false });
}

export const receiptCases: readonly Case[] = [
  ...twins('answered-without-server-span', answered, {
    harmless: [
      'The client has the answer 200; the server’s span was sampled or dropped.',
      (story) => {
        const host = story.host('stock');
        requestsBefore(story, host);
        httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
        return healthy();
      },
    ],
    fault: [
      'Nobody answered: the client’s call ended in a refused connection, in a consumer’s work.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: 'connect ECONNREFUSED' });
        httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          error: 'ECONNREFUSED',
        });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: host };
      },
    ],
  }),
  ...twins('grpc-ok-without-server-span', answered, {
    harmless: [
      'gRPC OK at the client, and the server exports nothing.',
      (story) => {
        const host = story.host('stock');
        const call = { service: 'stock.v1.Stock', method: 'Reserve', host };
        story.before(8, (past) => {
          const client = grpcCall(past, { ...call, code: 'OK', at: 1, under: past.placed() });
          grpcServed(past, past.cast.stock, { ...call, code: 'OK', at: 1.05, under: client });
        });
        grpcCall(story, { ...call, code: 'OK', at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'UNAVAILABLE at the client, in a consumer’s work, and no server’s span.',
      (story) => {
        const { billing, stock } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        const call = { service: 'stock.v1.Stock', method: 'Reserve', host };
        story.before(8, (past) => {
          const client = grpcCall(past, { ...call, from: billing, code: 'OK', at: 1, under: past.placed() });
          grpcServed(past, stock, { ...call, code: 'OK', at: 1.05, under: client });
        });
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: 'UNAVAILABLE' });
        grpcCall(story, { ...call, from: billing, code: 'UNAVAILABLE', at: 2.1, under: work });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: 'Reserve' };
      },
    ],
  }),
  ...twins('consumer-seen-by-its-log-lines', below, {
    harmless: [
      'The consumer still works: its span has not ended, its log lines are in the trace.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const handler = story.handle(sent.span);
        for (const at of [3, 120, 240, 360, 480]) story.log(billing, 'charging', { at, in: handler });
        return healthy();
      },
    ],
    fault: [
      'Only the sender itself logs after it sent: that proves nothing of the receipt.',
      (story) => {
        const { billing, shop } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.log(shop, 'order sent to billing', { at: 1.2, in: sent.span });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('consumer-span-lost-with-its-process', below, {
    harmless: [
      'The consumer’s span never came; its statements did, and the order moved on.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        childrenOf(story, story.handle(sent.span), [3, 3.2]);
        story.stage('PAID', 4, { by: billing });
        return healthy({ stage: 'PAID' });
      },
    ],
    fault: [
      'The consumer’s statements came, then nothing: its process was killed in the middle.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        childrenOf(story, story.handle(sent.span), [3, 3.2]);
        return unfinished(billing.name, { at: 7200 });
      },
    ],
  }),
  ...twins('server-still-works-after-client-gave-up', below, {
    harmless: [
      'The client timed out after ten seconds; the server goes on, minute by minute, and finishes.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        const call = httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 10,
          under: placed,
          error: 'timeout',
        });
        const handler = story.handle(call);
        for (const at of [30, 90, 150, 210]) statement(story, stock, { at, under: handler, names: false });
        httpServed(story, stock, { at: 1.1, lasts: 230, route: '/reserve', under: call, as: handler });
        return healthy({ neverProblem: false });
      },
    ],
    fault: [
      'The client timed out, its consumer’s work failed by it, and the server never got the request.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, {
          at: 2,
          lasts: 31,
          error: 'timeout of 30000ms exceeded',
        });
        httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          lasts: 30,
          under: work,
          error: 'timeout',
        });
        return { situations: ['lost', 'failed'], certainty: 'proven', place: host };
      },
    ],
  }),
  ...twins('zipkin-shared-span-id', sameReceiver, {
    harmless: [
      'Client and server report one span id each with its half (B3).',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        const call = httpCall(story, { host, path: '/reserve', at: 1, under: placed });
        httpServed(story, stock, { at: 1.02, route: '/reserve', under: placed, as: call });
        return healthy();
      },
    ],
    fault: [
      'Of a shared span id only the client’s half came, without an answer.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        story.before(8, (past) => {
          const placed = past.placed();
          const call = httpCall(past, { host, path: '/reserve', at: 1, under: placed, status: 200 });
          httpServed(past, past.cast.stock, { at: 1.02, route: '/reserve', under: placed, as: call });
        });
        httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 30,
          under: story.placed(),
          error: 'timeout',
        });
        return lost({ place: host, owner: stock.name, code: ['request_not_received'] });
      },
    ],
  }),
  ...twins('looking-is-not-losing', looking, {
    harmless: [
      'A long GET that nobody traced at the other end, though the place is known.',
      (story) => {
        const host = story.host('stock');
        story.before(8, (past) => {
          const call = httpCall(past, {
            host,
            method: 'GET',
            path: '/stream',
            at: 1,
            under: past.placed(),
            status: 200,
          });
          httpServed(past, past.cast.stock, { at: 1.02, method: 'GET', route: '/stream', under: call });
        });
        const placed = story.placed();
        httpCall(story, {
          host,
          method: 'GET',
          path: '/stream',
          at: 1,
          lasts: 55,
          under: placed,
          error: 'aborted',
        });
        return healthy();
      },
    ],
    fault: [
      'The same call as a POST, which never arrived.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 55,
          under: story.placed(),
          error: 'aborted',
        });
        return notReceived(stock.name, host);
      },
    ],
  }),
  ...twins('looking-by-older-conventions', looking, {
    harmless: [
      'A HEAD and an OPTIONS by the conventions of 2022, with span names that do not say so.',
      (story) => {
        const host = story.host('stock');
        requestsBefore(story, host);
        const placed = story.placed();
        oldHttpCall(story, {
          host,
          method: 'HEAD',
          path: '/reserve',
          at: 1,
          under: placed,
          error: 'timeout',
        });
        oldHttpCall(story, {
          host,
          method: 'OPTIONS',
          path: '/reserve',
          at: 2,
          under: placed,
          error: 'timeout',
        });
        return healthy();
      },
    ],
    fault: [
      'A PUT by the conventions of 2022 that never arrived.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        story.before(8, (past) => {
          const placed = past.placed();
          const call = oldHttpCall(past, {
            host,
            method: 'PUT',
            path: '/reserve',
            at: 1,
            under: placed,
            status: 204,
          });
          httpServed(past, past.cast.stock, { at: 1.02, method: 'PUT', route: '/reserve', under: call });
        });
        const placed = story.placed();
        oldHttpCall(story, {
          host,
          method: 'PUT',
          path: '/reserve',
          at: 1,
          lasts: 30,
          under: placed,
          error: 'timeout',
        });
        return notReceived(stock.name, host);
      },
    ],
  }),
  ...twins(
    'lock-renewal-is-no-message',
    'A lock renewal or any other client call to a broker is no message.',
    {
      harmless: [
        'The Service Bus consumer renews its lock and settles: three client spans on the queue, no messages.',
        (story) => {
          const { billing } = story.cast;
          const agent = agents['service-bus'];
          const queue = story.place();
          story.before(8, (past) => {
            agent.process(past, billing, agent.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
          });
          const handler = agent.process(
            story,
            billing,
            agent.send(story, { queue, at: 1, under: story.placed() }),
            {
              at: 3,
              lasts: 90,
            },
          );
          const values = { 'messaging.system': 'servicebus', 'messaging.destination.name': queue };
          for (const [at, name] of [
            [32, 'ServiceBusReceiver.RenewMessageLock'],
            [62, 'ServiceBusReceiver.RenewMessageLock'],
            [93, 'ServiceBusReceiver.Complete'],
          ] as const)
            story.span(billing, { name, kind: 'client', at, under: handler, attributes: values });
          return healthy();
        },
      ],
      fault: [
        'The consumer settled the first message; the second, to the next queue, was never taken.',
        (story) => {
          const { billing, shipping } = story.cast;
          const agent = agents['service-bus'];
          const queue = story.place();
          const next = story.place('parcels');
          story.before(8, (past) => {
            const work = agent.process(
              past,
              billing,
              agent.send(past, { queue, at: 1, under: past.placed() }),
              { at: 2 },
            );
            const sent = agent.send(past, { from: billing, queue: next, at: 2.1, under: work });
            agent.process(past, shipping, sent, { at: 3 });
          });
          const work = agent.process(
            story,
            billing,
            agent.send(story, { queue, at: 1, under: story.placed() }),
            { at: 3 },
          );
          story.span(billing, {
            name: 'ServiceBusReceiver.Complete',
            kind: 'client',
            at: 3.3,
            under: work,
            attributes: { 'messaging.system': 'servicebus', 'messaging.destination.name': queue },
          });
          agent.send(story, { from: billing, queue: next, at: 3.1, under: work });
          return notConsumed(shipping.name, next);
        },
      ],
    },
  ),
  ...twins('receive-as-client-span', below, {
    harmless: [
      'The consumer’s library records its receipt as a CLIENT span with a link to the sender.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.span(billing, {
          name: `receive ${queue}`,
          kind: 'client',
          at: 3,
          links: [sent.span],
          attributes: {
            'messaging.system': 'kafka',
            'messaging.destination.name': queue,
            'messaging.operation.type': 'receive',
          },
        });
        return healthy();
      },
    ],
    fault: [
      'The consumer polled the queue and got nothing: its CLIENT span names no sender and no order.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        story.span(billing, {
          name: `receive ${queue}`,
          kind: 'client',
          at: 3,
          names: false,
          attributes: {
            'messaging.system': 'kafka',
            'messaging.destination.name': queue,
            'messaging.operation.type': 'receive',
            'messaging.batch.message_count': 0n,
          },
        });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('process-as-internal-span', below, {
    harmless: [
      'The consumer’s framework records its work as an INTERNAL span below the sender.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.span(billing, { name: 'OrderConsumer process', at: 3, lasts: 0.4, under: sent.span });
        return healthy();
      },
    ],
    fault: [
      'The INTERNAL span below the sender is the sender’s own serialising.',
      (story) => {
        const { billing, shop } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.span(shop, { name: 'serialize order', at: 1.001, lasts: 0.004, under: sent.span });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins(
    'uncorrelated-consumer',
    'Each uncorrelated receipt satisfies at most one expectation; the result is then likely.',
    {
      harmless: [
        'The consumer names order and queue in a trace of its own: no context, no message id.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place();
          messagesBefore(story, queue);
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          kafka.process(story, billing, { ...sent, span: story.handle() }, { at: 3 });
          return healthy();
        },
      ],
      fault: [
        'Two messages were sent, and one such receipt came: one is missing.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place();
          messagesBefore(story, queue);
          const placed = story.placed();
          const sent = kafka.send(story, { queue, at: 1, under: placed });
          kafka.send(story, { queue, at: 1.1, under: placed });
          kafka.process(story, billing, { ...sent, span: story.handle() }, { at: 3 });
          return notConsumed(billing.name, queue);
        },
      ],
    },
  ),
  ...twins('batch-consumer-with-links', sameReceiver, {
    harmless: [
      'A batch consumer in a trace of its own, which names no order, links to both orders’ messages.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const other = `${story.order}-b`;
        const first = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.log(story.cast.shop, '', {
          at: 0,
          event: 'order.transition',
          names: other,
          attributes: { stage: 'PLACED' },
        });
        const second = kafka.send(story, { queue, at: 1 }, { names: other });
        story.span(billing, {
          name: `${queue} process`,
          kind: 'consumer',
          at: 3,
          links: [first.span, second.span],
          names: false,
          attributes: {
            'messaging.system': 'kafka',
            'messaging.destination.name': queue,
            'messaging.operation': 'process',
            'messaging.batch.message_count': 2n,
          },
        });
        return [healthy(), healthy({ order: other })];
      },
    ],
    fault: [
      'The batch links to one of the two messages; the other is in no batch.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const other = `${story.order}-b`;
        const first = kafka.send(story, { queue, at: 1, under: story.placed() });
        story.log(story.cast.shop, '', {
          at: 0,
          event: 'order.transition',
          names: other,
          attributes: { stage: 'PLACED' },
        });
        kafka.send(story, { queue, at: 1 }, { names: other });
        story.span(billing, {
          name: `${queue} process`,
          kind: 'consumer',
          at: 3,
          links: [first.span],
          names: false,
          attributes: {
            'messaging.system': 'kafka',
            'messaging.destination.name': queue,
            'messaging.operation': 'process',
          },
        });
        return [healthy(), notConsumed(billing.name, queue, { order: other })];
      },
    ],
  }),
  ...twins(
    'outbox-relay',
    'An intermediary (broker, change data capture) proves arrival at itself only and becomes the new sender.',
    {
      harmless: [
        'An outbox row, Debezium’s relay that publishes it, and the consumer.',
        (story) => {
          const { billing, shop } = story.cast;
          const queue = story.place();
          messagesBefore(story, queue);
          const placed = story.placed();
          const row = statement(story, shop, { name: 'INSERT outbox', at: 0.5, under: placed });
          const sent = kafka.send(
            story,
            { from: { name: 'debezium' }, queue, at: 4, under: row },
            { names: false },
          );
          kafka.process(story, billing, sent, { at: 5 });
          return healthy();
        },
      ],
      fault: [
        'The relay published the row, and nobody took it.',
        (story) => {
          const { billing, shop } = story.cast;
          const queue = story.place();
          story.before(8, (past) => {
            const row = statement(past, shop, { name: 'INSERT outbox', at: 0.5, under: past.placed() });
            const sent = kafka.send(past, { from: { name: 'debezium' }, queue, at: 4, under: row });
            kafka.process(past, billing, sent, { at: 5 });
          });
          const row = statement(story, shop, { name: 'INSERT outbox', at: 0.5, under: story.placed() });
          kafka.send(story, { from: { name: 'debezium' }, queue, at: 4, under: row });
          return notConsumed(billing.name, queue);
        },
      ],
    },
  ),
  ...twins(
    'request-by-gateway',
    'Sidecars and gateways between two services, before or after a roll-out, are part of the way.',
    {
      harmless: [
        'An API gateway stands between since today; before, the pair was direct.',
        (story) => {
          const { stock } = story.cast;
          const host = story.host('stock');
          requestsBefore(story, host);
          const gateway = { name: 'kong' };
          const call = httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
          const inbound = httpServed(story, gateway, { at: 1.01, route: '/', under: call, names: false });
          const outbound = httpCall(
            story,
            {
              from: gateway,
              host: `${host}.internal`,
              path: '/reserve',
              at: 1.02,
              under: inbound,
              status: 200,
            },
            { names: false },
          );
          httpServed(story, stock, { at: 1.03, route: '/reserve', under: outbound });
          return healthy();
        },
      ],
      fault: [
        'The gateway took it and could not reach the service; the consumer’s work failed by its 503.',
        (story) => {
          const { billing } = story.cast;
          const host = story.host('stock');
          const queue = story.place('reserve');
          requestsBefore(story, host);
          const gateway = { name: 'kong' };
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          const work = kafka.process(story, billing, sent, { at: 2, error: '503' });
          const call = httpCall(story, {
            from: billing,
            host,
            path: '/reserve',
            at: 2.1,
            under: work,
            status: 503,
          });
          httpServed(story, gateway, { at: 2.11, route: '/', under: call, status: 503, names: false });
          return { situations: ['failed', 'lost'], certainty: 'proven', place: [host, 'kong'] };
        },
      ],
    },
  ),
  ...twins('sidecar-envoy', 'Sidecars between two services are part of the way.', {
    harmless: [
      'Envoy’s sidecars stand on both sides, as istio-proxy records them.',
      (story) => {
        const { shop, stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const call = httpCall(story, { host, path: '/reserve', at: 1, under: story.placed(), status: 200 });
        const out = envoy(story, shop.name, { host, at: 1.01, under: call, side: 'outbound', status: 200 });
        const inbound = envoy(story, stock.name, {
          host,
          at: 1.02,
          under: out,
          side: 'inbound',
          status: 200,
        });
        httpServed(story, stock, { at: 1.03, route: '/reserve', under: inbound });
        return healthy();
      },
    ],
    fault: [
      'The caller’s sidecar answers 503 (no healthy upstream): the service never got it.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, error: '503' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 503,
        });
        envoy(story, billing.name, {
          host,
          at: 2.11,
          under: call,
          side: 'outbound',
          status: 503,
          flags: 'UH',
        });
        return { situations: ['failed', 'lost'], certainty: 'proven', place: host };
      },
    ],
  }),
  ...twins('refused-then-accepted', refused, {
    harmless: [
      'The first connection was reset, the client’s library tried again at once, and the second went well.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const work = kafka.process(
          story,
          billing,
          kafka.send(story, { queue, at: 1, under: story.placed() }),
          {
            at: 2,
            lasts: 3,
          },
        );
        httpCall(story, { from: billing, host, path: '/reserve', at: 2.1, under: work, error: 'ECONNRESET' });
        const again = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 3,
          under: work,
          status: 200,
        });
        httpServed(story, stock, { at: 3.02, route: '/reserve', under: again });
        return healthy();
      },
    ],
    fault: [
      'Both tries were reset, and the consumer’s work failed by them.',
      (story) => {
        const { billing } = story.cast;
        const host = story.host('stock');
        const queue = story.place('reserve');
        requestsBefore(story, host);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        const work = kafka.process(story, billing, sent, { at: 2, lasts: 3, error: 'ECONNRESET' });
        httpCall(story, { from: billing, host, path: '/reserve', at: 2.1, under: work, error: 'ECONNRESET' });
        httpCall(story, { from: billing, host, path: '/reserve', at: 3, under: work, error: 'ECONNRESET' });
        return { situations: ['failed', 'lost'], certainty: 'proven', place: host };
      },
    ],
  }),
];

interface SidecarInput {
  readonly host: string;
  readonly at: number;
  readonly under: SpanHandle;
  readonly side: 'inbound' | 'outbound';
  readonly status: number;
  readonly flags?: string;
}

/** Istio names the sidecar's service after the workload it serves. */
function envoy(story: Story, workload: string, input: SidecarInput): SpanHandle {
  const { host, at, under, side, status, flags = '-' } = input;
  const cluster = `${side}|8080||${host}.default.svc.cluster.local`;
  return story.span(
    { name: `${workload}.default` },
    {
      name: `${host}.default.svc.cluster.local:8080/*`,
      kind: side === 'inbound' ? 'server' : 'client',
      at,
      under,
      names: false,
      ...(status >= 500 ? { error: '' } : {}),
      attributes: {
        component: 'proxy',
        node_id: `sidecar~10.1.2.3~${workload}-1.default~default.svc.cluster.local`,
        'http.method': 'POST',
        'http.url': `http://${host}:8080/reserve`,
        'http.status_code': String(status),
        response_flags: flags,
        upstream_cluster: cluster,
        'upstream_cluster.name': cluster,
        'istio.canonical_service': workload,
      },
    },
  );
}
