import { agents, grpcCall, grpcServed, httpCall, httpServed, statement, type Sent } from './agents.js';
import { closed, failed, healthy, twins, type Case } from './case.js';
import type { Story } from './story.js';
import { messagesBefore, requestsBefore, workOnMessage } from './ways.js';

const kafka = agents['kafka-java'];
const { celery, sidekiq } = agents;

const survived =
  'A caller survived an error only if it waited for the call and ended well after the failure.';
const healed = 'A later success of the same operation for the same item heals.';
const business = '4xx and their gRPC equals are business answers where a person or partner asked.';
const ownConsumer = 'Asked by one of our own consumers, final and with nothing after it, they are failures.';
const once = 'One error is counted once, however its order was found.';
const arrives = 'An error belongs to the operation in which the order’s work failed.';

/** A run that ended in a retry, which Celery sends again under the same task id, due in an hour. */
function putOffByAnHour(story: Story, later: (sent: Sent) => unknown): void {
  const { billing } = story.cast;
  const queue = story.place('celery');
  const sent = celery.send(story, { queue, at: 1, under: story.placed() });
  const attributes = { 'celery.state': 'RETRY', 'celery.retry.reason': 'Retry in 3600s' };
  const run = celery.process(story, billing, sent, { at: 2, attributes });
  const due = new Date(Number(story.nanosAt(3602) / 1_000_000n)).toISOString();
  const span = story.span(billing, {
    name: 'apply_async/orders.tasks.charge',
    kind: 'producer',
    at: 2.1,
    under: run,
    attributes: {
      'celery.action': 'apply_async',
      'celery.task_name': 'orders.tasks.charge',
      'celery.eta': due,
      'messaging.message.id': sent.messageId,
      'messaging.destination': queue,
    },
  });
  later({ ...sent, span });
}

