import { agents } from './agents.js';
import { type Case, healthy, notConsumed, twins, unfinished } from './case.js';
import { statement } from './database-spans.js';
import type { SpanHandle, Story } from './story.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const sameReceiver = 'Proof of receipt: a receiver’s span by parent, link, message id or shared span id.';
const below =
  'Proof of receipt: a span or log record of the receiving application below the sender, also where the span between is missing or unfinished.';

function childrenOf(story: Story, handler: SpanHandle, times: readonly number[]): void {
  for (const at of times) statement(story, story.cast.billing, { at, under: handler, names: false });
}

/** How a consumer proves that it took a message. */
export const consumerCases: readonly Case[] = [
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
];
