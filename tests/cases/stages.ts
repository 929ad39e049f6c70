import { agents } from './agents.js';
import { httpServed } from './http-spans.js';
import { closed, failed, healthy, notConsumed, stuck, twins, type Case } from './case.js';
import { messagesBefore, workOnMessage } from './ways.js';

const kafka = agents['kafka-java'];
const day = 86_400;

const noStage = 'Orders without a stage are judged too.';
const reopened =
  'A cancelled or closed order stays so until the flow or previous_stage says that it was reopened.';
const rework = 'Rework (A → B → A by the same application’s clock) is a visit, not a disagreement of clocks.';
const clocks = 'Clocks: offsets are learned per instance from its hops, hours and days included.';
const future = 'A time in the future is unknown: place it by the flow and previous_stage.';
const lastSign =
  'When only a deadline has passed, name the last sure sign of life (application, operation, queue to which it sent last).';

export const stageCases: readonly Case[] = [
  ...twins('no-stage', noStage, {
    harmless: [
      'No stage was ever reported, and all went well.',
      (story) => {
        const { shop, billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const asked = httpServed(story, shop, { at: 1, route: '/orders', status: 201 });
        kafka.process(story, billing, kafka.send(story, { queue, at: 1.1, under: asked }), { at: 2 });
        return healthy();
      },
    ],
    fault: [
      'No stage was ever reported, and the consumer’s work failed.',
      (story) => {
        const { shop, billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const asked = httpServed(story, shop, { at: 1, route: '/orders', status: 201 });
        kafka.process(story, billing, kafka.send(story, { queue, at: 1.1, under: asked }), {
          at: 2,
          error: 'boom',
        });
        return failed(billing.name);
      },
    ],
  }),
  ...twins('no-stage-message', noStage, {
    harmless: [
      'No stage was ever reported; the message was taken by a job in a trace of its own.',
      (story) => {
        const { sidekiq } = agents;
        const asked = httpServed(story, story.cast.shop, { at: 1, route: '/orders', status: 201 });
        const sent = sidekiq.send(story, { queue: story.place('default'), at: 1.1, under: asked });
        sidekiq.process(story, story.cast.billing, sent, { at: 4 });
        return healthy();
      },
    ],
    fault: [
      'No stage was ever reported, and the message was never taken.',
      (story) => {
        const { billing, shop } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        kafka.send(story, {
          queue,
          at: 1.1,
          under: httpServed(story, shop, { at: 1, route: '/orders', status: 201 }),
        });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('unknown-stage', noStage, {
    harmless: [
      'A stage that the flow does not know is reported; nothing is wrong.',
      (story) => {
        story.placed();
        story.stage('FRAUD_CHECK', 5);
        return healthy({ stage: 'FRAUD_CHECK' });
      },
    ],
    fault: [
      'In a stage that the flow does not know the work failed.',
      (story) => {
        const { billing } = story.cast;
        story.placed();
        story.stage('FRAUD_CHECK', 5);
        httpServed(story, billing, { at: 30, route: '/score', status: 500, error: 'model not loaded' });
        return failed(billing.name, { stage: 'FRAUD_CHECK' });
      },
    ],
  }),
  ...twins('late-stage-after-cancel', reopened, {
    harmless: [
      'The order was cancelled; a PAID of a slower service comes after it.',
      (story) => {
        story.placed();
        story.stage('CANCELLED', 100);
        story.stage('PAID', 103, { by: story.cast.billing });
        return closed('CANCELLED');
      },
    ],
    fault: [
      'The order was reopened, which previous_stage says, and its work failed after that.',
      (story) => {
        const { billing, shop } = story.cast;
        story.placed();
        story.stage('CANCELLED', 30);
        story.stage('PLACED', 60, { previous: 'CANCELLED' });
        httpServed(story, billing, { at: 90, route: '/pay', status: 500, error: 'boom' });
        return failed(billing.name, { stage: 'PLACED', place: [billing.name, shop.name] });
      },
    ],
  }),
  ...twins('repeated-stage-after-the-end', reopened, {
    harmless: [
      'PAID is repeated minutes after DONE: the order stays done.',
      (story) => {
        const { billing, shipping } = story.cast;
        story.placed();
        story.stage('PAID', 20, { by: billing });
        story.stage('SHIPPED', 40, { by: shipping });
        story.stage('DONE', 60, { by: shipping });
        story.stage('PAID', 240, { by: billing });
        return closed('DONE');
      },
    ],
    fault: [
      'After PAID the next message was lost: the repeated PAID is no progress.',
      (story) => {
        const { billing, shipping } = story.cast;
        const queue = story.place('parcels');
        story.before(8, (past) => {
          kafka.process(
            past,
            shipping,
            kafka.send(past, { from: billing, queue, at: 1, under: past.placed() }),
            { at: 2 },
          );
        });
        story.placed();
        story.stage('PAID', 20, { by: billing });
        kafka.send(story, { from: billing, queue, at: 20.5 });
        story.stage('PAID', 240, { by: billing });
        return notConsumed(shipping.name, queue, { stage: 'PAID' });
      },
    ],
  }),
  ...twins('rework', rework, {
    harmless: [
      'Billing sent the order back to PLACED by its own clock: rework, and all is well.',
      (story) => {
        const { billing } = story.cast;
        story.placed();
        story.stage('PAID', 60, { by: billing });
        story.stage('PLACED', 180, { by: billing, previous: 'PAID' });
        return healthy({ stage: 'PLACED' });
      },
    ],
    fault: [
      'It was sent back, and the work that followed failed.',
      (story) => {
        const { billing } = story.cast;
        story.placed();
        story.stage('PAID', 60, { by: billing });
        story.stage('PLACED', 180, { by: billing, previous: 'PAID' });
        httpServed(story, billing, { at: 240, route: '/pay', status: 500, error: 'card expired' });
        return failed(billing.name, { stage: 'PLACED' });
      },
    ],
  }),
  ...twins('stage-hours-after-the-end', reopened, {
    harmless: [
      'SHIPPED is reported three hours after DONE, without a previous stage: the order stays done.',
      (story) => {
        const { billing, shipping } = story.cast;
        story.placed();
        story.stage('PAID', 20, { by: billing });
        story.stage('DONE', 60, { by: shipping });
        story.stage('SHIPPED', 3 * 3600, { by: shipping });
        return closed('DONE', { at: 4 * 3600 });
      },
    ],
    fault: [
      'Three hours after DONE the order was opened again, and the work that followed failed.',
      (story) => {
        const { billing, shipping } = story.cast;
        story.placed();
        story.stage('PAID', 20, { by: billing });
        story.stage('DONE', 60, { by: shipping });
        story.stage('PAID', 3 * 3600, { by: shipping, previous: 'DONE' });
        httpServed(story, shipping, { at: 3 * 3600 + 60, route: '/parcels', status: 500, error: 'boom' });
        return failed(shipping.name, { stage: 'PAID', at: 4 * 3600 });
      },
    ],
  }),
  ...twins('rework-without-a-previous-stage', rework, {
    harmless: [
      'Billing reports PAID and then PLACED, by its own clock and without a previous stage; PAID comes again.',
      (story) => {
        const { billing } = story.cast;
        story.placed();
        story.stage('PAID', 60, { by: billing });
        story.stage('PLACED', 180, { by: billing });
        story.stage('PAID', 300, { by: billing });
        return [healthy({ at: 240, stage: 'PLACED' }), healthy({ stage: 'PAID' })];
      },
    ],
    fault: [
      'Billing sent the order back to PLACED, and its next message was lost: the first PAID is no progress.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        story.placed();
        story.stage('PAID', 60, { by: billing });
        story.stage('PLACED', 180, { by: billing });
        kafka.send(story, { queue, at: 190 });
        return notConsumed(billing.name, queue, { stage: 'PLACED' });
      },
    ],
  }),
  ...twins('consumer-clock-behind', clocks, {
    harmless: [
      'The consumer’s clock is five minutes behind: it took the message before it was sent.',
      (story) => {
        const billing = { ...story.cast.billing, clockSeconds: -300 };
        const queue = story.place();
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 3 });
        story.stage('PAID', 4, { by: billing });
        return healthy({ stage: 'PAID' });
      },
    ],
    fault: [
      'The consumer’s clock is behind, and its work failed.',
      (story) => {
        const billing = { ...story.cast.billing, clockSeconds: -300 };
        const queue = story.place();
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 3, error: 'boom' });
        return failed(billing.name);
      },
    ],
  }),
  ...twins('time-zone-set-wrong', clocks, {
    harmless: [
      'One instance’s clock is three hours ahead (a zone set wrong); the order has moved on since.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-zone', clockSeconds: 3 * 3600 };
        const queue = story.place();
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 3 });
        story.stage('PAID', 4, { by: billing });
        story.stage('SHIPPED', 200, { by: story.cast.shipping });
        return healthy({ stage: 'SHIPPED' });
      },
    ],
    fault: [
      'The same clock, and the next message after PAID was never taken.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-zone', clockSeconds: 3 * 3600 };
        const { shipping } = story.cast;
        const queue = story.place();
        const next = story.place('parcels');
        story.before(8, (past) => {
          kafka.process(
            past,
            shipping,
            kafka.send(past, { from: story.cast.billing, queue: next, at: 1, under: past.placed() }),
            { at: 2 },
          );
        });
        const work = kafka.process(
          story,
          billing,
          kafka.send(story, { queue, at: 1, under: story.placed() }),
          { at: 3 },
        );
        story.stage('PAID', 4, { by: billing });
        kafka.send(story, { from: billing, queue: next, at: 3.2, under: work });
        return notConsumed(shipping.name, next, { at: 900 });
      },
    ],
  }),
  ...twins('time-in-the-future', future, {
    harmless: [
      'PAID carries a time a day ahead; SHIPPED, by a true clock, came later.',
      (story) => {
        story.placed();
        story.stage('PAID', 60, { by: { name: 'billing-future', clockSeconds: day } });
        story.stage('SHIPPED', 300, { by: story.cast.shipping });
        return healthy({ stage: 'SHIPPED' });
      },
    ],
    fault: [
      'PAID carries a time a day ahead; work after it failed, and the wrong time hides nothing.',
      (story) => {
        const { shipping } = story.cast;
        story.placed();
        story.stage('PAID', 60, { by: { name: 'billing-future', clockSeconds: day } });
        httpServed(story, shipping, { at: 200, route: '/parcels', status: 500, error: 'boom' });
        return failed(shipping.name, { stage: 'PAID' });
      },
    ],
  }),
  ...twins('deadline-passed-with-a-last-sign', lastSign, {
    harmless: [
      'The order moved on in time.',
      (story) => {
        const { billing } = story.cast;
        workOnMessage(story, { at: 2 });
        story.stage('PAID', 5, { by: billing });
        return healthy({ at: 20 * day, stage: 'PAID', neverProblem: true });
      },
    ],
    fault: [
      'Billing took the message and sent to a queue that nobody is known to read; the deadline passed.',
      (story) => {
        const { billing } = story.cast;
        const work = workOnMessage(story, { at: 2 });
        const next = story.place('unread');
        kafka.send(story, { from: billing, queue: next, at: 2.1, under: work });
        return [
          healthy({ at: 900 }),
          stuck({ at: 31 * day, code: ['stage_overdue', 'receipt_not_seen'], place: next }),
        ];
      },
    ],
  }),
];
