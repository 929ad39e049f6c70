import { agents } from './agents.js';
import { statement } from './database-spans.js';
import { type Case, healthy, notConsumed, stuck, twins } from './case.js';
import type { App, Story } from './story.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const { jms } = agents;
const day = 86_400;
const rates =
  'Coverage: seen ÷ (seen + proven received but unseen), per sender, place, receiver, and instance where known.';
const bar =
  'Below the bar for lost the order is stuck with receipt_not_seen and the figures, at the stage’s deadline.';
const sampled = 'Declared sampling (tracestate ot=th) and sampled consumers are part of coverage.';
const oneReceipt = 'One receipt ever seen does not mean that all are seen.';

/** Past orders whose messages each of the pods took in turn; the last pod of four has no agent. */
function fourPodsBefore(story: Story, queue: string, instrumented: number): void {
  let turn = 0;
  story.before(40, (past) => {
    const { billing } = past.cast;
    const sent = kafka.send(past, { queue, at: 1, under: past.placed() });
    const pod = turn++ % 4;
    if (pod < instrumented)
      kafka.process(past, { ...billing, instance: `${billing.name}-pod-${pod}` }, sent, { at: 2 });
  });
}

/** Past orders of four pods. Of the last one, only the statements are seen, and never what it receives. */
function podOfStatementsBefore(story: Story, queue: string): void {
  let turn = 0;
  story.before(40, (past) => {
    const sent = kafka.send(past, { queue, at: 1, under: past.placed() });
    const pod = turn++ % 4;
    const app = { ...past.cast.billing, instance: `${past.cast.billing.name}-pod-${pod}` };
    const work = kafka.process(past, app, sent, { at: 2, exported: pod < 3 });
    statement(past, app, { at: 2.01, under: work });
  });
}

/** Past orders whose messages are not seen to arrive. */
function unseenBefore(story: Story, queue: string, count: number): void {
  story.before(count, (past) => {
    kafka.send(past, { queue, at: 1, under: past.placed() });
  });
}

/** Past orders of which one in ten has its consumer’s span, in a trace of its own. */
function sampledBefore(story: Story, queue: string, traceState: string): void {
  let turn = 0;
  story.before(60, (past) => {
    const sent = jms.send(past, { queue, at: 1, under: past.placed() });
    if (turn++ % 10 === 0) jms.process(past, past.cast.billing, sent, { at: 2, traceState });
  });
}

function newShop({ cast: { shop } }: Story): App {
  return { ...shop, instance: `${shop.name}-canary`, version: '2.0.0' };
}

/** Past orders of two versions of the shop. The messages of the new one are never seen to arrive. */
function twoVersionsBefore(story: Story, queue: string): void {
  takenBy(({ cast }) => cast.billing)(story, queue, 30);
  story.before(25, (past) => {
    kafka.send(past, { from: newShop(past), queue, at: 1, under: past.placed() });
  });
}

