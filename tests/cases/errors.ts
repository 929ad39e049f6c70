import { agents } from './agents.js';
import { type Case, closed, failed, healthy, twins } from './case.js';
import { httpServed } from './http-spans.js';
import { messagesBefore, workOnMessage } from './ways.js';

const kafka = agents['kafka-java'];
const { sidekiq } = agents;
const once = 'One error is counted once, however its order was found.';
const arrives = 'An error belongs to the operation in which the order’s work failed.';

/** Where an error counts, and what ends it. */
export const errorCases: readonly Case[] = [
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
