import { agents } from './agents.js';
import { type Case, healthy, notConsumed, twins } from './case.js';

const kafka = agents['kafka-java'];
const { jms } = agents;

/** Orders with several messages or several receivers. */
export const severalMessageCases: readonly Case[] = [
  ...twins(
    'all-of-several-receivers',
    'A list of receivers must all receive, also when the order moves on.',
    {
      harmless: [
        'Both services that the flow file names took the message.',
        (story) => {
          const { billing, stock } = story.cast;
          const queue = story.place('events');
          story.flow.receivers.set(queue, [billing.name, stock.name]);
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          kafka.process(story, billing, sent, { at: 2 });
          kafka.process(story, stock, sent, { at: 2.5 });
          return healthy();
        },
      ],
      fault: [
        'Of two services that the flow file names one took the message.',
        (story) => {
          const { billing, stock } = story.cast;
          const queue = story.place('events');
          story.flow.receivers.set(queue, [billing.name, stock.name]);
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          kafka.process(story, billing, sent, { at: 2 });
          return notConsumed(stock.name, queue);
        },
      ],
    },
  ),
  ...twins(
    'side-message-of-a-closed-order',
    'Where an order has moved on, a lost side message is a problem of its own (side_effect_lost).',
    {
      harmless: [
        'The order ended; its mail was sent on time.',
        (story) => {
          const { mailer } = story.cast;
          const queue = story.place('mails');
          story.flow.receivers.set(queue, [mailer.name]);
          const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
          kafka.process(story, mailer, sent, { at: 2 });
          story.stage('DONE', 30, { by: story.cast.shipping });
          return { situations: ['closed'], stage: 'DONE', neverProblem: true };
        },
      ],
      fault: [
        'The order ended; its mail was never taken: a problem, which does not change the situation.',
        (story) => {
          const { mailer } = story.cast;
          const queue = story.place('mails');
          story.flow.receivers.set(queue, [mailer.name]);
          kafka.send(story, { queue, at: 1, under: story.placed() });
          story.stage('DONE', 30, { by: story.cast.shipping });
          return { situations: ['closed'], stage: 'DONE', problem: 'side_effect_lost' };
        },
      ],
    },
  ),
  ...twins(
    'two-lines-to-one-place',
    'An order has several messages to one place; each is one. A sibling that arrived forgives nothing.',
    {
      harmless: [
        'Two lines of one order, each its own message; both were taken.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place('lines');
          const placed = story.placed();
          for (const at of [1, 1.2])
            jms.process(story, billing, jms.send(story, { queue, at, under: placed }), { at: at + 2 });
          return healthy();
        },
      ],
      fault: [
        'The first line’s message was lost, the second’s was taken.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place('lines');
          story.before(8, (past) => {
            jms.process(past, billing, jms.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
          });
          const placed = story.placed();
          jms.send(story, { queue, at: 1, under: placed });
          jms.process(story, billing, jms.send(story, { queue, at: 1.2, under: placed }), { at: 3 });
          return notConsumed(billing.name, queue);
        },
      ],
    },
  ),
  ...twins(
    'first-line-fails-second-succeeds',
    'A later success of the same operation heals by message id where there is one.',
    {
      harmless: [
        'The first line’s work failed and was tried again under its message id; the second went well.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place('lines');
          const placed = story.placed();
          const first = jms.send(story, { queue, at: 1, under: placed });
          const second = jms.send(story, { queue, at: 1.2, under: placed });
          jms.process(story, billing, first, { at: 3, error: 'boom' });
          jms.process(story, billing, second, { at: 3.3 });
          jms.process(story, billing, first, { at: 23 });
          return healthy();
        },
      ],
      fault: [
        'The first line’s work failed for good; the second, under another message id, went well.',
        (story) => {
          const { billing } = story.cast;
          const queue = story.place('lines');
          const placed = story.placed();
          const first = jms.send(story, { queue, at: 1, under: placed });
          const second = jms.send(story, { queue, at: 1.2, under: placed });
          jms.process(story, billing, first, { at: 3, error: 'boom' });
          jms.process(story, billing, second, { at: 3.3 });
          return {
            situations: ['failed'],
            code: ['failed_with_error'],
            owner: billing.name,
            certainty: 'proven',
          };
        },
      ],
    },
  ),
];