function takenBy(app: (story: Story) => App): (story: Story, queue: string, count: number) => void {
  return (story, queue, count) => {
    story.before(count, (past) => {
      kafka.process(past, app(past), kafka.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
    });
  };
}

export const coverageCases: readonly Case[] = [
  ...twins('one-of-four-pods', `${rates} ${bar}`, {
    harmless: [
      'One of four pods has no agent; this message went there, and the order moved on later.',
      (story) => {
        const queue = story.place();
        fourPodsBefore(story, queue, 3);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        story.stage('PAID', 500, { by: story.cast.billing });
        return [healthy({ at: 400 }), healthy({ stage: 'PAID' })];
      },
    ],
    fault: [
      'All four pods have agents, and nobody took this message.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        fourPodsBefore(story, queue, 4);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('unseen-until-the-deadline', bar, {
    harmless: [
      'One of four pods has no agent, and the order waits in its stage, well before the deadline.',
      (story) => {
        const queue = story.place();
        fourPodsBefore(story, queue, 3);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return [healthy(), healthy({ at: 2 * day })];
      },
    ],
    fault: [
      'The same place; the stage’s deadline has passed since.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        fourPodsBefore(story, queue, 3);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return stuck({ at: 31 * day, code: ['receipt_not_seen'], place: [queue, billing.name] });
      },
    ],
  }),
  ...twins('pod-that-is-never-seen', `${rates} Instances are counted where known.`, {
    harmless: [
      'Three pods are seen to receive, of the fourth only its statements; the order waits for its next stage.',
      (story) => {
        const queue = story.place();
        podOfStatementsBefore(story, queue);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return [healthy(), healthy({ at: 2 * day })];
      },
    ],
    fault: [
      'The same pods; the stage’s deadline has passed since.',
      (story) => {
        const queue = story.place();
        podOfStatementsBefore(story, queue);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        const details = { instances_known: 4, instances_never_seen: 1 };
        return stuck({ at: 31 * day, code: ['receipt_not_seen'], place: queue, details });
      },
    ],
  }),
  ...twins('agent-of-the-consumer-changed', `${rates} Recent receipts count more.`, {
    harmless: [
      'The consumer lost its agent a while ago: earlier messages were seen to arrive, later ones never.',
      (story) => {
        const queue = story.place();
        takenBy(({ cast }) => cast.billing)(story, queue, 30);
        unseenBefore(story, queue, 25);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The consumer got its agent with release 2.0: all messages are seen since, but not this one.',
      (story) => {
        const queue = story.place();
        takenBy(({ cast }) => cast.billing)(story, queue, 5);
        unseenBefore(story, queue, 25);
        takenBy(({ cast }) => ({ ...cast.billing, version: '2.0.0' }))(story, queue, 30);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(story.cast.billing.name, queue);
      },
    ],
  }),
  ...twins('consumers-sampled-ten-percent', sampled, {
    harmless: [
      'Consumers are sampled at 10 % in traces of their own; this one’s span was not kept.',
      (story) => {
        const queue = story.place();
        sampledBefore(story, queue, '');
        jms.send(story, { queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'Every consumer’s span is kept, and there is none.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        story.before(20, (past) => {
          jms.process(past, billing, jms.send(past, { queue, at: 1, under: past.placed() }), { at: 2 });
        });
        jms.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('declared-sampling', sampled, {
    harmless: [
      'The consumers declare that they keep one trace of ten (ot=th:e66666); this one’s was not kept.',
      (story) => {
        const queue = story.place();
        sampledBefore(story, queue, 'ot=th:e66666');
        jms.send(story, { queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The consumers declare that they keep every trace (ot=th:0), and this one is missing.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        story.before(20, (past) => {
          const sent = jms.send(past, { queue, at: 1, under: past.placed() });
          jms.process(past, billing, sent, { at: 2, traceState: 'ot=th:0' });
        });
        jms.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('declared-sampling-of-a-named-receiver', sampled, {
    harmless: [
      'The flow file names the receiver, which keeps one trace of ten, and has shown it at this queue once.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('named');
        story.flow.receivers.set(queue, [billing.name]);
        story.before(1, (past) => {
          const sent = jms.send(past, { queue, at: 1, under: past.placed() });
          jms.process(past, billing, sent, { at: 2, traceState: 'ot=th:e66666' });
        });
        jms.send(story, { queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The flow file names the receiver, which keeps every trace; this message was never taken.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('named');
        story.flow.receivers.set(queue, [billing.name]);
        story.before(1, (past) => {
          const sent = jms.send(past, { queue, at: 1, under: past.placed() });
          jms.process(past, billing, sent, { at: 2, traceState: 'ot=th:0' });
        });
        jms.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('new-version-loses-the-context', `${rates} A version of the sender is a sender of its own.`, {
    harmless: [
      'Messages of the shop’s new version are never seen to arrive; this is one of them.',
      (story) => {
        const queue = story.place();
        twoVersionsBefore(story, queue);
        kafka.send(story, { from: newShop(story), queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The same queue; the message is of the old version, whose messages are all seen.',
      (story) => {
        const queue = story.place();
        twoVersionsBefore(story, queue);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(story.cast.billing.name, queue);
      },
    ],
  }),
  ...twins('operator-tool-read-once', oneReceipt, {
    harmless: [
      'An operator’s tool read one message of this queue, once; its real consumer has no agent.',
      (story) => {
        const queue = story.place();
        let turn = 0;
        story.before(30, (past) => {
          const sent = kafka.send(past, { queue, at: 1, under: past.placed() });
          if (turn++ === 10) kafka.process(past, { name: 'admin-cli' }, sent, { at: 40, names: false });
        });
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The queue’s real consumer is seen each time; besides, an operator’s tool read it once.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        let turn = 0;
        story.before(20, (past) => {
          const sent = kafka.send(past, { queue, at: 1, under: past.placed() });
          kafka.process(past, billing, sent, { at: 2 });
          if (turn++ === 10) kafka.process(past, { name: 'admin-cli' }, sent, { at: 40, names: false });
        });
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('consumer-renamed', 'A consumer renamed: recent receipts count more.', {
    harmless: [
      'The consumer has a new name since its last release, and took the message.',
      (story) => {
        const queue = story.place();
        takenBy(({ cast }) => cast.billing)(story, queue, 20);
        const renamed = { ...story.cast.billing, name: `${story.cast.billing.name}-v2`, version: '2.0.0' };
        kafka.process(story, renamed, kafka.send(story, { queue, at: 1, under: story.placed() }), { at: 3 });
        return healthy();
      },
    ],
    fault: [
      'Neither the consumer of that queue nor any other took the message.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        takenBy(({ cast }) => cast.billing)(story, queue, 20);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('receiver-without-an-agent', 'Nobody is known to read there: silence proves nothing.', {
    harmless: [
      'The consumer has no agent: no receipt of this queue was ever seen.',
      (story) => {
        kafka.send(story, { queue: story.place('legacy'), at: 1, under: story.placed() });
        return healthy();
      },
    ],
    fault: [
      'The flow file names the receiver of the queue, and it never took the message.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place('declared');
        story.flow.receivers.set(queue, [billing.name]);
        kafka.send(story, { queue, at: 1, under: story.placed() });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
  ...twins('known-place-again', oneReceipt, {
    harmless: [
      'The consumer took the message, and the queue was seen eight times before.',
      (story) => {
        const queue = story.place();
        messagesBefore(story, queue);
        kafka.process(story, story.cast.billing, kafka.send(story, { queue, at: 1, under: story.placed() }), {
          at: 30,
        });
        return healthy();
      },
    ],
    fault: [
      'The message was sent twice under one id, and neither was taken.',
      (story) => {
        const { billing } = story.cast;
        const queue = story.place();
        messagesBefore(story, queue);
        const attributes = { 'messaging.message.id': story.id('message') };
        const placed = story.placed();
        kafka.send(story, { queue, at: 1, under: placed }, { attributes });
        kafka.send(story, { queue, at: 20, under: placed }, { attributes });
        return notConsumed(billing.name, queue);
      },
    ],
  }),
];
