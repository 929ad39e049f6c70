import { agents } from './agents.js';
import { failed, healthy, notConsumed, twins, type Case } from './case.js';
import { httpCall, httpServed } from './http-spans.js';
import type { App, Story } from './story.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const day = 86_400;

const clocks = 'Clocks: offsets are learned per instance from its hops, hours and days included.';

/** Billing takes a message, reports PAID and sends the next one, whose queue is known to be read by shipping. */
function paidAndSent(story: Story, billing: App): string {
  const { shipping } = story.cast;
  const queue = story.place();
  const next = story.place('parcels');
  story.before(8, (past) => {
    const sent = kafka.send(past, { from: past.cast.billing, queue: next, at: 1, under: past.placed() });
    kafka.process(past, shipping, sent, { at: 2 });
  });
  const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
  const work = kafka.process(story, billing, sent, { at: 3 });
  story.stage('PAID', 4, { by: billing });
  kafka.send(story, { from: billing, queue: next, at: 3.2, under: work });
  return next;
}

/** The shop calls the stock service, which answers. */
function reserved(story: Story, shop: App): void {
  const call = httpCall(story, {
    from: shop,
    host: story.host('stock'),
    path: '/reserve',
    at: 1,
    status: 200,
  });
  httpServed(story, story.cast.stock, { at: 1.02, route: '/reserve', under: call });
}

export const clockCases: readonly Case[] = [
  ...twins('clock-hours-behind', clocks, {
    harmless: [
      'One instance’s clock is three hours behind: by it, the order was paid before it was placed.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-behind', clockSeconds: -3 * 3600 };
        const queue = story.place();
        const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
        kafka.process(story, billing, sent, { at: 3 });
        story.stage('PAID', 4, { by: billing });
        return healthy({ stage: 'PAID' });
      },
    ],
    fault: [
      'The same clock, and the next message after PAID was never taken.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-behind', clockSeconds: -3 * 3600 };
        const next = paidAndSent(story, billing);
        return notConsumed(story.cast.shipping.name, next, { stage: 'PAID', at: 900 });
      },
    ],
  }),
  ...twins('clock-a-day-ahead', clocks, {
    harmless: [
      'One instance’s clock is a day ahead; shipping takes its message and the order moves on.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-ahead', clockSeconds: day };
        const { shipping } = story.cast;
        const queue = story.place();
        const sent = kafka.send(story, { from: billing, queue, at: 1, under: story.placed() });
        kafka.process(story, shipping, sent, { at: 3 });
        story.stage('PAID', 2, { by: billing });
        story.stage('SHIPPED', 200, { by: shipping });
        return healthy({ stage: 'SHIPPED' });
      },
    ],
    fault: [
      'The same clock, and its message was never taken.',
      (story) => {
        const billing = { ...story.cast.billing, instance: 'billing-ahead', clockSeconds: day };
        const next = paidAndSent(story, billing);
        return notConsumed(story.cast.shipping.name, next, { stage: 'PAID', at: 900 });
      },
    ],
  }),
  ...twins('caller-a-day-behind', clocks, {
    harmless: [
      'The caller’s clock is a day behind, which its answered request shows; its message is not overdue.',
      (story) => {
        const shop = { ...story.cast.shop, instance: 'shop-behind', clockSeconds: -day };
        const queue = story.place();
        messagesBefore(story, queue);
        reserved(story, shop);
        const sent = kafka.send(story, { from: shop, queue, at: 1.3 });
        kafka.process(story, story.cast.billing, sent, { at: 40 });
        return healthy();
      },
    ],
    fault: [
      'The caller’s clock is a day behind, and the work that took its message failed.',
      (story) => {
        const shop = { ...story.cast.shop, instance: 'shop-behind', clockSeconds: -day };
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        reserved(story, shop);
        const sent = kafka.send(story, { from: shop, queue, at: 1.3 });
        kafka.process(story, billing, sent, { at: 3, error: 'boom' });
        return failed(billing.name);
      },
    ],
  }),
];
