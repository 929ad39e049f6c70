import { agents } from './agents.js';
import { type Case, failed, healthy, twins } from './case.js';
import type { Sent } from './messaging-agent.js';
import type { Story } from './story.js';

const { celery, sidekiq } = agents;
const healed = 'A later success of the same operation for the same item heals.';

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

/** Retries as task queues and workflow engines record them. */
export const jobRetryCases: readonly Case[] = [
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
];
