import { agents } from './agents.js';
import { type Case, failed, healthy, twins } from './case.js';
import { statement } from './database-spans.js';
import { httpCall, httpServed } from './http-spans.js';
import { requestsBefore, workOnMessage } from './ways.js';

const kafka = agents['kafka-java'];
const survived =
  'A caller survived an error only if it waited for the call and ended well after the failure.';
const healed = 'A later success of the same operation for the same item heals.';

/** Failures that a retry or a second request heals. */
export const retryCases: readonly Case[] = [
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
  ...twins('retry-topic-without-a-known-reader', 'A retry topic heals, and is named while it has not.', {
    harmless: [
      'The first message ever sent to this retry topic; it is handled within the deadline of messages.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        const work = workOnMessage(story, { queue, at: 2, error: 'TimeoutException' });
        const again = kafka.send(story, {
          from: billing,
          queue: `${queue}-retry-5000`,
          at: 2.1,
          under: work,
        });
        kafka.process(story, billing, again, { at: 50 });
        return healthy();
      },
    ],
    fault: [
      'The first message ever sent to this retry topic, and nothing has come of it.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        const work = workOnMessage(story, { queue, at: 2, error: 'TimeoutException' });
        kafka.send(story, { from: billing, queue: `${queue}-retry-5000`, at: 2.1, under: work });
        return [healthy({ at: 40 }), failed(billing.name, { place: `${queue}-retry-5000` })];
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
];
