import type { Reason, Sentences } from './reason.js';

function who({ detail }: Reason): string {
  const application = detail('application');
  switch (detail('waits_for')) {
    case 'customer':
      return 'the customer';
    case 'operator':
      return application === '' ? 'an operator' : `an operator of ${application}`;
    case 'carrier':
      return 'the carrier';
    default:
      return application === '' ? 'a machine' : application;
  }
}

function cause({ detail }: Reason): string {
  const same = detail('cause_operation') === detail('operation');
  return same ? '' : `, caused by “${detail('cause_operation')}” in ${detail('cause_application')}`;
}

function code({ detail }: Reason): string {
  const status = detail('status_code');
  return status === '' || status === 'ERROR' || status === 'OK' ? '' : ` (${status})`;
}

/** The sender's own tries, where they failed. */
function sending({ detail, has }: Reason): string {
  if (!has('failed_tries')) return '';
  const tries = Number(detail('failed_tries'));
  return tries === 1
    ? '; sending it ended in an error'
    : `; sending it ended in an error ${String(tries)} times`;
}

function tries({ detail }: Reason): string {
  const count = Number(detail('tries'));
  return count > 1 ? ` ${String(count)} times` : '';
}

export const english: Sentences = {
  on_track: (reason) => {
    const { detail, has, duration } = reason;
    if (!has('stage')) return `No stage of the order has been seen yet; it was first named ${duration} ago.`;
    if (has('abandoned')) return `In ${detail('stage')} for ${duration}: the customer has left it.`;
    if (has('unknown_stage'))
      return `In ${detail('stage')} for ${duration}: the flow has no such stage, so it can't be told who moves the order on, or by when.`;
    return `On track: in ${detail('stage')} for ${duration}, and ${who(reason)} moves it on next.`;
  },
  slow_stage: (reason) =>
    `Slower than usual: ${who(reason)} has not moved it on from ${reason.detail('stage')}, and the usual time was over ${reason.duration} ago.`,
  stage_overdue: (reason) =>
    `Stuck in ${reason.detail('stage')}: ${who(reason)} had ${reason.allowed} to move it on, and the time ran out ${reason.duration} ago.`,
  message_not_consumed: (reason) => {
    const { detail, duration, allowed } = reason;
    return reason.has('receiver')
      ? `Lost on the way from ${detail('sender')} to ${detail('receiver')}: the message sent to ${detail('destination')} ${duration} ago was not consumed within ${allowed}${sending(reason)}.`
      : `Lost on the way: the message that ${detail('sender')} sent to ${detail('destination')} ${duration} ago was not consumed within ${allowed}${sending(reason)}.`;
  },
  request_not_received: (reason) => {
    const { detail, duration, allowed } = reason;
    return reason.has('receiver')
      ? `Lost on the way from ${detail('sender')} to ${detail('receiver')}: the request to ${detail('destination')} ${duration} ago was not received within ${allowed}${sending(reason)}.`
      : `Lost on the way: the request of ${detail('sender')} to ${detail('destination')} ${duration} ago was not received within ${allowed}${sending(reason)}.`;
  },
  message_dead_lettered: ({ detail, duration, has }) => {
    const why = has('cause_operation')
      ? `, because of an error in “${detail('cause_operation')}” (${detail('cause_application')})`
      : '';
    return `Given up ${duration} ago: the message from ${detail('sender')} to ${detail('destination')} was put aside by ${detail('receiver')}${why}; it lies in ${detail('dead_letter_queue')} until somebody sends it again.`;
  },
  work_not_finished: ({ detail, duration, allowed }) =>
    `Lost in ${detail('application')}: “${detail('work')}” began ${duration} ago and has not ended, though ${allowed} was the most it should take.`,
  failed_with_error: (reason) =>
    `Failed ${reason.duration} ago: “${reason.detail('operation')}” in ${reason.detail('application')} ended in an error${tries(reason)}${code(reason)}${cause(reason)}, and nothing has come after it.`,
  no_telemetry: ({ detail, duration }) =>
    `Nothing has been heard from ${detail('application')} for ${duration}: whether the order has moved on from ${detail('stage')} can't be told until it reports again.`,
};
