/** One sentence for each reason code. Parts that do not apply are empty. */
export const reasons = {
  on_track: 'On track: in “{{stage}}” for {{duration}}, and {{who}} moves it on next.',
  no_stage: 'No stage of the order has been seen yet; it was first named {{duration}} ago.',
  abandoned: 'In “{{stage}}” for {{duration}}: the customer has abandoned it.',
  unknown_stage:
    'In “{{stage}}” for {{duration}}: the flow has no such stage, so the owner and the deadline are unknown.',
  slow_stage:
    'Slower than usual: {{who}} has not moved it on from “{{stage}}”, and the usual time passed {{duration}} ago.',
  stage_overdue:
    'Stuck in “{{stage}}”: {{who}} had {{allowed}} to move it on, and the deadline passed {{duration}} ago{{lastSign}}.',
  message_not_consumed:
    'Lost on the way from {{sender}} to {{receiver}}: the message sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}{{error}}.',
  message_consumed_by_nobody:
    'Lost on the way: the message that {{sender}} sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}{{error}}.',
  request_not_received:
    'Lost on the way from {{sender}} to {{receiver}}: the request to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}{{error}}.',
  request_received_by_nobody:
    'Lost on the way: the request of {{sender}} to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}{{error}}.',
  message_dead_lettered:
    'Dead-lettered {{duration}} ago: {{receiver}} gave up the message from {{sender}} to {{destination}}{{cause}}{{error}}; it stays in {{queue}} until somebody sends it again.',
  receipt_not_seen:
    'Not seen at {{receiver}}: what {{sender}} sent to {{destination}} may have arrived unseen{{share}}; the {{allowed}} for “{{stage}}” ran out {{duration}} ago{{lastSign}}.',
  side_effect_lost:
    'The order moved on, but a message of it is lost: what {{sender}} sent to {{destination}} {{duration}} ago was not consumed by {{receiver}} within {{allowed}}.',
  work_not_finished:
    'Lost in {{application}}: “{{work}}” started {{duration}} ago and has not ended; it should take {{allowed}} at most.',
  failed_with_error:
    'Failed {{duration}} ago: “{{operation}}” in {{application}} ended in an error{{tries}}{{status}}{{cause}}{{error}}{{passedOn}}, and nothing has come after it.',
  no_telemetry:
    'No telemetry from {{application}} for {{duration}}: until it reports again, it is unknown whether the order has left “{{stage}}”.',
};

/** Parts of those sentences, with their preceding punctuation. */
export const reasonParts = {
  tries_one: ' {{count}} time',
  tries_other: ' {{count}} times',
  status: ' ({{status}})',
  error: ': “{{text}}”',
  errorType: ': {{type}}',
  passedOn: ', the message was sent on to {{destination}} for a retry',
  share: '; of the latest {{total}} sent there, {{missed}} were not seen to arrive{{instances}}',
  instances_one: ', and {{count}} of its {{known}} instances is never seen there',
  instances_other: ', and {{count}} of its {{known}} instances are never seen there',
  lastSign: '; it was last seen in {{application}}, at “{{operation}}”',
  sentTo: ', and was sent to {{destination}} last',
  cause: ', caused by “{{operation}}” in {{application}}',
  deadLetterCause: ', because of an error in “{{operation}}” ({{application}})',
  sendingFailed: '; sending it ended in an error{{tries}}',
};

/** Names of owners, within a sentence. */
export const actors = {
  customer: 'the customer',
  operator: 'an operator',
  operatorOf: 'an operator of {{application}}',
  carrier: 'the carrier',
  machine: 'a machine',
};

/** A cause of problems, by its reason code. */
export const causes = {
  on_track: 'Orders in “{{stage}}”{{flow}} are on track.',
  slow_stage: 'Orders stay in “{{stage}}”{{flow}} longer than usual.',
  stage_overdue: '{{who}} does not move orders on from “{{stage}}”{{flow}} in time.',
  message_not_consumed: 'Messages to {{destination}} do not reach {{application}}.',
  request_not_received: 'Requests to {{destination}} do not reach {{application}}.',
  message_dead_lettered: '{{application}} dead-letters messages to {{destination}}.',
  receipt_not_seen: 'What is sent to {{destination}} is not seen to arrive at {{application}}.',
  side_effect_lost: 'Side messages to {{destination}} do not reach {{application}}.',
  work_not_finished: '“{{error}}” starts in {{application}} and does not end.',
  failed_with_error: '“{{error}}” fails in {{application}}.',
  no_telemetry: 'No telemetry from {{application}}.',
};

export const ofFlow = ' of flow {{flow}}';
