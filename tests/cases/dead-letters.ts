import { agents } from './agents.js';
import { deadLettered, healthy, twins, type Case } from './case.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const pattern =
  'Dead-letter queues by pattern (_error, -dlq, .DLT, dead-letter, parking-lot, poison, …): a message in one was given up.';

/** How people name their dead-letter queues, and names that only look so. */
const names = [
  ['masstransit', (queue: string) => `${queue}_error`, (queue: string) => `${queue}_error_reports`],
  ['sqs', (queue: string) => `${queue}-dlq`, (queue: string) => `${queue}-deadlines`],
  ['spring', (queue: string) => `${queue}.DLT`, (queue: string) => `${queue}.delta`],
  ['prefixed', (queue: string) => `dead-letter-${queue}`, (queue: string) => `letters-${queue}`],
  ['parked', (queue: string) => `${queue}.parking-lot`, (queue: string) => `${queue}.parking-permits`],
  ['azure', (queue: string) => `${queue}-poison`, (queue: string) => `${queue}-poisson-stats`],
] as const;

export const deadLetterCases: readonly Case[] = names.flatMap(([name, dead, lookalike]) =>
  twins(`given-up-${name}`, pattern, {
    harmless: [
      'A queue whose name only resembles one of dead letters; its message is taken.',
      (story) => {
        const { mailer } = story.cast;
        const queue = lookalike(story.place());
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, mailer, sent, { at: 3 });
        return healthy();
      },
    ],
    fault: [
      'The consumer failed at each try, then put the message into a queue for dead letters.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        for (const at of [3, 8, 13])
          kafka.process(story, billing, sent, { at, error: 'cannot read the order' });
        const last = kafka.process(story, billing, sent, { at: 18, error: 'cannot read the order' });
        kafka.send(story, { from: billing, queue: dead(queue), at: 18.2, under: last });
        return deadLettered(billing.name, dead(queue));
      },
    ],
  }),
);
