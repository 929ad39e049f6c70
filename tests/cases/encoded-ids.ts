import { agents } from './agents.js';
import { failed, healthy, twins, unknown, type Case } from './case.js';
import type { Story } from './story.js';

const oneOrder =
  'An id with a blank and its form-encoded form are one order where a span with one form is below a span with the other.';
const twoOrders = 'Two ids that no trace connects are two orders, however much they look alike.';
const agent = agents['kafka-java'];

interface Forms {
  readonly plain: string;
  /** As form-encoded baggage names it. */
  readonly encoded: string;
  /** The order that `encoded` would be on its own. */
  readonly alone: string;
}

function formsOf({ order }: Story): Forms {
  return { plain: `${order} B/7`, encoded: `${order}+B%2F7`, alone: `${order}+B/7` };
}

/** The order is placed in the shop under its own id, and sent to the billing. */
function sent(story: Story, { plain }: Forms, queue = story.place()) {
  story.stage('PLACED', 0, { names: plain });
  const under = story.span(story.cast.shop, { name: 'place', at: 0, lasts: 1, names: plain });
  return agent.send(story, { queue, at: 1, under }, { names: plain });
}

/** The billing takes the message under the form-encoded id, and pays; in another trace it tries to charge. */
function billed(story: Story, forms: Forms, error?: string): void {
  const { encoded } = forms;
  const { billing } = story.cast;
  const taken = agent.process(story, billing, sent(story, forms), { at: 3, names: encoded });
  story.stage('PAID', 3.1, { by: billing, names: encoded, in: taken });
  story.span(billing, {
    name: 'charge',
    kind: 'consumer',
    at: 20,
    names: encoded,
    ...(error === undefined ? {} : { error }),
  });
}

export const encodedIdCases: readonly Case[] = [
  ...twins('form-encoded-id', oneOrder, {
    harmless: [
      'The consumer reports the order under the form-encoded id of its baggage.',
      (story) => {
        const forms = formsOf(story);
        billed(story, forms);
        return [healthy({ order: forms.plain, stage: 'PAID' }), unknown(forms.alone)];
      },
    ],
    fault: [
      'The consumer fails later, in another trace, and reports it under the form-encoded id.',
      (story) => {
        const forms = formsOf(story);
        billed(story, forms, 'card declined');
        return [failed(story.cast.billing.name, { order: forms.plain, stage: 'PAID' }), unknown(forms.alone)];
      },
    ],
  }),
  ...twins('form-encoded-id-behind-a-gateway', oneOrder, {
    harmless: [
      'A gateway that names no order is between the two forms; the encoded one arrives first.',
      (story) => {
        const forms = formsOf(story);
        behindGateway(story, forms);
        return [healthy({ order: forms.plain }), unknown(forms.alone)];
      },
    ],
    fault: [
      'Behind the gateway the work fails.',
      (story) => {
        const forms = formsOf(story);
        behindGateway(story, forms, 'tax service down');
        return [failed(story.cast.stock.name, { order: forms.plain }), unknown(forms.alone)];
      },
    ],
  }),
  ...twins('ids-that-look-form-encoded', twoOrders, {
    harmless: [
      'Two orders, one with a blank and one with a plus in its id, go well in one job.',
      (story) => {
        const forms = formsOf(story);
        twoOrdersInOneJob(story, forms);
        return [healthy({ order: forms.plain }), healthy({ order: forms.alone })];
      },
    ],
    fault: [
      'Of the two orders in one job that with the plus fails.',
      (story) => {
        const forms = formsOf(story);
        twoOrdersInOneJob(story, forms, 'card declined');
        return [healthy({ order: forms.plain }), failed('nightly-jobs', { order: forms.alone })];
      },
    ],
  }),
  ...twins('percent-encoded-id', 'An id is decoded where its baggage was put on the record undecoded.', {
    harmless: [
      'The consumer reports the order under its percent-encoded id.',
      (story) => {
        const forms = formsOf(story);
        percentEncoded(story, forms);
        return healthy({ order: forms.plain });
      },
    ],
    fault: [
      'The consumer fails, and reports it under the percent-encoded id.',
      (story) => {
        const forms = formsOf(story);
        percentEncoded(story, forms, 'card declined');
        return failed(story.cast.billing.name, { order: forms.plain });
      },
    ],
  }),
];

function behindGateway(story: Story, { plain, encoded }: Forms, error?: string): void {
  const { shop, stock } = story.cast;
  story.stage('PLACED', 0, { names: plain });
  const request = story.span(shop, { name: 'notify', kind: 'producer', at: 1, names: plain, arrives: 60 });
  const gateway = story.span(
    { name: 'edge-envoy' },
    { name: 'route', at: 1.01, under: request, names: false },
  );
  story.span(stock, {
    name: 'reserve',
    kind: 'consumer',
    at: 1.02,
    under: gateway,
    names: encoded,
    arrives: 5,
    ...(error === undefined ? {} : { error }),
  });
}

function twoOrdersInOneJob(story: Story, { plain, alone }: Forms, error?: string): void {
  const jobs = { name: 'nightly-jobs' };
  for (const names of [plain, alone]) story.stage('PLACED', 0, { names });
  const root = story.span(jobs, { name: 'nightly-invoices', at: 10, lasts: 5, names: false });
  story.span(jobs, { name: 'invoice', kind: 'consumer', at: 11, under: root, names: plain });
  story.span(jobs, {
    name: 'invoice',
    kind: 'consumer',
    at: 12,
    under: root,
    names: alone,
    ...(error === undefined ? {} : { error }),
  });
}

function percentEncoded(story: Story, forms: Forms, error?: string): void {
  agent.process(story, story.cast.billing, sent(story, forms), {
    at: 3,
    names: encodeURIComponent(forms.plain),
    ...(error === undefined ? {} : { error }),
  });
}
