import { agents } from './agents.js';
import { type Case, failed, healthy, notConsumed, twins } from './case.js';

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
  ...twins('optional-work', 'Side work that the flow file calls optional is not the order.', {
    harmless: [
      'The consumer of an optional queue failed, and nothing came after it.',
      (story) => {
        const { mailer } = story.cast;
        const queue = story.place('mails');
        story.flow.optional.push(queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, mailer, sent, { at: 2, error: 'mailbox full' });
        return healthy();
      },
    ],
    fault: [
      'The same failure at a queue that the flow file does not call optional.',
      (story) => {
        const { mailer } = story.cast;
        const sent = kafka.send(story, { queue: story.place('mails'), at: 1, under: story.placed() });
        kafka.process(story, mailer, sent, { at: 2, error: 'mailbox full' });
        return failed(mailer.name);
      },
    ],
  }),
  ...twins('optional-message', 'A lost optional message is a problem of its own, and holds no order up.', {
    harmless: [
      'A message to an optional queue was never taken: the order is on track, beside the lost message.',
      (story) => {
        const { mailer } = story.cast;
        const queue = story.place('mails');
        story.flow.optional.push(queue);
        story.flow.receivers.set(queue, [mailer.name]);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return healthy({ neverProblem: false, problem: 'side_effect_lost' });
      },
    ],
    fault: [
      'The same loss at a queue that the flow file does not call optional.',
      (story) => {
        const { mailer } = story.cast;
        const queue = story.place('mails');
        story.flow.receivers.set(queue, [mailer.name]);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(mailer.name, queue);
      },
    ],
  }),
  ...twins('lines-by-item', 'Where an item’s id is known (item: order.line), the verdict names it.', {
    harmless: [
      'The work of line 2 failed, and the same line’s work went well later under another message id.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('lines');
        const placed = story.placed();
        const line = (at: number) =>
          jms.send(story, { queue, at, under: placed }, { attributes: { 'order.line': 'line-2' } });
        jms.process(story, billing, line(1), { at: 3, error: 'boom' });
        jms.process(story, billing, line(20), { at: 23 });
        return healthy();
      },
    ],
    fault: [
      'The work of line 2 failed; line 1, sent after that, went well and heals nothing of line 2.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('lines');
        const placed = story.placed();
        const line = (number: number, at: number) =>
          jms.send(story, { queue, at, under: placed }, { attributes: { 'order.line': `line-${number}` } });
        jms.process(story, billing, line(2, 1), {
          at: 3,
          error: 'boom',
          attributes: { 'order.line': 'line-2' },
        });
        jms.process(story, billing, line(1, 20), { at: 23 });
        return failed(billing.name, { place: 'line-2' });
      },
    ],
  }),
  ...twins('lost-line-by-item', 'Where an item’s id is known (item: order.line), the verdict names it.', {
    harmless: [
      'Both lines’ messages were taken.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('lines');
        story.flow.receivers.set(queue, [billing.name]);
        const placed = story.placed();
        for (const number of [1, 2]) {
          const attributes = { 'order.line': `line-${number}` };
          const sent = jms.send(story, { queue, at: number, under: placed }, { attributes });
          jms.process(story, billing, sent, { at: number + 2 });
        }
        return healthy();
      },
    ],
    fault: [
      'The message of line 2 was never taken; that of line 1 was.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('lines');
        story.flow.receivers.set(queue, [billing.name]);
        const placed = story.placed();
        for (const number of [1, 2]) {
          const attributes = { 'order.line': `line-${number}` };
          const sent = jms.send(story, { queue, at: number, under: placed }, { attributes });
          if (number === 1) jms.process(story, billing, sent, { at: 3 });
        }
        return notConsumed(billing.name, 'line-2');
      },
    ],
  }),
];
