import { agents } from './agents.js';
import { httpServed } from './http-spans.js';
import { failed, healthy, notConsumed, stuck, twins, type Case } from './case.js';
import type { App, Story, Values } from './story.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const { bullmq, celery } = agents;
const day = 86_400;

const scheduled = 'Scheduled and delayed messages wait until their time (attributes of the brokers).';
const usualWait = 'A queue’s usual wait, as learned, belongs to a message’s deadline.';
const late =
  'Telemetry that comes in late, or the whole pipeline catching up, opens no problem that it then closes.';
const silence =
  'Silence of an application never replaces a better verdict, and opens no problems for orders near no deadline.';
const people = 'Who is waited for is a person: their work comes in a trace of its own.';

/** A message whose broker or library says when it is due, in its own attributes. */
const schedulers: readonly (readonly [string, string, (dueSeconds: number, story: Story) => Values])[] = [
  [
    'bullmq',
    'BullMQ’s delay',
    (due) => ({ 'messaging.bullmq.job.opts.delay': BigInt(Math.round(due * 1000)) }),
  ],
  [
    'celery-eta',
    'Celery’s eta',
    (due, story) => ({ 'celery.eta': new Date(Number(story.nanosAt(due) / 1_000_000n)).toISOString() }),
  ],
  ['celery-countdown', 'Celery’s countdown', (due) => ({ 'celery.countdown': String(due) })],
];

function lateApp(app: App, lateSeconds: number): App {
  return { ...app, lateSeconds };
}

