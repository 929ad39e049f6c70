import { agents } from './agents.js';
import { healthy, notConsumed, twins, type Case } from './case.js';

const receipt = 'Proof of receipt: a receiver’s span by parent, link, message id or shared span id.';

/** The plain way of a message, as each agent records it: taken, or never taken. */
export const messageCases: readonly Case[] = Object.entries(agents).flatMap(([name, agent]) =>
  twins(`message-${name}`, receipt, {
    harmless: [
      'The message is taken seconds after it was sent.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        story.before(8, (past) => {
          agent.process(past, billing, agent.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
        });
        const sent = agent.send(story, { queue, at: 1, under: story.placed() });
        agent.process(story, billing, sent, { at: 3 });
        return healthy();
      },
    ],
    fault: [
      'The message is sent, and nobody takes it.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        story.before(8, (past) => {
          agent.process(past, billing, agent.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
        });
        agent.send(story, { queue, at: 1, under: story.placed() });
        return [healthy({ at: 50 }), notConsumed(billing.name, queue)];
      },
    ],
  }),
);
