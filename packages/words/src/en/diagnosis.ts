/** One sentence for each reason code. Parts that do not apply are empty. */
export const reasons = {
  on_track: 'On track: in “{{stage}}” for {{duration}}; the next step is up to {{who}}.',
  no_stage: 'No stage of the order has been seen yet; it was first named {{duration}} ago.',
  abandoned: 'In “{{stage}}” for {{duration}}: the customer has probably given up on it.',
  unknown_stage:
    'In “{{stage}}” for {{duration}}: the flow has no such stage, so the owner and the deadline are unknown.',
  slow_stage:
    'Slower than usual in “{{stage}}”: the next step is up to {{who}}, and the usual time passed {{duration}} ago.',
  stage_overdue:
    'Stuck in “{{stage}}”: the next step is up to {{who}}, and the deadline ({{allowed}}) passed {{duration}} ago{{lastSign}}.',
  message_not_consumed:
    'Lost on the way from {{sender}} to {{receiver}}: the message sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}{{error}}.',
  message_consumed_by_nobody:
    'Lost on the way: the message that {{sender}} sent to {{destination}} {{duration}} ago was not consumed within {{allowed}}{{sending}}{{error}}.',
  request_not_received:
    'Lost on the way from {{sender}} to {{receiver}}: the request to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}{{error}}.',
  request_received_by_nobody:
    'Lost on the way: the request that {{sender}} sent to {{destination}} {{duration}} ago was not received within {{allowed}}{{sending}}{{error}}.',
  message_dead_lettered:
    'Dead-lettered {{duration}} ago: {{receiver}} gave up on the message from {{sender}} to {{destination}}{{cause}}{{error}}; it stays in {{queue}} until somebody sends it again.',
  receipt_not_seen:
    'Not seen at {{receiver}}: what {{sender}} sent to {{destination}} may have arrived unseen{{share}}{{overdue}}{{lastSign}}.',
  side_effect_lost:
    'The order moved on, but one of its messages is lost: {{receiver}} did not consume within {{allowed}} what {{sender}} sent to {{destination}} {{duration}} ago.',
  work_not_finished:
    'Lost in {{application}}: “{{work}}” started {{duration}} ago and has not ended; it should take {{allowed}} at most.',
  failed_with_error:
    'Failed {{duration}} ago: “{{operation}}” in {{application}} ended in an error{{status}}{{tries}}{{cause}}{{error}}{{passedOn}}, and nothing has come after it.',
  no_telemetry:
    'No telemetry from {{application}} for {{duration}}: until it reports again, it is unknown whether the order has left “{{stage}}”.',
  no_telemetry_no_stage:
    'No telemetry from {{application}} for {{duration}}: until it reports again, it is unknown what has become of the order.',
};

/** Parts of those sentences, with their preceding punctuation. */
export const reasonParts = {
  tries_one: ' {{count}} time{{last}}',
  tries_other: ' {{count}} times{{last}}',
  lastTry: ', the last time at {{time}}',
  overdue: '; the deadline for “{{stage}}” ({{allowed}}) passed {{duration}} ago',
  status: ' ({{status}})',
  error: ': “{{text}}”',
  errorType: ': {{type}}',
  passedOn: '; the message was sent on to {{destination}} for a retry',
  share: '; of the latest {{total}} sent there, {{missed}} were not seen to arrive{{instances}}',
  instances_one: ', and {{count}} of its {{known}} instances is never seen there',
  instances_other: ', and {{count}} of its {{known}} instances are never seen there',
  lastSign: '; it was last seen in {{application}}, at “{{operation}}”',
  lastSeenIn: '; it was last seen in {{application}}',
  sentTo: ', and its last message or request was sent to {{destination}}',
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