export const timeCases: readonly Case[] = [
  ...schedulers.flatMap(([name, words, values]) =>
    twins(`scheduled-${name}`, scheduled, {
      harmless: [
        `A message for tomorrow, by ${words}.`,
        (story) => {
          const agent = name === 'bullmq' ? bullmq : celery;
          const queue = story.place('later');
          story.before(8, (past) => {
            agent.process(past, past.cast.billing, agent.send(past, { queue, at: 1, under: past.placed() }), {
              at: 2,
            });
          });
          agent.send(story, { queue, at: 1, under: story.placed() }, { attributes: values(day, story) });
          return [healthy(), healthy({ at: 3600 })];
        },
      ],
      fault: [
        `A message that was due after two minutes, by ${words}, and was never taken.`,
        (story) => {
          const agent = name === 'bullmq' ? bullmq : celery;
          const { billing } = story.cast;
          const queue = story.place('later');
          story.before(8, (past) => {
            agent.process(past, billing, agent.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
          });
          agent.send(story, { queue, at: 1, under: story.placed() }, { attributes: values(120, story) });
          return [healthy({ at: 160 }), notConsumed(billing.name, queue)];
        },
      ],
    }),
  ),
  ...twins('queue-that-usually-waits', usualWait, {
    harmless: [
      'Messages of this queue usually wait four minutes; this one has waited as long.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('slow');
        story.before(30, (past) => {
          kafka.process(past, billing, kafka.send(past, { queue, at: 1, under: past.placed() }), { at: 240 });
        });
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 241 });
        return healthy();
      },
    ],
    fault: [
      'Messages of this queue usually wait four minutes; this one waits since fifty.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('slow');
        story.before(30, (past) => {
          kafka.process(past, billing, kafka.send(past, { queue, at: 1, under: past.placed() }), { at: 240 });
        });
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue, { at: 3000 });
      },
    ],
  }),
  ...twins('telemetry-of-one-service-late', late, {
    harmless: [
      'The consumer’s telemetry takes three minutes to arrive, as it always does.',
      (story) => {
        const slow = (each: Story) => lateApp({ name: `${each.cast.billing.name}-edge` }, 180);
        const queue = story.place();
        story.before(30, (past) => {
          kafka.process(past, slow(past), kafka.send(past, { queue, at: 1, under: past.placed() }), {
            at: 2,
          });
        });
        kafka.process(story, slow(story), kafka.send(story, { queue, at: 1, under: story.placed() }), {
          at: 3,
        });
        return [healthy({ at: 120 }), healthy()];
      },
    ],
    fault: [
      'The consumer’s telemetry takes three minutes; after an hour there is still no receipt.',
      (story) => {
        const slow = (each: Story) => lateApp({ name: `${each.cast.billing.name}-edge` }, 180);
        const queue = story.place();
        story.before(30, (past) => {
          kafka.process(past, slow(past), kafka.send(past, { queue, at: 1, under: past.placed() }), {
            at: 2,
          });
        });
        kafka.send(story, { queue, at: 1, under: story.placed() });
        story.span(slow(story), { name: 'tick', at: 600, names: false });
        return notConsumed(slow(story).name, queue, { at: 3600 });
      },
    ],
  }),
  ...twins('pipeline-caught-up-after-hours', late, {
    harmless: [
      'Two hours of an order’s telemetry arrive at once, all that happened in them included.',
      (story) => {
        const held = (app: App) => lateApp(app, 7200);
        const { shop, billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        story.stage('PLACED', 0, { by: held(shop) });
        const sent = kafka.send(story, { from: held(shop), queue, at: 1 });
        kafka.process(story, held(billing), sent, { at: 3 });
        story.stage('PAID', 4, { by: held(billing) });
        return healthy({ at: 7800, stage: 'PAID' });
      },
    ],
    fault: [
      'Two hours of telemetry arrive at once, and this message’s receipt is not in it.',
      (story) => {
        const held = (app: App) => lateApp(app, 7200);
        const { shop, billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        story.stage('PLACED', 0, { by: held(shop) });
        kafka.send(story, { from: held(shop), queue, at: 1 });
        return notConsumed(billing.name, queue, { at: 9000 });
      },
    ],
  }),
  ...twins('consumer-caught-up-after-an-outage', late, {
    harmless: [
      'The consumer stopped and took the message half an hour later, with all others.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 1800 });
        return healthy({ at: 2400, neverProblem: false });
      },
    ],
    fault: [
      'The consumer came back, took the next order’s message, and not this one.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        const other = `${story.order}-b`;
        const sent = kafka.send(story, { queue, at: 2 }, { names: other });
        kafka.process(story, billing, sent, { at: 1800, names: other });
        return notConsumed(billing.name, queue, { at: 2400 });
      },
    ],
  }),
  ...twins('silent-application', silence, {
    harmless: [
      'The application that acts next has been silent for minutes; the order is near no deadline.',
      (story) => {
        const quiet = { name: `quiet-${story.cast.seed}` };
        for (let at = -900; at < 60; at += 30) story.span(quiet, { name: 'tick', at, names: false });
        story.placed();
        story.stage('PAID', 30, { by: quiet });
        return healthy({ stage: 'PAID', at: 900 });
      },
    ],
    fault: [
      'The application fell silent, and the order’s work in it had failed before: that is the verdict.',
      (story) => {
        const quiet = { name: `quiet-${story.cast.seed}-b` };
        for (let at = -900; at < 60; at += 30) story.span(quiet, { name: 'tick', at, names: false });
        story.placed();
        httpServed(story, quiet, { at: 40, route: '/pay', status: 500, error: 'out of memory' });
        return failed(quiet.name, { at: 900 });
      },
    ],
  }),
  ...twins('human-task', people, {
    harmless: [
      'A person finishes the task after a quarter of an hour, in a trace of its own.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, { at: 840, route: '/tasks/{id}/complete', status: 200 });
        story.stage('PAID', 841);
        return healthy({ at: 900, stage: 'PAID' });
      },
    ],
    fault: [
      'The person’s completing the task failed, and they have not tried again.',
      (story) => {
        const { shop } = story.cast;
        story.placed();
        httpServed(story, shop, {
          at: 400,
          route: '/tasks/{id}/complete',
          status: 500,
          error: 'task lock lost',
        });
        return failed(shop.name, { place: '/tasks/{id}/complete' });
      },
    ],
  }),
  ...twins('stage-without-sign-until-its-deadline', 'An expectation: this stage is left, by its deadline.', {
    harmless: [
      'Nothing has happened for twenty days in a stage that may take thirty.',
      (story) => {
        story.placed();
        return healthy({ at: 20 * day });
      },
    ],
    fault: [
      'The stage may take thirty days; thirty-one have passed.',
      (story) => {
        story.placed();
        return stuck({
          at: 31 * day,
          code: ['stage_overdue'],
          owner: story.cast.shop.name,
          certainty: 'proven',
        });
      },
    ],
  }),
];
