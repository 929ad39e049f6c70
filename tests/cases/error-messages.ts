import { agents } from './agents.js';
import { type Case, failed, healthy, twins } from './case.js';
import { statement } from './database-spans.js';
import type { SpanHandle, SpanInput, Story } from './story.js';
import { messagesBefore } from './ways.js';

const kafka = agents['kafka-java'];
const rule = 'The verdict has the error’s own message where the privacy gate lets it through.';

/** A message whose handling failed at a statement; `retried` handles it well later. Gives the statement’s span. */
function failedStatement(story: Story, retried: boolean, statementInput: Partial<SpanInput>): SpanHandle {
  const queue = story.place();
  messagesBefore(story, queue);
  const sent = kafka.send(story, { queue, at: 1, under: story.placed() });
  const { billing } = story.cast;
  const work = kafka.process(story, billing, sent, { at: 2, lasts: 1, error: '' });
  const failing = statement(story, billing, { at: 2.2, under: work, error: '', ...statementInput });
  if (retried) kafka.process(story, billing, sent, { at: 20 });
  return failing;
}

const deadlock = {
  name: 'exception',
  at: 2.21,
  attributes: {
    'exception.type': 'org.postgresql.util.PSQLException',
    'exception.message': 'ERROR: deadlock detected\n  Detail: Process 17 waits for ShareLock',
    'exception.stacktrace': 'org.postgresql.util.PSQLException: ERROR: deadlock detected\n\tat x.y.Z',
  },
} as const;

/** Where an error has its message, and how it reaches the verdict. */
export const errorMessageCases: readonly Case[] = [
  ...twins('message-in-the-status', rule, {
    harmless: [
      'The statement failed with a message in its status; the retry went well.',
      (story) => {
        failedStatement(story, true, { error: 'deadlock detected' });
        return healthy();
      },
    ],
    fault: [
      'The statement failed with a message in its status, and nothing came after it.',
      (story) => {
        failedStatement(story, false, { error: 'deadlock detected' });
        return failed(story.cast.billing.name, { details: { error_text: 'deadlock detected' } });
      },
    ],
  }),
  ...twins('message-in-an-exception-event', rule, {
    harmless: [
      'The statement failed with an exception event; the retry went well.',
      (story) => {
        failedStatement(story, true, { events: [deadlock] });
        return healthy();
      },
    ],
    fault: [
      'The statement failed with an exception event: its first line and its type are reported.',
      (story) => {
        failedStatement(story, false, { events: [deadlock] });
        const details = { error_text: 'ERROR: deadlock detected', error_type: 'PSQLException' };
        return failed(story.cast.billing.name, { details });
      },
    ],
  }),
  ...twins('message-in-a-log-line', rule, {
    harmless: [
      'The statement failed with an error line in the log; the retry went well.',
      (story) => {
        const failing = failedStatement(story, true, {});
        story.log(story.cast.billing, 'deadlock detected', { at: 2.2, in: failing, isError: true });
        return healthy();
      },
    ],
    fault: [
      'The span has no message; the last error line of its log has one.',
      (story) => {
        const failing = failedStatement(story, false, {});
        const { billing } = story.cast;
        story.log(billing, 'statement took 4 ms', { at: 2.2, in: failing });
        story.log(billing, 'retry is off', { at: 2.2, in: failing, isError: true });
        story.log(billing, 'deadlock detected', { at: 2.21, in: failing, isError: true });
        return failed(billing.name, { details: { error_text: 'deadlock detected' } });
      },
    ],
  }),
  ...twins('message-with-personal-data', `${rule} What the gate finds is replaced.`, {
    harmless: [
      'The message names a customer; the retry went well.',
      (story) => {
        failedStatement(story, true, { error: 'no account for anna.smith@example.com' });
        return healthy();
      },
    ],
    fault: [
      'The message names a customer: the verdict has it without the address.',
      (story) => {
        failedStatement(story, false, { error: 'no account for anna.smith@example.com' });
        return failed(story.cast.billing.name, { details: { error_text: 'no account for [email]' } });
      },
    ],
  }),
];
