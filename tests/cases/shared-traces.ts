import { agents } from './agents.js';
import { statement } from './database-spans.js';
import { failed, healthy, twins, type Case } from './case.js';
import type { Story } from './story.js';

const nearest =
  'A span belongs to the orders that it names, else to those of its nearest ancestor that names any, else to those of its links.';
const jobs = { name: 'nightly-jobs' };

function placedOther(story: Story): string {
  const other = `${story.order}-b`;
  story.log(story.cast.shop, '', {
    at: 0,
    event: 'order.transition',
    names: other,
    attributes: { stage: 'PLACED' },
  });
  return other;
}

export const sharedTraceCases: readonly Case[] = [
  ...twins(
    'job-over-many-orders',
    `${nearest} An error of the job’s root is not an error of every order in it.`,
    {
      harmless: [
        'A nightly job handles two orders well; its root failed afterwards, sending its report.',
        (story) => {
          story.placed();
          const other = placedOther(story);
          const root = story.span(jobs, {
            name: 'nightly-invoices',
            at: 10,
            lasts: 5,
            names: false,
            error: 'report not sent',
          });
          for (const [at, names] of [
            [11, story.order],
            [12, other],
          ] as const)
            statement(story, jobs, {
              at: at + 0.1,
              names: false,
              under: story.span(jobs, { name: 'invoice', at, lasts: 0.5, under: root, names }),
            });
          return [healthy(), healthy({ order: other })];
        },
      ],
      fault: [
        'Of two orders in one job one failed; the root says “1 of 2 failed”.',
        (story) => {
          story.placed();
          const other = placedOther(story);
          const root = story.span(jobs, {
            name: 'nightly-invoices',
            at: 10,
            lasts: 5,
            names: false,
            error: '1 of 2 failed',
          });
          story.span(jobs, { name: 'invoice', at: 11, under: root });
          const bad = story.span(jobs, {
            name: 'invoice',
            at: 12,
            under: root,
            names: other,
            error: 'tax service down',
          });
          statement(story, jobs, { at: 12.01, under: bad, names: false, error: 'deadlock detected' });
          return [healthy(), failed(jobs.name, { order: other })];
        },
      ],
    },
  ),
  ...twins('failed-item-under-a-root-that-went-on', 'A failed item under a root that went on is found.', {
    harmless: [
      'The job tried a failed item again within its run, and it went well.',
      (story) => {
        story.placed();
        const root = story.span(jobs, { name: 'nightly-invoices', at: 10, lasts: 8, names: false });
        story.span(jobs, { name: 'invoice', at: 11, under: root, error: 'tax service down' });
        story.span(jobs, { name: 'invoice', at: 16, under: root });
        return healthy();
      },
    ],
    fault: [
      'One item of the job failed, the job went on and ended well.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        const root = story.span(jobs, { name: 'nightly-invoices', at: 10, lasts: 5, names: false });
        story.span(jobs, { name: 'invoice', at: 11, under: root, error: 'tax service down' });
        story.span(jobs, { name: 'invoice', at: 12, under: root, names: other });
        return [failed(jobs.name), healthy({ order: other })];
      },
    ],
  }),
  ...twins('repeating-job-in-one-trace', nearest, {
    harmless: [
      'All runs of a repeating job are in one trace; both orders’ runs went well.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        const root = story.handle();
        story.span(jobs, { name: 'poll', at: 20, under: root });
        story.span(jobs, { name: 'poll', at: 50, under: root, names: other });
        return [healthy(), healthy({ order: other })];
      },
    ],
    fault: [
      'All runs are in one trace; the other order’s run failed.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        const root = story.handle();
        story.span(jobs, { name: 'poll', kind: 'consumer', at: 20, under: root });
        story.span(jobs, {
          name: 'poll',
          kind: 'consumer',
          at: 50,
          under: root,
          names: other,
          error: 'boom',
        });
        return [healthy(), failed(jobs.name, { order: other })];
      },
    ],
  }),
  ...twins('list-of-orders-on-one-span', 'A span of work for several orders carries a list in order_id.', {
    harmless: [
      'A batch span names both orders in a list, and went well.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        story.span(jobs, { name: 'charge batch', kind: 'consumer', at: 20, names: [story.order, other] });
        return [healthy(), healthy({ order: other })];
      },
    ],
    fault: [
      'The batch span that names both failed: both orders did.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        story.span(jobs, {
          name: 'charge batch',
          kind: 'consumer',
          at: 20,
          names: [story.order, other],
          error: 'gateway down',
        });
        return [failed(jobs.name), failed(jobs.name, { order: other })];
      },
    ],
  }),
  ...twins('child-failed-within-a-batch-that-went-well', nearest, {
    harmless: [
      'Within a batch of two orders a statement failed and was tried again; the batch ended well.',
      (story) => {
        story.placed();
        const other = placedOther(story);
        const batch = story.span(jobs, {
          name: 'charge batch',
          kind: 'consumer',
          at: 20,
          lasts: 2,
          names: [story.order, other],
        });
        statement(story, jobs, { at: 20.2, under: batch, names: false, error: 'deadlock detected' });
        statement(story, jobs, { at: 20.9, under: batch, names: false });
        return [healthy(), healthy({ order: other })];
      },
    ],
    fault: [
      'Within a batch that links to both messages the item of one order failed for good.',
      (story) => {
        const { billing } = story.cast;
        const agent = agents['kafka-dotnet'];
        const queue = story.place();
        const other = placedOther(story);
        const first = agent.send(story, { queue, at: 1, under: story.placed() });
        const second = agent.send(story, { queue, at: 1 }, { names: other });
        const batch = story.span(billing, {
          name: `receive ${queue}`,
          kind: 'consumer',
          at: 3,
          lasts: 2,
          names: false,
          links: [first.span, second.span],
          attributes: {
            'messaging.system': 'kafka',
            'messaging.destination.name': queue,
            'messaging.operation.type': 'process',
          },
        });
        story.span(billing, { name: 'charge', at: 3.5, under: batch, error: 'card declined' });
        story.span(billing, { name: 'charge', at: 4, under: batch, names: other });
        return [failed(billing.name), healthy({ order: other })];
      },
    ],
  }),
];