export const errorCases: readonly Case[] = [
  ...twins('statement-tried-again', survived, {
    harmless: [
      'A deadlock in the consumer’s work, tried again within it; the work ended well.',
      (story) => {
        const work = workOnMessage(story, { at: 2, lasts: 1 });
        statement(story, story.cast.billing, { at: 2.1, under: work, error: 'deadlock detected' });
        statement(story, story.cast.billing, { at: 2.5, under: work });
        return healthy();
      },
    ],
    fault: [
      'The deadlock ended the consumer’s work, and nothing came after it.',
      (story) => {
        const { billing } = story.cast;
        const work = workOnMessage(story, { at: 2, lasts: 1, error: 'deadlock detected' });
        statement(story, billing, { at: 2.1, under: work, error: 'deadlock detected' });
        return failed(billing.name);
      },
    ],
  }),
  ...twins('look-up-404', business, {
    harmless: [
      'The consumer looks the customer up, gets 404, creates it, and goes on.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1 });
        const look = httpCall(story, {
          from: billing,
          host,
          method: 'GET',
          path: '/customers/7',
          at: 2.1,
          under: work,
          status: 404,
        });
        httpServed(story, stock, {
          at: 2.11,
          method: 'GET',
          route: '/customers/{id}',
          under: look,
          status: 404,
        });
        const create = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.4,
          under: work,
          status: 201,
        });
        httpServed(story, stock, { at: 2.41, route: '/reserve', under: create, status: 201 });
        return healthy();
      },
    ],
    fault: [
      'Our own consumer’s POST was answered 404 for good, and its work failed by it.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1, error: 'Request failed with status code 404' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 404,
        });
        httpServed(story, stock, { at: 2.11, route: '/reserve', under: call, status: 404 });
        return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name, host] };
      },
    ],
  }),
  ...twins('client-error-marked-as-error', `${business} ${ownConsumer}`, {
    harmless: [
      'A framework marks its 400 to a person’s request as an error of the server; the person corrects it.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, {
          at: 2,
          route: '/orders/{id}/address',
          status: 400,
          error: 'ValidationException',
        });
        httpServed(story, shop, { at: 40, route: '/orders/{id}/address', status: 200 });
        return healthy();
      },
    ],
    fault: [
      'Our own consumer was refused with 422 for good.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1, error: '422' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          under: work,
          status: 422,
        });
        httpServed(story, stock, { at: 2.11, route: '/reserve', under: call, status: 422, error: '' });
        return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name] };
      },
    ],
  }),
  ...(['INVALID_ARGUMENT', 'NOT_FOUND', 'FAILED_PRECONDITION'] as const).flatMap((code) =>
    twins(`grpc-${code.toLowerCase().replace('_', '-')}`, business, {
      harmless: [
        `A person’s request got gRPC ${code} from inside and was answered with a 4xx.`,
        (story) => {
          const { shop, stock } = story.cast;
          const call = { service: 'stock.v1.Stock', method: 'Check', host: story.host('stock'), code };
          story.placed();
          const asked = httpServed(story, shop, {
            at: 2,
            lasts: 0.5,
            route: '/orders/{id}/lines',
            status: 409,
          });
          const client = grpcCall(story, { ...call, at: 2.1, under: asked });
          grpcServed(story, stock, { ...call, at: 2.12, under: client });
          return healthy();
        },
      ],
      fault: [
        `Our own consumer got gRPC ${code} for good, and its work failed by it.`,
        (story) => {
          const { billing, stock } = story.cast;
          const call = { service: 'stock.v1.Stock', method: 'Reserve', host: story.host('stock'), code };
          const work = workOnMessage(story, { at: 2, lasts: 1, error: code });
          const client = grpcCall(story, { ...call, from: billing, at: 2.1, under: work });
          grpcServed(story, stock, { ...call, at: 2.12, under: client });
          return { situations: ['failed'], certainty: 'proven', place: [billing.name, stock.name] };
        },
      ],
    }),
  ),
  ...twins('celery-retries', healed, {
    harmless: [
      'Celery’s first run ended in a retry, the next one well; both carry one task id.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('celery');
        const sent = celery.send(story, { queue, at: 1, under: story.placed() });
        celery.process(story, billing, sent, {
          at: 2,
          error: 'Retry in 20s',
          attributes: { 'celery.state': 'RETRY' },
        });
        celery.process(story, billing, sent, { at: 22 });
        return healthy();
      },
    ],
    fault: [
      'All of Celery’s tries failed; the last one gave up.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('celery');
        const sent = celery.send(story, { queue, at: 1, under: story.placed() });
        for (const at of [2, 22, 42])
          celery.process(story, billing, sent, {
            at,
            error: 'Retry in 20s',
            attributes: { 'celery.state': 'RETRY' },
          });
        celery.process(story, billing, sent, {
          at: 62,
          error: 'ConnectionError',
          attributes: { 'celery.state': 'FAILURE' },
        });
        return failed(billing.name, { tries: 4, place: billing.name });
      },
    ],
  }),
  ...twins('celery-retry-due-later', `${healed} What is due later has not failed.`, {
    harmless: [
      'The first run ended in a retry that is due in an hour, as the sending within it says.',
      (story) => {
        putOffByAnHour(story, (sent) => celery.process(story, story.cast.billing, sent, { at: 3605 }));
        return [healthy(), healthy({ at: 4200 })];
      },
    ],
    fault: [
      'The retry was put off by an hour, ran, and failed for good.',
      (story) => {
        const { billing } = story.cast;
        putOffByAnHour(story, (sent) =>
          celery.process(story, billing, sent, {
            at: 3605,
            error: 'ConnectionError',
            attributes: { 'celery.state': 'FAILURE' },
          }),
        );
        return [healthy(), failed(billing.name, { at: 4200 })];
      },
    ],
  }),
  ...twins('sidekiq-retries', healed, {
    harmless: [
      'Sidekiq ran the job again under the same id, and it went well.',
      (story) => {
        const { billing } = story.cast;
        const sent = sidekiq.send(story, { queue: story.place('default'), at: 1, under: story.placed() });
        sidekiq.process(story, billing, sent, { at: 2, error: 'Net::ReadTimeout' });
        sidekiq.process(story, billing, sent, { at: 25 });
        return healthy();
      },
    ],
    fault: [
      'Sidekiq ran the job three times and failed each time; it is in the dead set.',
      (story) => {
        const { billing } = story.cast;
        const sent = sidekiq.send(story, { queue: story.place('default'), at: 1, under: story.placed() });
        for (const at of [2, 25, 70])
          sidekiq.process(story, billing, sent, { at, error: 'Net::ReadTimeout' });
        return failed(billing.name, { tries: 3 });
      },
    ],
  }),
  ...twins('retry-in-new-traces', healed, {
    harmless: [
      'Each try of the consumer is a trace of its own with a link; the third went well.',
      (story) => {
        const { billing } = story.cast;
        const agent = agents['kafka-dotnet'];
        const sent = agent.send(story, { queue: story.place(), at: 1, under: story.placed() });
        for (const at of [2, 12]) agent.process(story, billing, sent, { at, error: 'TimeoutException' });
        agent.process(story, billing, sent, { at: 22 });
        return healthy();
      },
    ],
    fault: [
      'All three tries, each a trace of its own, failed.',
      (story) => {
        const { billing } = story.cast;
        const agent = agents['kafka-dotnet'];
        const sent = agent.send(story, { queue: story.place(), at: 1, under: story.placed() });
        for (const at of [2, 12, 22]) agent.process(story, billing, sent, { at, error: 'TimeoutException' });
        return failed(billing.name, { tries: 3 });
      },
    ],
  }),
  ...twins('spring-retry-topic', 'A retry topic heals.', {
    harmless: [
      'The first try failed; Spring sent it on to a retry topic, where it was handled.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        const work = workOnMessage(story, { queue, at: 2, error: 'TimeoutException' });
        const again = kafka.send(story, { from: billing, queue: `${queue}-retry-0`, at: 2.1, under: work });
        kafka.process(story, billing, again, { at: 32 });
        return healthy();
      },
    ],
    fault: [
      'It was sent on to the retry topic, and nobody took it from there.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        const work = workOnMessage(story, { queue, at: 2, error: 'TimeoutException' });
        story.before(8, (past) => {
          const retry = kafka.send(past, {
            from: billing,
            queue: `${queue}-retry-0`,
            at: 2.1,
            under: past.placed(),
          });
          kafka.process(past, billing, retry, { at: 12 });
        });
        kafka.send(story, { from: billing, queue: `${queue}-retry-0`, at: 2.1, under: work });
        return { situations: ['lost', 'failed'], owner: billing.name, place: `${queue}-retry-0` };
      },
    ],
  }),
  ...twins('sent-again-by-hand', 'A re-send under another message id heals.', {
    harmless: [
      'The work failed; an operator sent the message again under a new id, and it went well.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        workOnMessage(story, { queue, at: 2, error: 'rate missing' });
        const again = kafka.send(story, { from: { name: 'admin-tool' }, queue, at: 300 });
        kafka.process(story, billing, again, { at: 301 });
        return healthy({ neverProblem: false });
      },
    ],
    fault: [
      'The operator sent it again, and it failed again.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        workOnMessage(story, { queue, at: 2, error: 'rate missing' });
        const again = kafka.send(story, { from: { name: 'admin-tool' }, queue, at: 300 });
        kafka.process(story, billing, again, { at: 301, error: 'rate missing' });
        return failed(billing.name, { tries: 2 });
      },
    ],
  }),
  ...twins('saga-compensation', 'A compensation heals.', {
    harmless: [
      'The payment failed, and the saga compensated: the order is cancelled.',
      (story) => {
        const { billing, shop } = story.cast;
        const work = workOnMessage(story, { at: 2, error: 'card declined' });
        const event = kafka.send(story, {
          from: billing,
          queue: story.place('payment-failed'),
          at: 2.1,
          under: work,
        });
        kafka.process(story, shop, event, { at: 3 });
        story.stage('CANCELLED', 3.2);
        return closed('CANCELLED');
      },
    ],
    fault: [
      'The payment failed, and the compensation failed too.',
      (story) => {
        const { billing, shop } = story.cast;
        const work = workOnMessage(story, { at: 2, error: 'card declined' });
        const event = kafka.send(story, {
          from: billing,
          queue: story.place('payment-failed'),
          at: 2.1,
          under: work,
        });
        kafka.process(story, shop, event, { at: 3, error: 'could not release the stock' });
        return failed(shop.name);
      },
    ],
  }),
  ...twins('mended-by-hand', 'The order moved on after the error.', {
    harmless: [
      'The work failed; somebody mended the data by SQL, and the next stage came.',
      (story) => {
        workOnMessage(story, { at: 2, error: 'constraint violated' });
        story.stage('PAID', 400, { by: story.cast.billing });
        return healthy({ stage: 'PAID', neverProblem: false });
      },
    ],
    fault: [
      'The work failed, and only a look-up of the order came after it.',
      (story) => {
        const { billing, shop } = story.cast;
        workOnMessage(story, { at: 2, error: 'constraint violated' });
        httpServed(story, shop, { at: 400, method: 'GET', route: '/orders/{id}', status: 200 });
        return failed(billing.name, { stage: 'PLACED' });
      },
    ],
  }),
  ...twins('request-stopped-by-its-user', healed, {
    harmless: [
      'The user stopped the request; the next one of the same kind went well.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, {
          at: 2,
          lasts: 9,
          route: '/orders/{id}/pay',
          status: 500,
          error: 'context canceled',
        });
        httpServed(story, shop, { at: 14, route: '/orders/{id}/pay', status: 200 });
        return healthy();
      },
    ],
    fault: [
      'The request failed with 500, and no other came.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, {
          at: 2,
          lasts: 9,
          route: '/orders/{id}/pay',
          status: 500,
          error: 'pool exhausted',
        });
        return failed(shop.name, { place: '/orders/{id}/pay' });
      },
    ],
  }),
  ...twins('balancer-tries-the-other-instance', survived, {
    harmless: [
      'One client span, two instances: the first answered 500, the second 200.',
      (story) => {
        const { stock } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const call = httpCall(story, {
          host,
          path: '/reserve',
          at: 1,
          lasts: 0.6,
          under: story.placed(),
          status: 200,
        });
        const first = { ...stock, instance: `${stock.name}-a` };
        httpServed(story, first, { at: 1.05, route: '/reserve', under: call, status: 500 });
        httpServed(
          story,
          { ...stock, instance: `${stock.name}-b` },
          { at: 1.3, route: '/reserve', under: call },
        );
        return healthy();
      },
    ],
    fault: [
      'Both instances answered 500, and the consumer’s work failed by it.',
      (story) => {
        const { stock, billing } = story.cast;
        const host = story.host('stock');
        requestsBefore(story, host);
        const work = workOnMessage(story, { at: 2, lasts: 1, error: '500' });
        const call = httpCall(story, {
          from: billing,
          host,
          path: '/reserve',
          at: 2.1,
          lasts: 0.6,
          under: work,
          status: 500,
        });
        httpServed(
          story,
          { ...stock, instance: `${stock.name}-a` },
          { at: 2.15, route: '/reserve', under: call, status: 500 },
        );
        httpServed(
          story,
          { ...stock, instance: `${stock.name}-b` },
          { at: 2.4, route: '/reserve', under: call, status: 500 },
        );
        return failed(stock.name);
      },
    ],
  }),
  ...twins('temporal-activity-retries', healed, {
    harmless: [
      'The workflow’s span is never exported; two tries of an activity failed, the third went well.',
      (story) => {
        const worker = story.cast.billing;
        const workflow = story.span(story.cast.shop, {
          name: 'StartWorkflow:OrderWorkflow',
          kind: 'client',
          at: 1,
          under: story.placed(),
        });
        const run = story.handle(workflow);
        for (const [at, error] of [
          [2, 'gateway timeout'],
          [12, 'gateway timeout'],
          [32, undefined],
        ] as const)
          story.span(worker, {
            name: 'RunActivity:Charge',
            kind: 'server',
            at,
            lasts: 1,
            under: run,
            ...(error === undefined ? {} : { error }),
            attributes: { temporalActivityID: 'a1', temporalWorkflowID: `order-${story.order}` },
          });
        return healthy();
      },
    ],
    fault: [
      'Every try of the activity failed so far.',
      (story) => {
        const worker = story.cast.billing;
        const workflow = story.span(story.cast.shop, {
          name: 'StartWorkflow:OrderWorkflow',
          kind: 'client',
          at: 1,
          under: story.placed(),
        });
        const run = story.handle(workflow);
        for (const at of [2, 12, 32, 72])
          story.span(worker, {
            name: 'RunActivity:Charge',
            kind: 'server',
            at,
            lasts: 1,
            under: run,
            error: 'gateway timeout',
            attributes: { temporalActivityID: 'a1', temporalWorkflowID: `order-${story.order}` },
          });
        return failed(worker.name, { tries: 4 });
      },
    ],
  }),
  ...twins('error-found-by-its-link', once, {
    harmless: [
      'A linked consumer failed once and then went well, in traces that name no order.',
      (story) => {
        const { billing } = story.cast;
        const sent = sidekiq.send(story, { queue: story.place('default'), at: 1, under: story.placed() });
        sidekiq.process(story, billing, sent, { at: 2, error: 'Timeout', names: false });
        sidekiq.process(story, billing, sent, { at: 22, names: false });
        return healthy();
      },
    ],
    fault: [
      'One error span, found by its link only: one try.',
      (story) => {
        const { billing } = story.cast;
        const sent = sidekiq.send(story, { queue: story.place('default'), at: 1, under: story.placed() });
        sidekiq.process(story, billing, sent, { at: 2, error: 'Timeout', names: false });
        return failed(billing.name, { tries: 1 });
      },
    ],
  }),
  ...twins('parallel-parcels', arrives, {
    harmless: [
      'Two parcels in parallel, both sent.',
      (story) => {
        const { shipping } = story.cast;
        const queue = story.place('parcels');
        const placed = story.placed();
        for (const at of [1, 1.1])
          kafka.process(story, shipping, kafka.send(story, { queue, at, under: placed }), { at: at + 2 });
        return healthy();
      },
    ],
    fault: [
      'Two parcels in parallel: one was sent, the other failed.',
      (story) => {
        const { shipping } = story.cast;
        const queue = story.place('parcels');
        messagesBefore(story, queue);
        const placed = story.placed();
        const first = kafka.send(
          story,
          { queue, at: 1, under: placed },
          { attributes: { 'messaging.message.id': story.id('parcel') } },
        );
        const second = kafka.send(
          story,
          { queue, at: 1.1, under: placed },
          { attributes: { 'messaging.message.id': story.id('parcel') } },
        );
        kafka.process(story, shipping, first, { at: 3, error: 'label printer down' });
        kafka.process(story, shipping, second, { at: 3.2 });
        return failed(shipping.name);
      },
    ],
  }),
];
